/** What a command in a worker wants of dockerctl: its terminal, its questions, its signals. */
import { makeDataDir } from "./data_dir.ts";
import { gatherInto, hostFor } from "../builtin/adapt.ts";
import type { CommandContext } from "../../spec/types.ts";
import { clean } from "../contract/output.ts";
import { mayNotRun } from "./may_not.ts";
import type { PluginHost, PluginPermissions } from "../contract/types.ts";
import type { Happening, Want } from "../contract/wire.ts";
import type { RunTask } from "./process.ts";

/** Listeners for signals that a command may have. */
const MAX_SIGNALS = 64;

/** The plugin that is served. */
export interface Served {
  name: string;
  permissions: Required<PluginPermissions>;
  dataDir: string;
}

/** The services for one run of a command, until `ended`. */
export function commandServices(
  ctx: CommandContext,
  plugin: Served,
  ended: AbortSignal,
): Pick<RunTask, "serve" | "onStart"> {
  const { streams } = ctx;
  const signals = new Map<number, AbortController>();
  let tell: (what: Happening) => void = () => {};
  let reading: { stop: AbortController; chunks: AsyncIterator<Uint8Array> } | undefined;
  let raw = false;

  const endRead = () => {
    reading?.stop.abort();
    reading = undefined;
  };
  const setRaw = (on: boolean) => {
    streams.stdin.setRaw(on);
    raw = on;
  };
  ended.addEventListener("abort", () => {
    endRead();
    for (const stop of signals.values()) stop.abort();
    // However the plugin ended, the terminal is given back.
    if (raw) setRaw(false);
  }, { once: true });

  // Without anything awaited before it, so that what is written keeps its order.
  const serve = async (want: Want): Promise<unknown> => {
    switch (want.do) {
      case "write":
        // One after the other: stdout and stderr may be the same file.
        for (const { stream, data } of want.parts) await streams[stream].write(data);
        return;
      case "read": {
        if (reading === undefined) {
          const stop = new AbortController();
          const chunks = streams.stdin.read(stop.signal)[Symbol.asyncIterator]();
          reading = { stop, chunks };
        }
        const next = await reading.chunks.next();
        return next.done ? null : next.value;
      }
      case "endRead":
        return endRead();
      case "raw":
        return setRaw(want.on);
      case "confirm":
        return await ctx.confirm(clean(want.question));
      case "askText":
        return await ctx.askText(clean(want.question));
      case "askSecret":
        return await ctx.askSecret(clean(want.question));
      case "signals": {
        if (signals.size >= MAX_SIGNALS) throw new Error("listens for signals too often");
        const stop = new AbortController();
        signals.get(want.id)?.abort();
        signals.set(want.id, stop);
        ctx.onSignal(want.names, (signal) => tell({ signal, id: want.id }), stop.signal);
        return;
      }
      case "endSignals":
        signals.get(want.id)?.abort();
        signals.delete(want.id);
        return;
      case "dataDir":
        await makeDataDir(plugin.dataDir);
        return plugin.dataDir;
      case "host": {
        const { name, address } = await mayHost(ctx, plugin, want.word);
        return { name, address };
      }
      case "gather":
        if (ctx.gather === undefined) throw new Error("nothing gathers tables here");
        return await gatherInto(ctx)!(want.table);
      case "run":
        return await runAnother(ctx, plugin, want.words);
      default:
        throw new Error(`a command cannot ${want.do}`);
    }
  };
  return {
    serve,
    onStart(way) {
      tell = way;
      streams.onResize(() => tell({ size: streams.size() }), ended);
    },
  };
}

/** A host for a plugin that may reach others than the one that the flags name. */
export async function mayHost(
  ctx: CommandContext,
  { name, permissions }: Pick<Served, "name" | "permissions">,
  word?: string,
): Promise<PluginHost> {
  if (permissions.engine !== "write") throw mayNotRun(name, "use another host");
  return await hostFor(ctx, word);
}

/** Another command line of dockerctl for a plugin that may. */
async function runAnother(
  ctx: CommandContext,
  { name, permissions }: Served,
  words: readonly string[],
): Promise<number> {
  if (permissions.engine !== "write") throw mayNotRun(name);
  if (ctx.program === undefined) throw new TypeError("no program around the command");
  // Trust is the person's to give, and a shell would take their keys.
  if (["plugin", "shell"].includes(words[0]) || words[0]?.startsWith("_")) {
    throw mayNotRun(name, `run a ${words[0]} command`);
  }
  return await ctx.program.run(words, { signal: ctx.signal });
}
