/**
 * The other side of {@link PluginWorker}: a worker that holds one plugin, with the permissions
 * that the plugin declared and no others. The engine, the terminal and questions are reached
 * through messages.
 */
import { failureOf, withPermission } from "../contract/failure.ts";
import { oneLine, reasonOf } from "../contract/problem.ts";
import type { ToWorker } from "../contract/wire.ts";
import { scope, takeAnswer, tell } from "./link.ts";
import { carryOut, happened, printed } from "./tasks.ts";

// A worker shares the process's stdout and stderr; what a plugin prints must not tear the screen.
for (const name of ["log", "info", "debug"] as const) {
  console[name] = (...words: unknown[]) => printed("stdout", words);
}
for (const name of ["warn", "error", "trace"] as const) {
  console[name] = (...words: unknown[]) => printed("stderr", words);
}
// A rejection nobody awaits would end the worker with words on the terminal.
scope.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  printed("stderr", ["unhandled: " + oneLine(reasonOf((event as PromiseRejectionEvent).reason))]);
});
scope.addEventListener("error", (event) => {
  event.preventDefault();
  printed("stderr", ["error: " + oneLine((event as ErrorEvent).message)]);
});

const running = new Map<number, AbortController>();

// It would end the worker without a word, and dockerctl would wait for an answer.
const leave = (code: unknown): never => {
  const failure = failureOf(new Error("left by Deno.exit: end with throw new ExitError(code)"));
  const ends = { ...failure, exitCode: Number(code ?? 0) || 0, message: "" };
  for (const id of running.keys()) tell({ kind: "failed", id, failure: ends });
  running.clear();
  throw new Error("left");
};
Object.defineProperty(Deno, "exit", { value: leave });
Object.defineProperty(globalThis, "close", { value: () => leave(0) });

scope.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
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
