import { sanitise } from "../../format/sanitise.ts";
import { listSpec, selectedItem } from "../panes/lists/lists.ts";
import { type Keymap, keyName } from "../screen/keymap.ts";
import { lastSeq, linesBack } from "../panes/logs/buffer.ts";
import type { Model } from "../model/model.ts";
import { type Container, type Image, imageName, nameOf } from "../model/objects.ts";
import type { MenuItem, Overlay } from "../model/overlays.ts";
import { plain } from "../text/ansi.ts";
import { logTest } from "../panes/logs/rows.ts";
import { statsColumns } from "../panes/stats/table.ts";
import { actionOf, chosen, targetsOf } from "../act/actions.ts";
import { count } from "../text/human.ts";
import { quoteWord } from "../act/act.ts";
import { containerOf, isGone } from "../record/record.ts";
import type { HostChoice } from "../engine/hosts.ts";

const menu = (title: string, items: readonly MenuItem[]): Overlay => ({
  kind: "menu",
  title,
  items,
  filter: "",
  index: 0,
});

/** Everything that can be done here, from the key table (`x`). */
export function actionMenu(model: Model, keymap: Keymap): Overlay {
  const bindings = keymap.of(model.focus).filter((b) => b.id !== "list.menu");
  const all = [
    ...bindings,
    ...keymap.global.filter((b) => b.group === "Anywhere"),
    ...keymap.added,
  ].filter((b) => !(model.readOnly && b.changes));
  return menu(
    "What can be done here",
    [
      ...all.map((b) => ({
        label: b.label,
        key: b.keys.map(keyName).join(" "),
        disabled: b.disabled?.(model),
        msg: b.msg(model),
      })),
    ],
  );
}

/** What can be copied of the selection (`y`). */
export function copyMenu(model: Model): Overlay | undefined {
  if (model.focus === "logs") return logMenu(model);
  const copies: [string, string][] = [];
  if (model.list === "containers") {
    const c = selectedItem<Container>(model, "containers");
    if (c === undefined) return undefined;
    copies.push(["name", nameOf(c)], ["id", c.id], ["image", c.image], ["command", c.command]);
    copies.push(["`exec` command", `docker exec -it ${quoteWord(nameOf(c))} sh`]);
    const names = chosen(model)
      .map((id) => model.containers.find((o) => o.id === id))
      .filter((o) => o !== undefined).map(nameOf);
    if (names.length > 1) copies.push(["names of all marked", names.join(" ")]);
  } else if (model.list === "images") {
    const i = selectedItem<Image>(model, "images");
    if (i === undefined) return undefined;
    copies.push(["name", imageName(i)], ["id", i.id], [
      "`run` command",
      `docker run --rm -it ${quoteWord(imageName(i))}`,
    ]);
  } else {
    const item = selectedItem<unknown>(model, model.list);
    if (item === undefined) return undefined;
    const spec = listSpec(model.list);
    const named = item as { name?: string };
    copies.push(["name", named.name ?? spec.text(item)], ["id", spec.key(item)]);
  }
  const items = copies.filter(([, text]) => text !== "").map(([label, text]): MenuItem => ({
    label,
    detail: sanitise(text),
    msg: { type: "copy", text: sanitise(text), what: label },
  }));
  const c = model.list === "containers" ? model.lists.containers.selected : undefined;
  if (c !== undefined && !isGone(containerOf(model, c))) {
    items.push({
      label: "`run` command",
      detail: "that makes one like it",
      msg: { type: "copyRun", id: c },
    });
  }
  return menu("Copy", items);
}

function logMenu(model: Model): Overlay | undefined {
  const { logs } = model;
  const shown = [
    ...linesBack(logs.buffer, logs.anchor?.seq ?? lastSeq(logs.buffer), logTest(logs))
      .take(1000),
  ].reverse().map((l) => plain(l.text));
  if (shown.length === 0) return undefined;
  const current = logs.match === undefined
    ? shown[shown.length - 1]
    : plain([...linesBack(logs.buffer, logs.match).take(1)][0]?.text ?? "");
  const page = shown.slice(-(model.size.rows));
  return menu("Copy", [
    {
      label: logs.match === undefined ? "last line shown" : "line of the match",
      detail: current,
      msg: { type: "copy", text: current, what: "line" },
    },
    {
      label: "what is on the screen",
      msg: { type: "copy", text: page.join("\n"), what: `${page.length} lines` },
    },
    {
      label: "the last 1,000 lines",
      msg: { type: "copy", text: shown.join("\n"), what: `${shown.length} lines` },
    },
  ]);
}

/** Published ports of the selected container to open in a browser (`b`). */
export function portUrls(model: Model): readonly string[] {
  const c = selectedItem<Container>(model, "containers");
  if (c === undefined) return [];
  const urls = c.ports.filter((p) => p.publicPort !== undefined && p.type === "tcp").map((p) => {
    const every = p.ip === undefined || p.ip === "" || p.ip === "0.0.0.0" || p.ip === "::";
    const host = every ? "localhost" : p.ip!.includes(":") ? `[${p.ip}]` : p.ip!;
    return `${
      p.privatePort === 443 || p.privatePort === 8443 ? "https" : "http"
    }://${host}:${p.publicPort}/`;
  });
  return [...new Set(urls)];
}

/** Engines to go to (`H`), the last entry asks for an address. */
export function hostMenu(hosts: readonly HostChoice[]): Overlay {
  return menu("Choose an engine", [
    ...hosts.map((host): MenuItem => ({
      label: sanitise(host.context ?? host.host ?? ""),
      detail: host.detail === undefined ? undefined : sanitise(host.detail),
      msg: { type: "useHost", host },
    })),
    {
      label: "another host …",
      detail: "type its address",
      msg: { type: "prompt", for: { what: "host" } },
    },
  ]);
}

/** A menu of addresses. */
export function portMenu(urls: readonly string[]): Overlay {
  return menu("Open", urls.map((url) => ({ label: url, msg: { type: "openUrl", url } })));
}

/** By which column a list is sorted (`o`). */
export function sortMenu(model: Model): Overlay {
  if (model.focus === "stats") return statsSortMenu(model);
  const list = model.list;
  const { sort } = model.lists[list];
  return menu("Sort by", [
    { label: "as the engine lists them", msg: { type: "sortBy", list, column: "" } },
    ...listSpec(list).columns.filter((c) => c.sort !== undefined).map((c): MenuItem => ({
      label: c.title.toLowerCase(),
      detail: sort?.column === c.id ? (sort.down ? "now ↓" : "now ↑") : undefined,
      msg: { type: "sortBy", list, column: c.id },
    })),
  ]);
}

function statsSortMenu({ table: { sort } }: Model): Overlay {
  const columns = statsColumns.filter((c) => c.sort !== undefined);
  return menu(
    "Sort by",
    columns.map((c): MenuItem => ({
      label: c.title.toLowerCase(),
      detail: sort.column === c.id ? (sort.down ? "now ↓" : "now ↑") : undefined,
      msg: { type: "sortStats", column: c.id },
    })),
  );
}

/** Which columns a list has (`c`). */
export function columnMenu(model: Model): Overlay {
  const list = model.list;
  const { hidden } = model.lists[list];
  return menu(
    "Columns",
    listSpec(list).columns.slice(1).map((c): MenuItem => ({
      label: c.title.toLowerCase(),
      detail: hidden.has(c.id) ? "hidden" : "shown where there is room",
      msg: { type: "toggleColumn", list, column: c.id },
    })),
  );
}

/** Which of its shells to run in a container; where it has none, what can be done about that. */
export function shellMenu(c: Container, found: readonly string[]): Overlay {
  const name = sanitise(nameOf(c));
  if (found.length === 0) {
    return menu(`${name} has no shell`, [{
      label: "bring one in from another image",
      detail: `dockerctl sh ${quoteWord(name)}`,
      msg: { type: "interactive", argv: ["sh", c.id], title: nameOf(c) },
    }]);
  }
  return menu(
    `Shell in ${name}`,
    found.map((shell) => ({
      label: shell.slice(shell.lastIndexOf("/") + 1),
      detail: shell,
      msg: { type: "runShell", id: c.id, shell },
    })),
  );
}

/** Networks to connect the chosen containers to, and those to take them from (`N`). */
export function networkMenu(model: Model): Overlay | undefined {
  const ids = targetsOf(model, actionOf("connect"));
  if (typeof ids === "string") return undefined;
  const all = model.containers.filter((c) => ids.includes(c.id));
  const on = (name: string) => all.filter((c) => Object.hasOwn(c.networks, name)).map((c) => c.id);
  const items = model.networks.flatMap((n): MenuItem[] => {
    const there = on(n.name);
    const rest = ids.filter((id) => !there.includes(id));
    const name = sanitise(n.name);
    const connect: MenuItem = {
      label: `connect to ${name}`,
      detail: n.driver,
      msg: { type: "go", action: "connect", ids: rest, arg: n.name },
    };
    const leave: MenuItem = {
      label: `disconnect from ${name}`,
      detail: n.driver,
      msg: { type: "go", action: "disconnect", ids: there, arg: n.name },
    };
    // The host's network, and none at all, are chosen when a container is made, or never.
    const able = n.name !== "host" && n.name !== "none" && rest.length > 0;
    return [...(able ? [connect] : []), ...(there.length > 0 ? [leave] : [])];
  });
  const title = all.length === 1 ? sanitise(nameOf(all[0])) : count(all.length, "container");
  return menu(`Networks of ${title}`, items);
}
