/**
 * The other side of a {@link PluginProcess}: the thread that holds one plugin, with the permissions
 * that the plugin declared and no others, and with all closed that permissions leave open. The
 * engine, the terminal and questions are reached through messages.
 */
import { keepSignals } from "../../../core/kept_signals.ts";
import { decode, TO_PLUGIN } from "../contract/codec.ts";
import { failureOf, withPermission } from "../contract/failure.ts";
import { oneLine, reasonOf } from "../contract/problem.ts";
import type { ToWorker } from "../contract/wire.ts";
import { scope, takeAnswer, tell } from "./link.ts";
import { lockDown } from "./lockdown.ts";
import { carryOut, happened, printed } from "./tasks.ts";

keepSignals();
for (const name of ["log", "info", "debug"] as const) {
  console[name] = (...words: unknown[]) => printed("stdout", words);
}
for (const name of ["warn", "error", "trace"] as const) {
  console[name] = (...words: unknown[]) => printed("stderr", words);
}
// A rejection nobody awaits would end the thread.
scope.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  printed("stderr", ["unhandled: " + oneLine(reasonOf((event as PromiseRejectionEvent).reason))]);
});
scope.addEventListener("error", (event) => {
  event.preventDefault();
  printed("stderr", ["error: " + oneLine((event as ErrorEvent).message)]);
});

const running = new Map<number, AbortController>();

// It would end the thread without a word, and dockerctl would wait for an answer.
const leave = (code: unknown): never => {
  const failure = failureOf(new Error("left by Deno.exit: end with throw new ExitError(code)"));
  const ends = { ...failure, exitCode: (Number(code ?? 0) || 0) & 255, message: "" };
  for (const id of running.keys()) tell({ kind: "failed", id, failure: ends });
  running.clear();
  throw new Error("left");
};

const serve = async ({ data: frame }: MessageEvent<Uint8Array>) => {
  const data = decode(frame, TO_PLUGIN) as ToWorker;
  if (data.kind === "ping") return tell({ kind: "pong" });
  if (data.kind === "abort") return running.get(data.id)?.abort();
  if (data.kind === "happened") return happened(data.id, data.what);
  if (data.kind !== "task") return takeAnswer(data);
  const { id, task } = data;
  const stop = new AbortController();
  running.set(id, stop);
  try {
    const result = await carryOut(id, task, stop.signal);
    if (running.has(id)) tell({ kind: "done", id, result });
  } catch (e) {
    const failure = failureOf(e);
    if (task.do !== "load") failure.message = withPermission(failure.message);
    if (running.has(id)) tell({ kind: "failed", id, failure });
  } finally {
    running.delete(id);
  }
};
scope.addEventListener("message", (event) => void serve(event as MessageEvent<Uint8Array>));
lockDown({ leave, print: (stream, text) => printed(stream, [text.replace(/\n$/, "")]) });
