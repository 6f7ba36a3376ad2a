/** The gate: whether a new container is good enough to stay. */
import type { ContainerInspect } from "../containers/types.ts";
import type { Engine } from "../engine.ts";
import { isEngineError } from "../errors.ts";

/** How long the gate waits, in milliseconds. */
export interface GateTimes {
  /**
   * With a healthcheck: until it is healthy. Unset: its start period and as many probes as it may
   * fail, a minute at the least.
   */
  grace?: number;
  /** Without one: how long it has to run without an end and a start. Default 5,000. */
  steady?: number;
}

/** What the gate found. */
export type GateVerdict = { good: true; why: string } | { good: false; why: string };

/** How long a container without a healthcheck has to stand. */
export const STEADY_MS = 5_000;
const LEAST_GRACE_MS = 60_000;
const MOST_GRACE_MS = 60 * 60_000;
/** Looked at again that often where no event says that something happened. */
const LOOK_MS = 1_000;
/** So much of a probe's output is told. */
const MAX_OUTPUT = 1_000;

/** How long a healthcheck may take to be fulfilled, from its own times (moby daemon/health.go). */
export function graceOf(c: Pick<ContainerInspect, "Config">): number {
  const check = c.Config.Healthcheck ?? {};
  const ms = (nanos: number | undefined, otherwise: number) => nanos ? nanos / 1e6 : otherwise;
  const probe = ms(check.Interval, 30_000) + ms(check.Timeout, 30_000);
  const sum = ms(check.StartPeriod, 0) + probe * (check.Retries || 3) + 5_000;
  return Math.min(MOST_GRACE_MS, Math.max(LEAST_GRACE_MS, sum));
}

/** What one look at the container says, `since` its start; undefined: too early to tell. */
export function judge(
  c: ContainerInspect,
  first: { startedAt: string; restarts: number },
  now: { waited: number; grace: number; steady: number },
): GateVerdict | undefined {
  const { State: state, HostConfig: host } = c;
  const policy = host.RestartPolicy?.Name ?? "no";
  const once = policy === "" || policy === "no" || policy === "on-failure";
  if (state.OOMKilled) return { good: false, why: "It was killed for its use of memory" };
  if (c.RestartCount > first.restarts || state.Restarting) {
    return { good: false, why: `It ends and is started again (exit code ${state.ExitCode})` };
  }
  if (!state.Running) {
    if (state.ExitCode === 0 && once && state.Status === "exited") {
      return { good: true, why: "It did its work and ended with exit code 0" };
    }
    const why = state.Error ? `: ${state.Error}` : "";
    return { good: false, why: `It ended with exit code ${state.ExitCode}${why}` };
  }
  if (first.startedAt !== "" && state.StartedAt !== first.startedAt) {
    return { good: false, why: "It ended and was started again" };
  }
  const health = state.Health?.Status ?? "none";
  if (health === "healthy") return { good: true, why: "It is healthy" };
  if (health === "unhealthy") {
    return { good: false, why: `It is unhealthy${lastProbe(c)}` };
  }
  if (health === "starting" && now.waited >= now.grace) {
    return {
      good: false,
      why: `It was not healthy within ${Math.round(now.grace / 1000)} s${lastProbe(c)}`,
    };
  }
  if (health !== "starting" && now.waited >= now.steady) {
    return { good: true, why: `It has run steadily for ${now.steady / 1000} s` };
  }
  return undefined;
}

/** The output of the newest probe, as words to be added. */
function lastProbe(c: ContainerInspect): string {
  const last = c.State.Health?.Log?.at(-1);
  if (last === undefined) return "";
  const output = last.Output.trim().slice(-MAX_OUTPUT);
  return `; its last probe ended with exit code ${last.ExitCode}${output && `: ${output}`}`;
}

/**
 * Waits until a started container is good or is not. Only its own healthcheck and its own process
 * count: what else answers on its port (a proxy) says nothing of it.
 */
export async function waitGate(
  engine: Pick<Engine, "containers" | "system">,
  id: string,
  times: GateTimes & { signal: AbortSignal },
): Promise<GateVerdict> {
  const begun = performance.now();
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, times.signal]);
  const bell = ring(engine, id, signal);
  try {
    let first: { startedAt: string; restarts: number } | undefined;
    for (;;) {
      let c: ContainerInspect;
      try {
        c = await engine.containers.inspect(id, { signal: times.signal });
      } catch (error) {
        if (isEngineError(error, "not_found")) return { good: false, why: "It is gone" };
        throw error;
      }
      first ??= { startedAt: c.State.StartedAt, restarts: c.RestartCount };
      const waited = performance.now() - begun;
      const grace = times.grace ?? graceOf(c), steady = times.steady ?? STEADY_MS;
      const verdict = judge(c, first, { waited, grace, steady });
      if (verdict !== undefined) return verdict;
      const starting = c.State.Health?.Status === "starting";
      const left = (starting ? grace : steady) - waited;
      await bell.next(Math.max(10, Math.min(left + 10, LOOK_MS)));
      times.signal.throwIfAborted();
    }
  } finally {
    over.abort();
    bell.close();
  }
}

/** Wakes whoever waits when something happens to the container, or when the time is up. */
function ring(engine: Pick<Engine, "system">, id: string, signal: AbortSignal) {
  let wake: (() => void) | undefined;
  let rung = false;
  const done = (async () => {
    try {
      const filters = { container: [id], type: ["container"] };
      for await (const _ of engine.system.events({ filters, signal })) {
        rung = true;
        wake?.();
      }
    } catch { /* without events the time alone wakes */ }
  })();
  void done;
  return {
    next(ms: number): Promise<void> {
      if (rung) {
        rung = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", finish);
          wake = undefined;
          rung = false;
          resolve();
        };
        const timer = setTimeout(finish, ms);
        signal.addEventListener("abort", finish, { once: true });
        wake = finish;
      });
    },
    close: () => wake?.(),
  };
}
