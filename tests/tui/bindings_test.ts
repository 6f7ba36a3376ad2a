/**
 * Every binding by each of its keys: what it is pressed on, and what is so afterwards. A binding
 * without a line here fails the last test.
 */
import { type AlertRow, alertsSlot } from "../../cli/tui/model/alerts.ts";
import assert from "node:assert/strict";
import type { CommandHost } from "../../cli/tui/line/commands.ts";
import { Keymap } from "../../cli/tui/screen/keymap.ts";
import { isList, type Model, type PaneId } from "../../cli/tui/model/model.ts";
import { isUp } from "../../cli/tui/model/objects.ts";
import { containersList } from "../../cli/tui/panes/lists/containers.ts";
import { GONE } from "../../cli/tui/record/record.ts";
import { rowsOf } from "../../cli/tui/panes/lists/list.ts";
import { tasksList } from "../../cli/tui/panes/lists/swarm/tasks.ts";
import { ownPanes } from "../../cli/tui/panes/mod.ts";
import type { HostSwitch } from "../../cli/tui/mod.ts";
import { detailRows } from "../../cli/tui/panes/details/view.ts";
import { type DemoTui, driveDemo, selectRow } from "../driver/demo.ts";
import { type DrivenTui, driveTui } from "../driver/tui.ts";

interface Case {
  /** The pane it is pressed in; the list of containers unless said otherwise. */
  in?: PaneId;
  /** The container that is selected. */
  row?: string;
  /** Keys that lead there. */
  keys?: string[];
  lead?(tui: DrivenTui): Promise<void>;
  /** Whether it has done its work. */
  done(now: Model, before: Model, tui: DrivenTui): boolean;
}

/** Command lines that were run, and engines that were chosen or asked for. */
let ran: string[] = [];
let used: unknown[] = [];
let asked = 0;
let suspended = 0;

const commands: CommandHost = {
  run: (argv) => {
    ran.push(argv.join(" "));
    return Promise.resolve(0);
  },
  interactive: () => Promise.resolve(false),
};
const hosts: HostSwitch = {
  list: () => Promise.resolve([{ context: "default" }]),
  use: (choice) => {
    used.push(choice);
    return Promise.resolve({ label: "other", readOnly: false });
  },
};

const acted = (word: string) => (m: Model) =>
  Object.values(m.batches).some((b) => b.done === word) ||
  m.messages.some((x) => x.text.startsWith(word));
const asks = (question: RegExp) => (m: Model) =>
  m.overlay?.kind === "confirm" && question.test(m.overlay.question);
const prompts = (what: string) => (m: Model) =>
  m.overlay?.kind === "prompt" && m.overlay.for.what === what;
const menu = (title: RegExp) => (m: Model) =>
  m.overlay?.kind === "menu" && title.test(m.overlay.title);
const focuses = (pane: PaneId) => (m: Model) => m.focus === pane;
const at = (index: number) => (m: Model) => m.lists.containers.index === index;
const inThePast = async (tui: DrivenTui) => {
  const at = tui.model.now - 60_000;
  const view = { at, from: at - 1000, to: at + 1000, marks: [] };
  await tui.send({ type: "past", view, now: tui.model.now });
};
const log = (tui: DrivenTui) => tui.until(() => tui.model.logs.buffer.lines > 300, () => "the log");
/** The line that is opened for a project: what is done is seen before it is done. */
const composes = (verb: string) => (m: Model) =>
  m.line.open &&
  /^compose -p blog -f \/srv\/blog\/compose\.yaml (.*)$/.exec(m.line.edit.text)?.[1] === verb;
/** In a pane of a swarm, on the row of this name. */
const inSwarm = (pane: PaneId, name?: string): Omit<Case, "done"> => ({
  in: pane,
  async lead(tui) {
    await tui.until(() => tui.model.lists[pane].selected !== undefined, () => "its rows");
    for (let n = 0; name !== undefined && tui.model.lists[pane].name !== name && n < 20; n++) {
      await tui.press("j");
    }
  },
});
const SWARM = /^(?:services|tasks|nodes|stacks)\./;
const inLogs = (keys: string[] = []): Omit<Case, "done"> => ({
  in: "logs",
  row: "web-1",
  keys,
  lead: log,
});

const alert: AlertRow = {
  key: "errors web-1",
  state: "firing",
  muted: false,
  severity: "warning",
  rule: "errors",
  who: "web-1",
  names: ["web-1"],
  since: 0,
  much: "",
  text: "",
};

const cases: Record<string, Case> = {
  "containers.stop": { row: "web-1", done: acted("stopped") },
  "containers.start": { row: "old-db", done: acted("started") },
  "containers.restart": { row: "web-1", done: acted("restarted") },
  "containers.remove": { row: "migrate", done: asks(/^Remove container migrate/) },
  "containers.forceRemove": { row: "web-1", done: asks(/^Force remove container web-1/) },
  "containers.kill": { row: "web-1", done: asks(/^Kill container web-1/) },
  "containers.pause": { row: "web-1", done: acted("paused") },
  "containers.rename": { row: "web-1", done: prompts("rename") },
  "containers.shell": {
    row: "web-1",
    done: () => ran.some((l) => /^exec -it .* \/bin\/sh/.test(l)),
  },
  "containers.chooseShell": { row: "web-1", done: menu(/^Shell in web-1/) },
  "containers.networks": { row: "web-1", done: menu(/^Networks of web-1/) },
  "containers.attach": { row: "web-1", done: () => ran.some((l) => l.startsWith("attach ")) },
  "containers.recreate": {
    row: "web-1",
    done: (m) => m.overlay?.kind === "own" && m.overlay.name === "recreate",
  },
  "containers.open": {
    row: "web-1",
    done: (m) => m.messages.some((x) => x.text === "opening http://localhost:8080/"),
  },
  "containers.hideStopped": {
    done: (m) => rowsOf(m, containersList).items.every(isUp),
  },
  "containers.undo": {
    async lead(tui) {
      const [first] = tui.model.containers;
      await tui.send({ type: "record", removed: [{ ...first, id: "f".repeat(64), state: GONE }] });
      await tui.press("~", "end");
    },
    done: (m) => m.overlay?.kind === "own" && m.overlay.name === "undo",
  },
  "time.jump": { done: prompts("jump") },
  "time.markBefore": {
    lead: inThePast,
    done: (m) => m.messages.some((x) => /before/.test(x.text)),
  },
  "time.markAfter": { lead: inThePast, done: (m) => m.messages.some((x) => /after/.test(x.text)) },
  "containers.removed": { done: (m) => m.showRemoved },
  "look.details": { done: focuses("details") },
  "look.logs": { done: focuses("logs") },
  "look.processes": { done: focuses("processes") },
  "list.enter": { done: focuses("logs") },
  "list.filter": { done: prompts("filter") },
  "list.sort": { done: menu(/^Sort by/) },
  "list.columns": { done: menu(/^Columns/) },
  "list.mark": { done: (m) => m.lists.containers.marks.size === 1 },
  "list.range": { done: (m) => m.lists.containers.rangeFrom !== undefined },
  "list.markAll": { done: (m) => m.lists.containers.marks.size === m.containers.length },
  "list.unmark": { keys: ["*"], done: (m) => m.lists.containers.marks.size === 0 },
  "list.copy": { done: menu(/^Copy/) },
  "list.menu": { done: menu(/^What can be done here/) },
  "images.removeImage": { in: "images", done: asks(/^Remove image /) },
  "images.forceRemoveImage": { in: "images", done: asks(/^Force remove image /) },
  "images.tag": { in: "images", done: prompts("tag") },
  "images.run": { in: "images", done: (m) => m.overlay?.kind === "form" },
  "images.pull": { in: "images", done: prompts("pull") },
  "networks.removeNetwork": { in: "networks", done: asks(/^Remove network /) },
  "volumes.removeVolume": { in: "volumes", done: asks(/^Remove volume /) },
  "services.scaleService": { ...inSwarm("services", "shop_db"), done: prompts("scaleService") },
  "services.updateService": { ...inSwarm("services"), done: prompts("updateService") },
  "services.rollBackService": {
    ...inSwarm("services", "shop_web"),
    done: asks(/^Roll back service shop_web/),
  },
  "services.restartService": { ...inSwarm("services"), done: acted("began to restart") },
  "services.removeService": { ...inSwarm("services"), done: asks(/^Remove service agent/) },
  "tasks.hideEnded": {
    ...inSwarm("tasks"),
    done: (m) => rowsOf(m, tasksList).items.every((t) => t.state !== "failed"),
  },
  "nodes.drainNode": { ...inSwarm("nodes", "worker-3"), done: acted("drained") },
  "nodes.pauseNode": { ...inSwarm("nodes", "worker-3"), done: acted("paused") },
  "nodes.promoteNode": { ...inSwarm("nodes", "worker-3"), done: acted("promoted") },
  "nodes.demoteNode": { ...inSwarm("nodes"), done: asks(/^Demote node manager-1/) },
  "nodes.removeNode": { ...inSwarm("nodes"), done: acted("manager-1 is a manager") },
  "stacks.removeStack": { ...inSwarm("stacks"), done: asks(/^Remove stack shop/) },
  "projects.plan": { in: "projects", done: composes("plan") },
  "projects.up": { in: "projects", done: composes("up -d") },
  "projects.upgrade": { in: "projects", done: composes("up -d --pull always") },
  "projects.pull": { in: "projects", done: composes("pull") },
  "projects.down": { in: "projects", done: composes("down") },
  "logs.search": { ...inLogs(), done: prompts("logSearch") },
  "logs.next": {
    ...inLogs(["/", "G", "E", "T", "enter", "N", "N"]),
    done: (m, b) => b.logs.match !== undefined && m.logs.match! > b.logs.match,
  },
  "logs.previous": {
    ...inLogs(["/", "G", "E", "T", "enter"]),
    done: (m, b) => b.logs.match !== undefined && m.logs.match! < b.logs.match,
  },
  "logs.filter": { ...inLogs(), done: prompts("logFilter") },
  "logs.follow": { ...inLogs(["k", "k"]), done: (m) => m.logs.anchor === undefined },
  "logs.wrap": { ...inLogs(), done: (m) => m.logs.wrap },
  "logs.timestamps": { ...inLogs(), done: (m) => m.logs.timestamps === "time" },
  "logs.pretty": { ...inLogs(), done: (m) => m.logs.pretty },
  "logs.level": { ...inLogs(), done: (m) => m.logs.level === 1 },
  "logs.jump": { ...inLogs(), done: prompts("jump") },
  "logs.sinceLess": { ...inLogs(), done: (m) => m.logs.since === 86_400 },
  "logs.sinceMore": {
    ...inLogs(["[", "["]),
    done: (m, b) => b.logs.since === 21_600 && m.logs.since === 86_400,
  },
  "logs.tailAll": { ...inLogs(), done: (m) => m.logs.tail === -1 },
  "logs.save": { ...inLogs(), done: prompts("saveLog") },
  "logs.copy": { ...inLogs(), done: menu(/^Copy/) },
  "stats.all": { in: "stats", done: (m) => m.table.all },
  "stats.sort": { in: "stats", keys: ["a"], done: menu(/^Sort by/) },
  "stats.one": { in: "stats", keys: ["a"], done: (m, b) => b.table.all && !m.table.all },
  "stats.shorter": { in: "stats", done: (m) => m.window === 1 },
  "stats.longer": { in: "stats", done: (m) => m.window === 15 },
  "details.fold": {
    in: "details",
    row: "db",
    async lead(tui) {
      await tui.until(() => detailRows(tui.model).length > 10, () => "the document");
      for (let i = 0; detailRows(tui.model)[tui.model.details.cursor].path === undefined; i++) {
        assert.ok(i < 100);
        await tui.press("j");
      }
    },
    done: (m) => m.details.toggled.size === 1,
  },
  "details.nextTab": { in: "details", row: "db", done: (m) => m.details.tab === "env" },
  "details.previousTab": { in: "details", row: "db", done: (m) => m.details.tab === "raw" },
  "details.reveal": { in: "details", row: "db", done: (m) => m.details.reveal },
  "details.copy": { in: "details", row: "db", done: menu(/^Copy/) },
  "pane.next": { done: focuses("images") },
  "pane.previous": { keys: ["2"], done: focuses("containers") },
  "pane.containers": { in: "images", done: focuses("containers") },
  "pane.images": { done: focuses("images") },
  "pane.logs": { done: focuses("logs") },
  "pane.stats": { done: focuses("stats") },
  "pane.networks": { done: focuses("networks") },
  "pane.volumes": { done: focuses("volumes") },
  "pane.projects": { done: focuses("projects") },
  "pane.events": { done: focuses("events") },
  "pane.hosts": { done: focuses("hosts") },
  "pane.alerts": { done: focuses("alerts") },
  "alerts.mute": {
    in: "alerts",
    lead: (tui) => tui.send(alertsSlot.msg({ what: "rows", rows: [alert] })),
    done: (m) => m.messages.some((x) => x.text === "errors web-1 is muted"),
  },
  "pane.services": { done: focuses("services") },
  "pane.tasks": { done: focuses("tasks") },
  "pane.nodes": { done: focuses("nodes") },
  "pane.stacks": { done: focuses("stacks") },
  "pane.details": { done: focuses("details") },
  "pane.processes": { done: focuses("processes") },
  "pane.zoom": { done: (m) => m.zoom },
  "pane.wider": { done: (m) => m.shift === 4 },
  "pane.narrower": { done: (m) => m.shift === -4 },
  "move.down": { keys: ["g"], done: at(1) },
  "move.up": { keys: ["g", "j", "j"], done: at(1) },
  "move.pageDown": { keys: ["g"], done: (m) => m.lists.containers.index > 1 },
  "move.pageUp": { keys: ["G"], done: at(0) },
  "move.halfDown": { keys: ["g"], done: (m) => m.lists.containers.index > 1 },
  "move.halfUp": {
    keys: ["G"],
    done: (m, b) => m.lists.containers.index < b.lists.containers.index,
  },
  "move.top": { keys: ["j", "j"], done: at(0) },
  "move.bottom": { keys: ["g"], done: (m) => m.lists.containers.index === m.containers.length - 1 },
  "move.left": { in: "stats", done: focuses("containers") },
  "move.right": { done: (m) => !isList(m, m.focus) },
  "line.open": { done: (m) => m.line.open },
  "messages.open": { done: (m) => m.overlay?.kind === "messages" },
  "help.open": { done: (m) => m.overlay?.kind === "help" },
  "prune.plan": { done: (m) => m.overlay?.kind === "plan" },
  "screen.repaint": { done: (_m, _b, tui) => tui.written.length > 4000 },
  "screen.theme": { done: (m, b) => m.theme !== b.theme },
  "screen.mouse": { done: (m, b) => m.mouse !== b.mouse },
  "screen.suspend": { done: () => suspended > 0 },
  "engine.host": { done: menu(/^Choose an engine/) },
  "engine.retry": { done: () => asked > 1 },
  "back": { keys: ["/", "w", "e", "b", "enter"], done: (m) => m.lists.containers.filter === "" },
  "quit": { done: (m) => m.quit },
  "noEngine.retry": { done: () => asked > 1 },
  "noEngine.host": { done: menu(/^Choose an engine/) },
  "noEngine.demo": { done: () => used.length === 1 },
};

const keymap = new Keymap();

async function open(id: string): Promise<{ tui: DrivenTui; demo?: DemoTui }> {
  [ran, used, asked, suspended] = [[], [], 0, 0];
  if (id.startsWith("noEngine.")) {
    const engine = () => {
      asked++;
      return Promise.reject(new Error("nobody"));
    };
    const tui = driveTui({ engine, hosts });
    await tui.see("No Docker Engine answers");
    return { tui };
  }
  const demo = await driveDemo({
    commands,
    hosts,
    suspend: () => void suspended++,
    ...(SWARM.test(id) && { sim: { swarm: 3 } }),
  });
  if (id !== "engine.retry") return { tui: demo.tui, demo };
  const engine = () => {
    asked++;
    return Promise.resolve(demo.engine);
  };
  const tui = driveTui({ engine, now: () => demo.clock.now() });
  await tui.until(() => tui.model.link.state === "live", () => "the engine");
  asked = 1;
  return { tui, demo };
}

const all = new Map(
  [
    ...ownPanes.flatMap(({ id }) => [...keymap.of(id)]),
    ...keymap.global,
    ...keymap.noEngine,
  ].map((b) => [b.id, b]),
);

for (const [id, { keys }] of all) {
  for (const key of keys) {
    const name = `the key ${key} does ${id}`;
    const test = cases[id];
    if (test === undefined) continue;
    Deno.test(name, async () => {
      const { tui, demo } = await open(id);
      try {
        if (test.row !== undefined) await selectRow(tui, test.row);
        if (test.in !== undefined) await tui.send({ type: "focus", pane: test.in });
        if (test.lead !== undefined) await test.lead(tui);
        await tui.press(...test.keys ?? []);
        const before = tui.model;
        tui.written = "";
        await tui.press(key);
        await tui.until(() => test.done(tui.model, before, tui), () =>
          `${name} on
${tui.screen.text()}`);
      } finally {
        await tui[Symbol.asyncDispose]();
        await demo?.[Symbol.asyncDispose]();
      }
    });
  }
}

Deno.test("every binding has a case of its own, and no case is of none", () => {
  assert.deepEqual(Object.keys(cases).sort(), [...all.keys()].sort());
});
