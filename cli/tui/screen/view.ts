import { sanitise } from "../../format/sanitise.ts";
import { ghostOf } from "../line/line.ts";
import type { Binding, Keymap } from "./keymap.ts";
import { keyName } from "./keymap.ts";
import { ABOVE, BELOW, type Place, placesOf, tooSmall } from "./layout.ts";
import { listSpec, selectedItem } from "../panes/lists/lists.ts";
import {
  isList,
  isPlugin,
  MESSAGE_TIME,
  type Model,
  type OwnPaneId,
  type PaneId,
  SMALLEST,
} from "../model/model.ts";
import { healthOf, isUp } from "../model/objects.ts";
import { detailsView } from "../panes/details/view.ts";
import { listNote, listView } from "../panes/lists/view.ts";
import { logsFoot, logsNote, logsTitle, logsView } from "../panes/logs/view.ts";
import { noEngineView } from "./no_engine.ts";
import { overlayView } from "../overlays/view.ts";
import { processesView } from "../panes/processes.ts";
import { pluginPaneNote, pluginPaneView } from "../panes/plugin.ts";
import { LIST_OF } from "../plugin/extras.ts";
import { statsNote, statsView } from "../panes/stats/charts.ts";
import { statsTableNote, statsTableView } from "../panes/stats/table.ts";
import {
  type Block,
  fitLine,
  frame,
  type Line,
  lineOn,
  lineWidth,
  overlay,
  type Size,
  type Span,
  span,
  spread,
} from "../text/block.ts";
import { clock, percent, retryWords, shortSize } from "../text/human.ts";
import { cursorLine } from "../text/cursor_line.ts";
import { displayWidth, fit } from "../text/width.ts";

const NUMBERS: Readonly<Record<OwnPaneId, string>> = {
  containers: "1",
  images: "2",
  logs: "3",
  stats: "4",
  networks: "5",
  volumes: "6",
  projects: "7",
  events: "8",
  details: "9",
  processes: "0",
};
const TITLES: Readonly<Record<OwnPaneId, string>> = {
  containers: "Containers",
  images: "Images",
  networks: "Networks",
  volumes: "Volumes",
  projects: "Projects",
  events: "Events",
  logs: "Logs",
  stats: "Stats",
  details: "Details",
  processes: "Processes",
};

/** The whole screen. Pure: the same model gives the same block. */
export function view(model: Model, keymap: Keymap): Block {
  const { size } = model;
  if (tooSmall(size)) return smallView(size);
  let screen: Line[] = [
    statusBar(model),
    ...Array.from({ length: size.rows - ABOVE - BELOW }, (): Line => []),
    messageLine(model),
    footer(model, keymap),
  ];
  if (model.link.state === "down" && !model.loaded) {
    const block = noEngineView(model, { ...size, rows: size.rows - ABOVE - BELOW }, keymap);
    screen = [screen[0], ...block, ...screen.slice(-BELOW)];
  } else screen = panes(model, screen, keymap);
  if (model.overlay !== undefined) screen = [...overlayView(model, screen, keymap)];
  if (model.line.open) screen = [...withPopup(model, screen)];
  return screen.map((line) => fitLine(line, size.columns, false));
}

function panes(model: Model, screen: readonly Line[], keymap: Keymap): Line[] {
  const rows: Line[] = screen.slice();
  // Places stand in rows of one or two side by side: join them from left to right.
  const columns = new Map<number, Line[]>();
  for (const place of placesOf(model)) {
    const block = paneView(model, place, keymap);
    for (let i = 0; i < place.size.rows; i++) {
      const y = place.y + i;
      const line = columns.get(y) ?? [];
      line.push(block[i] ?? []);
      columns.set(y, line);
    }
  }
  for (const [y, lines] of columns) rows[y] = lines.flat();
  return rows;
}

/** One pane with its border. */
function paneView(model: Model, place: Place, keymap: Keymap): Block {
  const { pane, size } = place;
  const focused = model.focus === pane;
  const inner: Size = { columns: size.columns - 2, rows: size.rows - 2 };
  const added = isPlugin(pane) ? model.plugins.panes.find((p) => p.pane === pane) : undefined;
  const number = isPlugin(pane) ? keymap.leadsTo(pane) : NUMBERS[pane];
  const name = isPlugin(pane) ? sanitise(added?.title ?? "") : TITLES[pane];
  const title: Span[] = [
    span(number === "" ? "" : `${number} `, "dim"),
    span(name, focused ? "focus" : "title"),
  ];
  if (isList(pane)) {
    return frame(listView(model, pane, inner), size, {
      title,
      note: listNote(model, pane),
      focused,
    });
  }
  const subject = subjectOf(model, pane);
  if (subject.length > 0) title.push(span("  "), ...subject);
  switch (pane) {
    case "logs":
      return frame(logsView(model, inner), size, {
        title,
        note: logsNote(model),
        foot: logsFoot(model),
        focused,
      });
    case "stats":
      if (model.table.all) {
        const note = statsTableNote(model);
        return frame(statsTableView(model, inner), size, { title, note, focused });
      }
      return frame(statsView(model, inner), size, { title, note: statsNote(model), focused });
    case "details":
      return frame(detailsView(model, inner), size, { title, focused });
    case "processes":
      return frame(processesView(model, inner), size, { title, focused });
    default:
      return frame(pluginPaneView(model, inner), size, {
        title,
        note: pluginPaneNote(model, inner.rows),
        focused,
      });
  }
}

function subjectOf(model: Model, pane: PaneId): Line {
  if (pane === "logs") return logsTitle(model);
  if (pane === "stats" && model.table.all) return [span("all that run")];
  const of = isPlugin(pane) ? model.plugins.panes.find((p) => p.pane === pane)?.of : "container";
  if (of === undefined) return [];
  const list = pane === "details" ? model.list : LIST_OF[of];
  const item = selectedItem<{ name?: string; id?: string }>(model, list);
  if (item === undefined) return [];
  if (list === "images") {
    const cell = listSpec("images").columns[0].cell(item, model);
    return [span(cell.text)];
  }
  return [span(sanitise(item.name || (item.id ?? "").slice(0, 12)))];
}

/** Host, engine, counts, and the clock. What has no room is left out, least needed first. */
function statusBar(model: Model): Line {
  for (const without of [0, 1, 2, 3, 4]) {
    const line = statusParts(model, without);
    if (line !== undefined) return lineOn(line, "bar");
  }
  return lineOn(fitLine([span(" dockerctl")], model.size.columns), "bar");
}

function statusParts(model: Model, without: number): Line | undefined {
  const { link } = model;
  const sign = { live: "▪", down: "✗", connecting: "…" }[link.state];
  const host = sanitise(model.host);
  const left: Span[] = [
    span(" dockerctl ", { role: "bar", bold: true }),
    span(` ${sign} `, link.state === "live" ? "ok" : "bad"),
    // The end of a path tells more than its beginning.
    span(without >= 1 && displayWidth(host) > 16 ? `…${host.slice(-15)}` : host, "bar"),
  ];
  if (model.version !== "" && without < 3) left.push(span(`  ${sanitise(model.version)}`, "bar"));
  if (link.state === "down") left.push(span("  no answer", "bad"));
  if (model.loaded && without < 4) {
    const up = model.containers.filter(isUp).length;
    const sick = model.containers.filter((c) => healthOf(c) === "unhealthy").length;
    left.push(span(`   ${up} running`, "bar"));
    if (sick > 0) left.push(span(` · ${sick} unhealthy`, "bad"));
    left.push(span(` · ${model.containers.length - up} stopped`, "bar"));
  }
  if (model.readOnly) left.push(span("  read-only", "warn"));
  const right: Span[] = [span("  ")];
  if (model.record?.recording) right.push(span("● rec  ", "ok"));
  const busy = Object.values(model.pending).length;
  if (busy > 0) right.push(span(`${busy} under way  `, "warn"));
  const totals = without < 2 ? usage(model) : "";
  if (totals !== "") right.push(span(`${totals}  `, "bar"));
  right.push(span(`${clock(model.now, model.utcOffset)} `, "bar"));
  if (lineWidth(left) + lineWidth(right) > model.size.columns) return undefined;
  return spread(left, right, model.size.columns);
}

/** What the containers that are measured use together. */
function usage(model: Model): string {
  let cpu = 0;
  let memory = 0;
  let n = 0;
  for (const c of model.containers) {
    const points = model.stats[c.id];
    const last = points?.[points.length - 1];
    if (c.state !== "running" || last === undefined || model.now - last.at > 15_000) continue;
    cpu += last.cpu;
    memory += last.memory;
    n++;
  }
  return n < 2 ? "" : `cpu ${percent(cpu)} mem ${shortSize(memory)}`;
}

/** The last result and its equivalent command, while it is fresh; or the `:` line. */
function messageLine(model: Model): Line {
  if (model.line.open) return commandLine(model);
  if (model.overlay?.kind === "prompt") {
    const { label, edit } = model.overlay;
    return [span(` ${label}: `, "key"), ...cursorLine(edit.text, edit.cursor)];
  }
  if (model.link.state === "down" && model.loaded) {
    const again = retryWords(model.link.retryAt, model.now);
    return spread(
      [
        span(" ✗ ", "bad"),
        span(`The engine does not answer: ${sanitise(model.link.error)}`, "bad"),
      ],
      [span(` ${again} · R now `, "dim")],
      model.size.columns,
    );
  }
  const last = model.messages[model.messages.length - 1];
  const errors = model.errors > 0 ? `E errors (${model.errors}) ` : "";
  if (last === undefined || model.now - last.at > MESSAGE_TIME) {
    return spread([], [span(errors, "dim")], model.size.columns);
  }
  const sign = { ok: "✓", info: "·", warn: "!", bad: "✗" }[last.kind];
  const role = last.kind === "info" ? "text" : last.kind;
  const text: Line = [span(` ${sign} `, role), span(sanitise(last.text), role)];
  const room = model.size.columns - lineWidth(text) - displayWidth(errors) - 3;
  const command = last.command === undefined || room < 12 ? "" : fit(last.command, room);
  return spread(text, [
    span(command === "" ? " " : `  ${command}  `, "accent"),
    span(errors, "dim"),
  ], model.size.columns);
}

function commandLine(model: Model): Line {
  const { line } = model;
  const head = line.search === undefined
    ? span(" :", "key")
    : span(` (search "${line.search.text}") `, "key");
  const hint = line.search === undefined
    ? " Tab complete · ↑ history · ^R search "
    : " ^R older · Enter run · Esc leave ";
  return spread(
    [head, ...cursorLine(line.edit.text, line.edit.cursor, ghostOf(line))],
    [span(hint, "dim")],
    model.size.columns,
  );
}

/** The candidates over the `:` line. */
function withPopup(model: Model, screen: Block): Block {
  const { line, size } = model;
  if (line.candidatesOf !== line.edit.text || line.search !== undefined) return screen;
  if (line.candidates.length < 2) return screen;
  const height = Math.min(10, line.candidates.length);
  const chosen = line.chosen ?? -1;
  const top = Math.max(0, Math.min(line.candidates.length - height, chosen - height + 2));
  const shown = line.candidates.slice(top, top + height);
  const name = Math.min(40, Math.max(...shown.map((c) => displayWidth(sanitise(c.value)))));
  const about = Math.max(...shown.map((c) => displayWidth(c.summary ?? "")));
  const width = Math.min(size.columns - 2, name + (about > 0 ? about + 2 : 0) + 4);
  const rows = shown.map((c, i): Line => {
    const on = top + i === chosen ? "selected" as const : undefined;
    const value = fitLine([span(sanitise(c.value), { role: "text", on })], name);
    const text = fitLine([
      span(" ", { on }),
      ...value,
      span(c.summary === undefined ? "" : `  ${sanitise(c.summary)}`, { role: "dim", on }),
    ], width - 2);
    return text.map((s) => ({ ...s, style: { ...s.style, on } }));
  });
  const more = line.candidates.length > height ? [span(`${line.candidates.length}`, "dim")] : [];
  const block = frame(rows, { columns: width, rows: height + 2 }, {
    title: [],
    foot: more,
    focused: true,
  });
  const x = Math.max(
    0,
    Math.min(size.columns - width, 1 + displayWidth(line.edit.text.slice(0, line.from))),
  );
  return overlay(screen, block, x, size.rows - BELOW - height - 2);
}

/** The keys that work here and now. */
function footer(model: Model, keymap: Keymap): Line {
  const { columns } = model.size;
  if (model.line.open) {
    return hints([["Enter", "run"], ["Tab", "complete"], ["Esc", "leave"]], columns);
  }
  if (model.overlay !== undefined) return hints(overlayHints(model), columns);
  if (model.link.state === "down" && !model.loaded) {
    return hints([...pairs(keymap.noEngine), [":", "command"], ["q", "quit"]], columns);
  }
  const here = [...keymap.of(model.focus), ...keymap.global]
    .filter((b) => b.hint !== undefined && b.keys.length > 0)
    .sort((a, b) => a.hint! - b.hint!);
  const usable = here.filter((b) => b.disabled?.(model) === undefined);
  const always = usable.filter((b) => b.hint! >= 99);
  return hints(pairs(usable.filter((b) => b.hint! < 99)), columns, pairs(always));
}

const pairs = (list: readonly Binding[]): [string, string][] =>
  list.map((b) => [keyName(b.keys[0]), b.label]);

function overlayHints(model: Model): [string, string][] {
  const o = model.overlay!;
  switch (o.kind) {
    case "confirm":
      return [["y", o.yes], ["n", "leave it"]];
    case "prompt":
      return [["Enter", "take"], ["Esc", "leave"]];
    case "menu":
      return [["↑↓", "choose"], ["Enter", "do it"], ["type", "to search"], ["Esc", "leave"]];
    case "form":
      return [["↑↓", "field"], ["Enter", "run"], ["^O", "edit as a command"], ["Esc", "leave"]];
    case "plan":
      return [["space", "tick"], ["a", "all"], ["Enter", "remove what is ticked"], [
        "Esc",
        "leave everything",
      ]];
    case "messages":
      return [["↑↓", "choose"], ["Enter", "its command"], ["y", "copy"], ["Esc", "close"]];
    case "output":
      return o.running
        ? [["^C", "stop it"], ["PgUp", "back"], ["q", "stop and close"]]
        : [["PgUp PgDn ← →", "scroll"], ["w", "wrap"], [":", "another"], ["q", "close"]];
    default:
      return [["↑↓", "scroll"], ["Esc", "close"]];
  }
}

/** ` s stop  r restart … ` with the always valid ones at the end; what does not fit is left out. */
function hints(
  list: readonly (readonly [string, string])[],
  columns: number,
  always: readonly (readonly [string, string])[] = [],
): Line {
  const piece = ([k, label]: readonly [string, string]): Line => [
    span(` ${k}`, "key"),
    span(` ${label} `, "dim"),
  ];
  const tail = always.flatMap(piece);
  let room = columns - lineWidth(tail);
  const out: Span[] = [];
  for (const pair of list) {
    const line = piece(pair);
    if (lineWidth(line) > room) break;
    room -= lineWidth(line);
    out.push(...line);
  }
  return spread(out, tail, columns);
}

function smallView(size: Size): Block {
  const text =
    `Make the window at least ${SMALLEST.columns}x${SMALLEST.rows} (now ${size.columns}x${size.rows})`;
  const rows: Line[] = Array.from({ length: size.rows }, () => []);
  const y = Math.floor(size.rows / 2);
  const words = fit(text, size.columns);
  const x = Math.max(0, Math.floor((size.columns - displayWidth(words)) / 2));
  if (rows.length > 0) rows[y] = [span(" ".repeat(x) + words, "warn")];
  return rows;
}
