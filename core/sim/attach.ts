/** What is attached to a simulated process: its input, its output, the keys that detach. */
import { attachSink, catchUp } from "./lifecycle.ts";
import { formatEntry, frame } from "./logs.ts";
import type { Proc } from "./process.ts";
import { isUp, type Sim, type SimContainer } from "./state.ts";
import { ApiError, flag, type SessionIo, type SimRequest, type SimResponse } from "./wire.ts";
import { hijacked } from "./hijack.ts";

/** The bytes of `ctrl-p,ctrl-q`; refuses what the engine refuses. */
export function detachBytes(text: string | null): Uint8Array {
  const keys = (text || "ctrl-p,ctrl-q").split(",");
  return Uint8Array.from(keys.map((k) => {
    const m = /^ctrl-([a-zA-Z@[\\\]^_])$/.exec(k);
    if (m) return m[1].toUpperCase().charCodeAt(0) & 31;
    if (k.length !== 1) {
      throw new ApiError(400, `Invalid detach keys (${text}) provided`, true);
    }
    return k.charCodeAt(0);
  }));
}

/** Gives the input to `to` until it ends; true when the detach keys were typed. */
export async function feed(
  input: AsyncIterable<Uint8Array>,
  to: { input(b: Uint8Array): Promise<void>; end(): void },
  keys: Uint8Array | undefined,
): Promise<boolean> {
  let matched = 0;
  for await (const chunk of input) {
    if (!keys) {
      await to.input(chunk);
      continue;
    }
    const pass: number[] = [];
    for (const b of chunk) {
      if (b === keys[matched]) {
        if (++matched === keys.length) return true;
        continue;
      }
      pass.push(...keys.subarray(0, matched));
      matched = b === keys[0] ? 1 : 0;
      if (!matched) pass.push(b);
    }
    if (pass.length) await to.input(Uint8Array.from(pass));
  }
  to.end();
  return false;
}

/** `POST /containers/{id}/attach`. */
export function attach(sim: Sim, req: SimRequest, ref: string): SimResponse {
  const q = req.query;
  const c = sim.findContainer(ref);
  if (!c) throw new ApiError(404, `No such container: ${ref}`, true);
  const keys = detachBytes(q.get("detachKeys"));
  if (c.status === "paused") {
    throw new ApiError(
      409,
      `container ${ref} is paused, unpause the container before attach`,
      true,
    );
  }
  const stdout = flag(q, "stdout"), stderr = flag(q, "stderr"), stream = flag(q, "stream");
  catchUp(sim, c);
  const history = flag(q, "logs") ? past(c, stdout, stderr) : [];
  sim.containerEvent(c, "attach");
  // From here on nothing is lost, though the client's stream is not open yet.
  const out = stream && stdout ? attachSink(c, true, c.tty) : undefined;
  const err = stream && stderr && !c.tty ? attachSink(c, false, true) : undefined;
  return hijacked(req, c.tty, async (io) => {
    for (const h of history) await io.write(h);
    if (!stream) return;
    const tick = pump(sim, c, io.signal);
    const copies = [
      ...(out ? [copy(out, 1, c.tty, io)] : []),
      ...(err ? [copy(err, 2, c.tty, io)] : []),
    ];
    const done = Promise.all(copies);
    let detached: Promise<unknown> = new Promise(() => {});
    if (flag(q, "stdin") && c.config.OpenStdin) {
      detached = feed(io.input, {
        input: (b) => process(sim, c, io.signal).then((p) => p?.input(b)),
        end: () => {
          if (c.config.StdinOnce) void process(sim, c, io.signal).then((p) => p?.endInput());
        },
      }, c.tty ? keys : undefined).then((d) => {
        if (d) sim.containerEvent(c, "detach");
        return d ? undefined : new Promise(() => {});
      });
    }
    const gone = new Promise<void>((resolve) => {
      io.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    try {
      await Promise.race([copies.length ? done : untilEnd(c), detached, gone]);
    } finally {
      for (const s of [...c.sinks]) if (s.pipe === out || s.pipe === err) c.sinks.delete(s);
      out?.drop();
      err?.drop();
      tick.abort();
    }
  });
}

function past(c: SimContainer, stdout: boolean, stderr: boolean): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let s = c.log.first; s < c.log.next; s++) {
    const e = c.log.at(s)!;
    if (e.stream === 1 ? !stdout : !stderr) continue;
    out.push(formatEntry(e, {
      stdout,
      stderr,
      timestamps: false,
      details: false,
      tty: c.tty,
    }));
  }
  return out;
}

/** Keeps a service's output coming while someone is attached. */
function pump(sim: Sim, c: SimContainer, signal: AbortSignal): AbortController {
  const stop = new AbortController();
  const all = AbortSignal.any([stop.signal, signal, sim.closing]);
  void (async () => {
    try {
      for (;;) {
        catchUp(sim, c);
        const due = c.ahead ? c.ahead.at - sim.now() : 100;
        await sim.clock.sleep(Math.max(due, 5), all);
      }
    } catch {
      // The session is over.
    }
  })();
  return stop;
}

async function copy(
  pipe: AsyncIterable<Uint8Array>,
  stream: 1 | 2,
  tty: boolean,
  io: SessionIo,
): Promise<void> {
  for await (const chunk of pipe) await io.write(tty ? chunk : frame(stream, chunk));
}

/** The container's process, waited for when it is not started yet. */
async function process(
  sim: Sim,
  c: SimContainer,
  signal: AbortSignal,
): Promise<Proc | undefined> {
  while (!c.proc) {
    if (signal.aborted || sim.closing.aborted) return undefined;
    await new Promise<void>((resolve) => {
      const un = sim.events.listen((e) => {
        if (e.id !== c.id || !["start", "destroy", "die"].includes(e.action)) return;
        un();
        resolve();
      });
      signal.addEventListener("abort", () => (un(), resolve()), { once: true });
    });
    if (!sim.containers.has(c.id)) return undefined;
  }
  return c.proc;
}

function untilEnd(c: SimContainer): Promise<void> {
  return new Promise((resolve) => {
    if (!isUp(c) && c.status !== "created") return resolve();
    c.onExit.add(() => resolve());
  });
}
