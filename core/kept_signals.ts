/**
 * Combined abort signals that are heard. Deno 2.7.11, which the binary may hold, collects what
 * AbortSignal.any returns when nothing but its listeners knows it, and the abort is never heard;
 * the DOM standard keeps such a signal for as long as one of its sources may abort it.
 */

/** Signals that were combined, and what they were combined of, down to those that were not. */
const sources = new WeakMap<AbortSignal, readonly AbortSignal[]>();
/** Combined signals that are listened to, held by their sources. */
const held = new WeakMap<AbortSignal, Set<AbortSignal>>();

/** Whether a runtime of this version forgets them. */
export function forgetsSignals(version: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  return major === 2 && minor < 9;
}

/** Has combined signals kept while someone listens. Each thread calls it once, at its start. */
export function keepSignals(version: string = Deno.version.deno): void {
  if (!forgetsSignals(version)) return;
  const any = AbortSignal.any.bind(AbortSignal);
  AbortSignal.any = (signals) => {
    const given = [...signals];
    const signal = any(given);
    if (!signal.aborted) watch(signal, given.flatMap((s) => sources.get(s) ?? [s]));
    return signal;
  };
}

function watch(signal: AbortSignal, roots: readonly AbortSignal[]): void {
  const own = new Set<unknown>();
  sources.set(signal, roots);
  const add = signal.addEventListener.bind(signal) as EventTarget["addEventListener"];
  const remove = signal.removeEventListener.bind(signal) as EventTarget["removeEventListener"];
  const ended = () => hold(false);
  const hold = (on: boolean) => {
    if (on) add("abort", ended, { once: true });
    else remove("abort", ended);
    for (const root of roots) {
      let kept = held.get(root);
      if (kept === undefined) held.set(root, kept = new Set());
      if (on) kept.add(signal);
      else kept.delete(signal);
    }
  };
  const forget = (listener: unknown) => {
    if (own.delete(listener) && own.size === 0) hold(false);
  };
  signal.addEventListener = (
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ) => {
    add(type, listener, options);
    if (type !== "abort" || listener === null || signal.aborted) return;
    if (own.size === 0) hold(true);
    own.add(listener);
    if (typeof options === "object") {
      options.signal?.addEventListener("abort", () => forget(listener), { once: true });
    }
  };
  signal.removeEventListener = (
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ) => {
    remove(type, listener, options);
    if (type === "abort") forget(listener);
  };
}
