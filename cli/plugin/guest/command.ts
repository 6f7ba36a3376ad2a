/** A command of a plugin in its worker: the context it gets, everything in it over messages. */
import type { Offered, OptionSpec, OptionSpecs, Streams } from "../../spec/types.ts";
import { camelCase } from "../../spec/camel_case.ts";
import { BadOption } from "../contract/failure.ts";
import type { GatheredTable } from "../contract/gathered.ts";
import { pluginOutput } from "../contract/output.ts";
import { reasonOf } from "../contract/problem.ts";
import type { AnyPluginCommand, PluginContext } from "../contract/types.ts";
import type { Happening, Task, Want } from "../contract/wire.ts";
import { tell, want } from "./link.ts";
import type { WorkerOutput } from "./writes.ts";
import { lazyEngine } from "./tasks.ts";

/** What a running command has around it. */
export interface Around {
  id: number;
  signal: AbortSignal;
  /** Calls `f` with what happens around the command. */
  listen(f: (what: Happening) => void): void;
  output: WorkerOutput;
}

/** Runs a command to its end. */
export async function runCommand(
  command: AnyPluginCommand,
  { input, data }: Task & { do: "command" },
  { id, signal, listen, output }: Around,
): Promise<void> {
  const ask = (wish: Want) => {
    output.push();
    return want(id, wish);
  };
  const handlers = new Map<number, (signal: Deno.Signal) => void>();
  const resized = new Set<() => void>();
  let { size } = data;
  listen((what) => {
    if ("signal" in what) return handlers.get(what.id)?.(what.signal);
    size = what.size;
    for (const f of resized) f();
  });
  const streams = streamsOf(data.terminal, ask, output, () => size, resized);
  const out = pluginOutput({
    ...streams,
    json: data.global.json,
    now: () => new Date(),
    ...data.gathers && {
      gather: async (table: GatheredTable) => void await ask({ do: "gather", table }),
    },
  });
  let next = 0;
  const text = (value: unknown) => typeof value === "string" ? value : undefined;
  const context: PluginContext = {
    engine: lazyEngine(signal, true),
    streams,
    signal,
    env: data.env,
    global: data.global,
    caller: data.caller,
    config: data.config,
    now: () => new Date(),
    confirm: async (question) => await ask({ do: "confirm", question: String(question) }) === true,
    askText: async (question) => text(await ask({ do: "askText", question: String(question) })),
    askSecret: async (question) => text(await ask({ do: "askSecret", question: String(question) })),
    onSignal(names, f, stop) {
      const own = next++;
      handlers.set(own, f);
      const failed = () => {}; // a name that is no signal: nothing will come of it
      ask({ do: "signals", id: own, names: [...names] }).catch(failed);
      stop.addEventListener("abort", () => {
        handlers.delete(own);
        ask({ do: "endSignals", id: own }).catch(failed);
      }, { once: true });
    },
    out,
    log: {
      debug: (line) => tell({ kind: "say", level: "debug", text: String(line) }),
    },
    async host(word) {
      const found = await ask({ do: "host", ...word !== undefined && { word: String(word) } });
      const { name, address } = found as { name: string; address: string };
      return { name, address, engine: await lazyEngine(signal, true, word)() };
    },
    dataDir: async () => String(await ask({ do: "dataDir" })),
    run: async (words) => Number(await ask({ do: "run", words: words.map(String) })),
  };
  try {
    await command.run(context, parsed(command, input));
  } finally {
    await out.flush();
    await output.flush();
  }
}

function streamsOf(
  terminal: { stdin: boolean; stdout: boolean; stderr: boolean },
  ask: (wish: Want) => Promise<unknown>,
  all: WorkerOutput,
  size: Streams["size"],
  resized: Set<() => void>,
): Streams {
  const output = (stream: "stdout" | "stderr") => ({
    isTerminal: terminal[stream],
    write: (data: string | Uint8Array) => all.write(stream, data),
  });
  return {
    stdin: {
      isTerminal: terminal.stdin,
      async *read(signal) {
        let stopped = signal?.aborted ?? false;
        // Told at once, so that the read that waits gives the terminal free.
        const stop = () => {
          stopped = true;
          ask({ do: "endRead" }).catch(() => {});
        };
        signal?.addEventListener("abort", stop, { once: true });
        try {
          while (!stopped) {
            const bytes = await ask({ do: "read" });
            if (!(bytes instanceof Uint8Array)) return;
            if (!stopped) yield bytes;
          }
        } finally {
          signal?.removeEventListener("abort", stop);
          if (!stopped) await ask({ do: "endRead" });
        }
      },
      // In order with what is written; a terminal that cannot is no news to the plugin.
      setRaw: (on) => void ask({ do: "raw", on }).catch(() => {}),
    },
    stdout: output("stdout"),
    stderr: output("stderr"),
    size,
    onResize(f, signal) {
      if (signal.aborted) return;
      resized.add(f);
      signal.addEventListener("abort", () => resized.delete(f), { once: true });
    },
  };
}

/** The input with the options that have parsers of their own read by these. */
function parsed(command: AnyPluginCommand, given: Record<string, unknown>): unknown {
  const input = { ...given };
  for (const [name, option] of Object.entries(command.options as OptionSpecs ?? {})) {
    if (option.type !== "parsed") continue;
    const texts = (input[camelCase(name)] as readonly string[] | undefined) ?? [];
    let value: unknown = option.default;
    let first = true;
    for (const text of texts) {
      value = readValue(name, option, text, first ? undefined : value);
      first = false;
    }
    input[camelCase(name)] = value;
  }
  return input;
}

function readValue(
  name: string,
  option: OptionSpec & { type: "parsed" },
  text: string,
  previous: unknown,
): unknown {
  try {
    return option.parse(text, option.repeat ? previous : undefined);
  } catch (e) {
    throw new BadOption(name, text, reasonOf(e));
  }
}

/** Candidates for a value, from the plugin's own function. */
export async function completeValue(
  command: AnyPluginCommand,
  { of, word, before, env }: Task & { do: "complete" },
  signal: AbortSignal,
): Promise<Offered> {
  const source = "arg" in of
    ? command.args?.[of.arg]?.complete
    : (command.options as OptionSpecs | undefined)?.[of.option]?.complete;
  if (typeof source !== "function") return { candidates: [] };
  const found = await source({ word, before, env, signal, engine: lazyEngine(signal, false) });
  const { candidates, paths } = "candidates" in found
    ? found
    : { candidates: found, paths: undefined };
  return {
    candidates: candidates.map(({ value, summary }) => ({
      value: String(value),
      ...summary === undefined ? {} : { summary: String(summary) },
    })),
    ...paths === undefined ? {} : { paths },
  };
}
