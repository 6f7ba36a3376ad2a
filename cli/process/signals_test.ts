/** Tests of signals.ts: signals that end a command where nobody else wants them. */
import assert from "node:assert/strict";
import { Signals, type SignalSource } from "./signals.ts";

/** A source of signals that a test raises. */
class FakeSource implements SignalSource {
  readonly listeners = new Map<Deno.Signal, Set<() => void>>();
  addSignalListener(name: Deno.Signal, f: () => void) {
    if (!this.listeners.has(name)) this.listeners.set(name, new Set());
    this.listeners.get(name)!.add(f);
  }
  removeSignalListener(name: Deno.Signal, f: () => void) {
    this.listeners.get(name)?.delete(f);
  }
  raise(name: Deno.Signal) {
    for (const f of this.listeners.get(name) ?? []) f();
  }
  count() {
    return [...this.listeners.values()].reduce((n, set) => n + set.size, 0);
  }
}

Deno.test("Signals ends the command by SIGINT, SIGTERM and SIGHUP", () => {
  const ended: string[] = [];
  const source = new FakeSource();
  new Signals((name) => ended.push(name), source).listen();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) source.raise(name);
  assert.deepEqual(ended, ["SIGINT", "SIGTERM", "SIGHUP"]);
});

Deno.test("Signals.take() hands signals to the taker until it stops, then ends the command again", () => {
  const ended: string[] = [];
  const taken: string[] = [];
  const source = new FakeSource();
  const signals = new Signals((name) => ended.push(name), source).listen();
  const stop = new AbortController();
  signals.take(["SIGINT", "SIGUSR1"], (name) => taken.push(name), stop.signal);
  source.raise("SIGINT");
  source.raise("SIGUSR1");
  stop.abort();
  source.raise("SIGINT");
  source.raise("SIGUSR1");
  assert.deepEqual(taken, ["SIGINT", "SIGUSR1"]);
  assert.deepEqual(ended, ["SIGINT"]);
});

Deno.test("Signals.close() leaves no listener behind", () => {
  const source = new FakeSource();
  const signals = new Signals(() => {}, source).listen();
  signals.take(["SIGUSR2"], () => {}, new AbortController().signal);
  signals.close();
  assert.equal(source.count(), 0);
});
