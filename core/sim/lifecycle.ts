/** A simulated container's life: start, stop, kill, pause, and its restart policy. */
import { BytePipe } from "./pipe.ts";
import { Proc } from "./process.ts";
import { programFor } from "./programs.ts";
import { watchHealth } from "./health.ts";
import { parseSignal } from "./signals.ts";
import { isUp, type Sim, type SimContainer } from "./state.ts";
import { ApiError, type Doc, utf8, versionLess } from "./wire.ts";

/** Takes over what a service has written by now. Stops early where an attached client is slow. */
export function catchUp(sim: Sim, c: SimContainer): void {
  if (c.source === undefined || c.status !== "running") return;
  const now = sim.now();
  // A ring never holds more than its bound, so nothing older than that need be made.
  const span = c.log.maxEntries / c.source.perSecond * 1000;
  if (c.sinks.size === 0 && now - c.sourceAt > span) {
    c.sourceAt = now - span;
    c.ahead = undefined;
  }
  for (;;) {
    const e = c.ahead ??= c.source.next(c.sourceAt);
    if (e.at > now) return;
    for (const s of c.sinks) if (s.pipe.full) return;
    c.ahead = undefined;
    c.sourceAt = e.at;
    emit(c, e.stream, utf8(e.text), BigInt(Math.round(e.at * 1000)) * 1000n);
  }
}

/** Output to the log and to those attached. */
export function emit(c: SimContainer, stream: 1 | 2, data: Uint8Array, time: bigint): void {
  c.log.write(stream, data, time);
  for (const s of c.sinks) if (stream === 1 ? s.stdout : s.stderr) s.pipe.push(data);
}

/** Starts it, as if at the time told: 304 is the caller's business. Refuses as the engine does. */
export function startContainer(
  sim: Sim,
  c: SimContainer,
  byUser = true,
  at = sim.now(),
): void {
  const program = programFor(sim, c);
  try {
    if (typeof program === "string") throw new ApiError(400, program);
    checkPorts(sim, c);
  } catch (e) {
    c.error = (e as Error).message;
    c.exitCode = e instanceof ApiError && e.status === 400 ? 127 : 128;
    for (const n of c.endpoints) networkEvent(sim, c, n.network, "disconnect");
    // Who runs with --rm waits for it to be gone, also when it never ran.
    if (c.hostConfig.AutoRemove) removeContainer(sim, c);
    throw e;
  }
  if (byUser) c.stoppedByUser = false;
  c.error = "";
  c.exitCode = 0;
  c.oomKilled = false;
  c.pausedFor = 0;
  delete c.pausedAt;
  c.startedAt = at;
  c.pid = sim.newPid();
  c.status = "running";
  for (const m of c.mounts) volumeEvent(sim, c, m, "mount");
  for (const e of c.endpoints) networkEvent(sim, c, e.network, "connect");
  c.source = program.source?.(c.startedAt);
  c.sourceAt = c.startedAt;
  const proc = new Proc(
    c.pid,
    [c.path, ...c.args].join(" "),
    program.run,
    async (stream, data) => {
      emit(c, stream, data, sim.stamp());
      for (const s of c.sinks) await s.pipe.room();
    },
    c.tty,
    program.signals,
  );
  c.proc = proc;
  sim.containerEvent(c, "start");
  watchHealth(sim, c);
  proc.exit.then((code) => {
    if (c.proc === proc) exited(sim, c, code);
  });
}

/** What becomes of a container whose process ended. */
function exited(sim: Sim, c: SimContainer, code: number): void {
  catchUp(sim, c);
  c.log.flush();
  const ran = sim.now() - c.startedAt;
  c.proc = undefined;
  c.source = c.ahead = undefined;
  c.pid = 0;
  c.exitCode = code;
  c.finishedAt = sim.now();
  for (const id of c.execs) {
    const exec = sim.execs.get(id);
    if (exec?.running) exec.proc?.kill("SIGKILL");
  }
  // What was made but not started is forgotten.
  c.execs = c.execs.filter((id) => {
    const exec = sim.execs.get(id);
    return exec?.running || exec?.exitCode !== null;
  });
  const again = !sim.closing.aborted && wantsRestart(c, code);
  c.status = again ? "restarting" : "exited";
  if (c.health) c.health.status = "unhealthy";
  if (c.oomKilled) sim.containerEvent(c, "oom");
  const die = () =>
    sim.containerEvent(c, "die", {
      ...(!versionLess(sim.settings.api, "1.42") && {
        execDuration: String(Math.floor(ran / 1000)),
      }),
      exitCode: String(code),
    });
  const early = versionLess(sim.settings.api, "1.44");
  if (early) die();
  for (const e of c.endpoints) networkEvent(sim, c, e.network, "disconnect");
  for (const m of c.mounts) volumeEvent(sim, c, m, "unmount");
  if (!early) die();
  for (const s of c.sinks) s.pipe.end();
  c.sinks.clear();
  for (const f of [...c.log.watchers]) f();
  const waiters = [...c.onExit];
  c.onExit.clear();
  for (const f of waiters) f(code);
  if (again) void restartLater(sim, c);
  else if (c.hostConfig.AutoRemove && !sim.closing.aborted) removeContainer(sim, c);
}

function wantsRestart(c: SimContainer, code: number): boolean {
  const policy = c.hostConfig.RestartPolicy as
    | { Name?: string; MaximumRetryCount?: number }
    | undefined;
  if (c.stoppedByUser) return false;
  switch (policy?.Name) {
    case "always":
    case "unless-stopped":
      return true;
    case "on-failure":
      return code !== 0 &&
        (!policy.MaximumRetryCount || c.restartCount < policy.MaximumRetryCount);
    default:
      return false;
  }
}

/** 100 ms, doubled each time up to a minute (moby restartmanager). */
async function restartLater(sim: Sim, c: SimContainer): Promise<void> {
  const stop = c.cancelRestart = new AbortController();
  const quick = c.finishedAt - c.startedAt < 10_000;
  const wait = quick ? Math.min(60_000, 100 * 2 ** Math.min(10, c.restartCount)) : 100;
  try {
    await sim.clock.sleep(wait, AbortSignal.any([stop.signal, sim.closing]));
  } catch {
    return;
  }
  if (c.status !== "restarting") return;
  c.restartCount++;
  try {
    startContainer(sim, c, false);
  } catch {
    c.status = "exited";
  }
}

/** Ends the pause before a restart, if there is one: it is exited then. */
export function cancelRestart(c: SimContainer): void {
  if (c.status !== "restarting") return;
  c.cancelRestart?.abort();
  c.status = "exited";
}

/** Resolves with the code when it has exited; at once when it does not run. */
export function untilExit(c: SimContainer): Promise<number> {
  if (!isUp(c)) return Promise.resolve(c.exitCode);
  return new Promise((resolve) => c.onExit.add(resolve));
}

/** Sends the stop signal, waits, kills. `timeout` in seconds, -1 for ever. */
export async function stopContainer(
  sim: Sim,
  c: SimContainer,
  timeout: number,
  signal: string,
  client: AbortSignal,
): Promise<void> {
  c.stoppedByUser = true;
  if (c.status === "restarting") {
    cancelRestart(c);
    sim.containerEvent(c, "stop");
    return;
  }
  const stop = parseSignal(signal) ?? { name: "SIGTERM", number: 15 };
  sim.containerEvent(c, "kill", { signal: String(stop.number) });
  if (c.status === "paused") unpause(sim, c, false);
  const exit = untilExit(c);
  c.proc?.kill(stop.name);
  if (timeout >= 0) {
    const timer = new AbortController();
    const ran = await Promise.race([
      exit.then(() => false),
      sim.clock.sleep(timeout * 1000, AbortSignal.any([timer.signal, sim.closing])).then(
        () => true,
        () => false,
      ),
    ]);
    timer.abort();
    if (ran && isUp(c)) {
      sim.containerEvent(c, "kill", { signal: "9" });
      c.proc?.kill("SIGKILL");
    }
  }
  await Promise.race([exit, aborted(client), aborted(sim.closing)]);
  sim.containerEvent(c, "stop");
}

/** Rejects when the signal is aborted. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** The time it stood still counts neither for its CPU nor for its log. */
export function unpause(sim: Sim, c: SimContainer, tell = true): void {
  const now = sim.now();
  c.pausedFor += now - (c.pausedAt ?? now);
  delete c.pausedAt;
  c.sourceAt = Math.max(c.sourceAt, now);
  c.ahead = undefined;
  c.status = "running";
  if (tell) sim.containerEvent(c, "unpause");
}

/** Takes it off the list; it must not be up. */
export function removeContainer(sim: Sim, c: SimContainer, volumes = false): void {
  cancelRestart(c);
  sim.containers.delete(c.id);
  for (const id of c.execs) sim.execs.delete(id);
  const anonymous = c.hostConfig.AutoRemove || volumes;
  for (const m of c.mounts) {
    const v = m.Type === "volume" ? sim.volumes.get(String(m.Name)) : undefined;
    if (anonymous && v?.anonymous && sim.volumeUsers(v.name).length === 0) {
      sim.volumes.delete(v.name);
      sim.event("volume", "destroy", v.name, { driver: v.driver });
    }
  }
  sim.containerEvent(c, "destroy");
  for (const s of c.sinks) s.pipe.end();
  c.sinks.clear();
  for (const f of [...c.onRemove]) f(c.exitCode);
  c.onRemove.clear();
  for (const f of [...c.log.watchers]) f();
}

/** A client's end of the output, from now on. */
export function attachSink(c: SimContainer, stdout: boolean, stderr: boolean): BytePipe {
  const pipe = new BytePipe();
  c.sinks.add({ pipe, stdout, stderr });
  return pipe;
}

function networkEvent(sim: Sim, c: SimContainer, id: string, action: string): void {
  const n = sim.networks.get(id);
  if (!n) return;
  sim.event("network", action, n.id, { container: c.id, name: n.name, type: n.driver });
}

/** A volume's `mount` or `unmount` by a container. */
export function volumeEvent(sim: Sim, c: SimContainer, m: Doc, action: string): void {
  if (m.Type !== "volume") return;
  sim.event("volume", action, String(m.Name), {
    container: c.id,
    driver: String(m.Driver),
    ...(action === "mount" && {
      destination: String(m.Destination),
      propagation: "",
      "read/write": String(m.RW),
    }),
  });
}

/** Published ports of those that run. */
export function checkPorts(sim: Sim, c: SimContainer): void {
  const bindings = (c.hostConfig.PortBindings ?? {}) as Record<
    string,
    { HostIp?: string; HostPort?: string }[] | null
  >;
  for (const [port, list] of Object.entries(bindings)) {
    for (const b of list ?? []) {
      if (!b.HostPort || b.HostPort === "0") continue;
      for (const other of sim.containers.values()) {
        if (other === c || !isUp(other)) continue;
        const theirs = other.hostConfig.PortBindings as typeof bindings | null;
        for (const [p, l] of Object.entries(theirs ?? {})) {
          if (p.split("/")[1] !== port.split("/")[1]) continue;
          if (!(l ?? []).some((x) => x.HostPort === b.HostPort)) continue;
          throw new ApiError(
            500,
            `failed to set up container networking: driver failed programming external connectivity on endpoint ${c.name} (${
              c.endpoints[0]?.id ?? ""
            }): Bind for 0.0.0.0:${b.HostPort} failed: port is already allocated`,
          );
        }
      }
    }
  }
}
