/** What a worker does for dockerctl with the plugin it holds. */
import { format } from "node:util";
import type { Engine } from "../../../core/engine.ts";
import { shortAge, shortSize } from "../contract/ages.ts";
import { offerHostModule } from "../catalog/host_module.ts";
import { oneLine } from "../contract/problem.ts";
import type { AnyPluginCommand, ConfigValue, Plugin, WorkerContext } from "../contract/types.ts";
import type { Cellular, Happening, Result, Task } from "../contract/wire.ts";
import { remoteTransport, tell, want } from "./link.ts";
import { sketchOf } from "./sketch.ts";
import { WorkerOutput } from "./writes.ts";

/** Lines and characters a pane may give; more is cut. */
const MAX_LINES = 10_000;
const MAX_LINE = 4096;
/** Characters of a pane's lines together. */
const MAX_PANE = 1024 * 1024;
/** Characters of a cell: a column is at most 200 wide. */
const MAX_CELL = 256;

let plugin: Plugin | undefined;
/** Of the command that runs: where its console goes. */
let output: WorkerOutput | undefined;
/** Who is told of what happens around a task. */
const listeners = new Map<number, (what: Happening) => void>();

/** A line on the console: of a command it is output, else a line for `--debug`. */
export function printed(stream: "stdout" | "stderr", words: readonly unknown[]): void {
  const text = format(...words);
  if (output === undefined) return tell({ kind: "say", level: "debug", text: oneLine(text) });
  // What cannot be written is told when all is flushed.
  output.write(stream, text + "\n").catch(() => {});
}

/** Something happened around a task. */
export function happened(task: number, what: Happening): void {
  listeners.get(task)?.(what);
}

/** An engine on the first call, then the same one. */
export function lazyEngine(
  signal: AbortSignal,
  all: boolean,
  host?: string,
): () => Promise<Engine> {
  let engine: Promise<Engine> | undefined;
  return () =>
    engine ??= import("../../../core/engine.ts").then((m) =>
      m.createEngine(remoteTransport(signal, all, host))
    );
}

function contextOf(
  id: number,
  config: Readonly<Record<string, ConfigValue>>,
  signal: AbortSignal,
) {
  const context: WorkerContext = {
    engine: lazyEngine(signal, false),
    dataDir: async () => String(await want(id, { do: "dataDir" })),
    signal,
    config,
    age: (since) => shortAge(since, new Date()),
    size: shortSize,
    notify: (text) => tell({ kind: "say", level: "notify", text: oneLine(String(text)) }),
  };
  return context;
}

/** Does one task. */
export async function carryOut(id: number, task: Task, signal: AbortSignal): Promise<Result> {
  if (task.do === "load") {
    await offerHostModule();
    const module = await import(task.url);
    plugin = module.default;
    return sketchOf(module);
  }
  if (task.do === "tests" || task.do === "test") {
    await offerHostModule();
    const { namesOfTests, runTest } = await import("./tests.ts");
    return task.do === "tests"
      ? await namesOfTests(task.url)
      : await runTest(task, signal, (wish) => want(id, wish));
  }
  if (plugin === undefined) throw new TypeError("no plugin is loaded");
  switch (task.do) {
    case "hook":
      await plugin.hooks?.[task.hook]?.(task.event, contextOf(id, task.config, signal));
      return null;
    case "render": {
      const pane = plugin.panes?.find((p) => p.id === task.pane);
      if (pane === undefined) throw new TypeError(`no pane "${task.pane}"`);
      const { object, width, height } = task;
      const lines = await pane.render({
        ...contextOf(id, task.config, signal),
        ...object ? { object } : {},
        width,
        height,
      });
      if (!Array.isArray(lines)) throw new TypeError("render() gave no list of lines");
      let left = MAX_PANE;
      const cut: string[] = [];
      for (const line of lines.slice(0, MAX_LINES)) {
        const text = String(line).slice(0, Math.min(MAX_LINE, left));
        cut.push(text);
        if ((left -= text.length) <= 0) break;
      }
      return cut;
    }
    case "cells":
      return await cells(plugin, task, signal);
    case "act": {
      const action = plugin.actions?.[task.action];
      if (action === undefined) throw new TypeError(`no action ${task.action}`);
      await action.run(task.object, {
        ...contextOf(id, task.config, signal),
        engine: lazyEngine(signal, true),
        openUrl: async (url) => void await want(id, { do: "openUrl", url: String(url) }),
        confirm: async (question) =>
          await want(id, { do: "confirm", question: String(question) }) === true,
      });
      return null;
    }
    case "interactive":
      return commandOf(task.path).interactive?.(task.input) === true;
    case "dangerous": {
      const { dangerous } = commandOf(task.path);
      return typeof dangerous === "function" ? dangerous(task.input) !== false : dangerous === true;
    }
    case "complete":
    case "command": {
      const found = commandOf(task.path);
      const { completeValue, runCommand } = await import("./command.ts");
      if (task.do === "complete") return await completeValue(found, task, signal);
      output = new WorkerOutput((wish) => want(id, wish));
      try {
        const listen = (f: (what: Happening) => void) => void listeners.set(id, f);
        await runCommand(found, task, { id, signal, listen, output });
        return null;
      } finally {
        output = undefined;
        listeners.delete(id);
      }
    }
  }
}

function commandOf(path: string): AnyPluginCommand {
  const found = plugin?.commands?.find((c) => c.path === path);
  if (found === undefined) throw new TypeError(`no command "${path}"`);
  return found;
}

/** Rows of an asynchronous column that are worked out at once. */
const CELLS_AT_ONCE = 16;

async function cells(
  { columns = [] }: Plugin,
  task: Task & { do: "cells" },
  signal: AbortSignal,
): Promise<Readonly<Record<string, readonly Cellular[]>>> {
  const now = new Date(task.now);
  const tools = {
    now,
    age: (since: Date) => shortAge(since, now),
    size: shortSize,
    engine: lazyEngine(signal, false),
    signal,
  };
  const all: Record<string, Cellular[]> = {};
  for (const column of columns.filter((c) => c.of === task.of)) {
    const values: Cellular[] = all[column.title] = new Array(task.rows.length).fill("!");
    const cell = async (n: number) => {
      try {
        const given = column.value(task.rows[n], tools);
        const value = typeof given === "object" ? await given : given;
        values[n] = Number.isFinite(value) ? value as number : String(value).slice(0, MAX_CELL);
      } catch { /* it stays ! */ }
    };
    for (let n = 0; n < task.rows.length; n += CELLS_AT_ONCE) {
      const rows = Math.min(CELLS_AT_ONCE, task.rows.length - n);
      await Promise.all(Array.from({ length: rows }, (_, i) => cell(n + i)));
    }
  }
  return all;
}
