/**
 * The other side of {@link PluginWorker}: a worker that holds one plugin, with the permissions
 * that the plugin declared and no others. The engine is reached through messages.
 */
import { EngineError, type EngineErrorCode } from "../../core/errors.ts";
import type { Engine } from "../../core/engine.ts";
import type { EngineGreeting, Transport } from "../../core/transport/types.ts";
import { shortAge, shortSize } from "./ages.ts";
import { offerHostModule } from "./host_module.ts";
import { readPluginSafely } from "./manifest.ts";
import { oneLine, PluginProblem, reasonOf } from "./problem.ts";
import type { Plugin, WorkerContext } from "./types.ts";
import type { Failure, FromWorker, Task, ToWorker } from "./wire.ts";

/** Lines and characters a pane may give; more is cut. */
const MAX_LINES = 10_000;
const MAX_LINE = 4096;

/** What a worker's global scope has, in a program whose types are a main thread's. */
interface WorkerScope extends EventTarget {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}

const scope = globalThis as unknown as WorkerScope;
const tell = (message: FromWorker) => scope.postMessage(message);

// A worker shares the process's stdout and stderr; what a plugin prints must not tear the screen.
const print = (...words: unknown[]) =>
  tell({ kind: "say", level: "debug", text: oneLine(words.map(String).join(" ")) });
for (const name of ["log", "info", "warn", "error", "debug", "trace"] as const) {
  console[name] = print;
}
// A rejection nobody awaits would end the worker with words on the terminal.
scope.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  print("unhandled: " + reasonOf((event as PromiseRejectionEvent).reason));
});
scope.addEventListener("error", (event) => {
  event.preventDefault();
  print("error: " + (event as ErrorEvent).message);
});

let plugin: Plugin | undefined;
const running = new Map<number, AbortController>();

/** Calls on the engine that wait for an answer or a chunk. */
const waiting = new Map<number, (message: ToWorker) => void>();
let calls = 0;

function ask(call: number, message: FromWorker): Promise<ToWorker> {
  return new Promise((resolve, reject) => {
    waiting.set(call, (answer) => {
      waiting.delete(call);
      if (answer.kind === "failed") reject(errorOf(answer.failure));
      else resolve(answer);
    });
    tell(message);
  });
}

function errorOf(f: Failure): Error {
  if (f.code === undefined) return new Error(f.message);
  return new EngineError(f.message, {
    code: f.code as EngineErrorCode,
    op: f.op ?? "",
    status: f.status,
  });
}

function failureOf(e: unknown): Failure {
  return {
    message: reasonOf(e),
    stack: e instanceof Error ? e.stack ?? "" : "",
    ...e instanceof EngineError ? { code: e.code, op: e.op, status: e.status } : {},
    problem: e instanceof PluginProblem,
  };
}

function remoteTransport(signal: AbortSignal): Transport {
  return {
    endpoint: "plugin://",
    async greeting() {
      const call = ++calls;
      const answer = await ask(call, { kind: "greet", call });
      return (answer as { greeting: EngineGreeting }).greeting;
    },
    async send(request) {
      const { signal: own, body, ...plain } = request;
      if (body !== undefined) {
        throw new EngineError(`Panes and hooks may not ${request.op}: it sends a stream`, {
          code: "unsupported",
          op: request.op,
        });
      }
      (own ?? signal).throwIfAborted();
      const call = ++calls;
      const cancel = () => tell({ kind: "cancel", call });
      (own ?? signal).addEventListener("abort", cancel, { once: true });
      const answer = await ask(call, { kind: "send", call, request: plain });
      const { status, headers } = answer as { status: number; headers: Record<string, string> };
      async function* chunks() {
        let ended = false;
        try {
          for (;;) {
            const next = await ask(call, { kind: "pull", call });
            if (next.kind !== "chunk") break;
            yield next.bytes;
          }
          ended = true;
        } finally {
          (own ?? signal).removeEventListener("abort", cancel);
          if (!ended) cancel();
        }
      }
      const text = async () => {
        const decoder = new TextDecoder();
        let all = "";
        for await (const bytes of chunks()) all += decoder.decode(bytes, { stream: true });
        return all + decoder.decode();
      };
      return {
        status,
        headers,
        body: { [Symbol.asyncIterator]: chunks },
        text,
        json: async <T>() => JSON.parse(await text()) as T,
        async discard() {
          for await (const _ of chunks()) { /* dropped */ }
        },
      };
    },
    upgrade: (request) =>
      Promise.reject(
        new EngineError(`Panes and hooks may not ${request.op}: it needs a connection of its own`, {
          code: "unsupported",
          op: request.op,
        }),
      ),
    close: () => Promise.resolve(),
  };
}

function contextOf(task: Exclude<Task, { do: "load" }>, signal: AbortSignal): WorkerContext {
  let engine: Promise<Engine> | undefined;
  return {
    engine: () =>
      engine ??= import("../../core/engine.ts").then((m) =>
        m.createEngine(remoteTransport(signal))
      ),
    signal,
    config: task.config,
    age: (since) => shortAge(since, new Date()),
    size: shortSize,
    notify: (text) => tell({ kind: "say", level: "notify", text: oneLine(String(text)) }),
  };
}

async function carryOut(task: Task, signal: AbortSignal) {
  if (task.do === "load") {
    await offerHostModule();
    const read = readPluginSafely(await import(task.url));
    plugin = read.plugin;
    return read.manifest;
  }
  if (plugin === undefined) throw new TypeError("no plugin is loaded");
  const ctx = contextOf(task, signal);
  if (task.do === "hook") {
    await plugin.hooks?.[task.hook]?.(task.event, ctx);
    return null;
  }
  const pane = plugin.panes?.find((p) => p.id === task.pane);
  if (pane === undefined) throw new TypeError(`no pane "${task.pane}"`);
  const { object, width, height } = task;
  const lines = await pane.render({ ...ctx, ...object ? { object } : {}, width, height });
  if (!Array.isArray(lines)) throw new TypeError("render() gave no list of lines");
  return lines.slice(0, MAX_LINES).map((line) => String(line).slice(0, MAX_LINE));
}

scope.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === "abort") return running.get(data.id)?.abort();
  if (data.kind !== "task") return waiting.get(data.call)?.(data);
  const stop = new AbortController();
  running.set(data.id, stop);
  try {
    tell({ kind: "done", id: data.id, result: await carryOut(data.task, stop.signal) });
  } catch (e) {
    tell({ kind: "failed", id: data.id, failure: failureOf(e) });
  } finally {
    running.delete(data.id);
  }
};
