/** Waits until a service's containers are well, or have done their work. */
import type { Engine } from "../engine.ts";
import { EngineError } from "../errors.ts";
import { LABEL } from "./labels.ts";
import type { Project } from "./model.ts";
import { orGone } from "./observe.ts";
import { sleep } from "../sleep.ts";
import type { ServiceWait } from "./plan_types.ts";

/** How long a container without a healthcheck has to run, in milliseconds, as docker compose has it. */
const STEADY_MS = 500;
/** Events after which a container may be in another state. */
const TELLING = /^(health_status|die|start|stop|destroy|oom|unpause)/;

/**
 * Waits for a condition of another service. Throws EngineError `conflict` where it cannot come any
 * more: unhealthy, ended, ended with a failure, without a healthcheck. A condition that is not
 * required is left with a word.
 */
export async function waitFor(
  engine: Engine,
  project: Project,
  wait: ServiceWait,
  outer: AbortSignal,
  say: (detail: string) => void,
): Promise<void> {
  const rows = await engine.containers.list({
    all: true,
    filters: {
      label: [`${LABEL.project}=${project.name}`, `${LABEL.service}=${wait.service}`],
    },
    signal: outer,
  });
  const own = rows.filter((r) => r.labels[LABEL.oneoff]?.toLowerCase() !== "true");
  for (const row of own) {
    try {
      await one(engine, row.id, row.name, wait, outer, say);
    } catch (error) {
      if (wait.required || outer.aborted) throw error;
      say(`${row.name}: ${(error as Error).message}; it is not required`);
    }
  }
}

async function one(
  engine: Engine,
  id: string,
  name: string,
  wait: ServiceWait,
  outer: AbortSignal,
  say: (detail: string) => void,
): Promise<void> {
  const whole = wait.condition === "running_or_healthy";
  const fail = (why: string) =>
    new EngineError(`${whole ? "" : "dependency failed to start: "}container ${name} ${why}`, {
      code: "conflict",
      op: "wait for container",
    });
  let since: string | undefined;
  const good = async (): Promise<boolean> => {
    const c = await orGone(engine.containers.inspect(id, { signal: outer }));
    if (c === undefined) throw fail("is gone");
    since ??= (c.State.StartedAt ?? "").startsWith("0001") ? c.Created : c.State.StartedAt;
    const { Status: status, ExitCode: code, Health: health } = c.State;
    const ended = status === "exited" || status === "dead";
    if (wait.condition === "service_completed_successfully") {
      if (!ended) return false;
      if (code === 0) return true;
      throw new EngineError(
        `service "${wait.service}" didn't complete successfully: exit ${code}`,
        {
          code: "conflict",
          op: "wait for container",
        },
      );
    }
    if (ended) throw fail(`exited (${code})`);
    if (health === undefined || health === null || health.Status === "none") {
      if (whole) return status === "running";
      if (status === "created") return false;
      throw fail("has no healthcheck configured");
    }
    if (health.Status === "unhealthy") throw fail("is unhealthy");
    return health.Status === "healthy";
  };
  if (whole) await sleep(STEADY_MS, outer);
  if (await good()) return;
  const words = {
    service_healthy: "is healthy",
    service_completed_successfully: "is done",
    running_or_healthy: "runs, and is healthy",
  };
  say(`waiting until ${name} ${words[wait.condition]}`);
  const ending = new AbortController();
  const signal = AbortSignal.any([outer, ending.signal]);
  // From the container's own start on, by the engine's clock: what came since the look comes, too.
  const events = engine.system.events({
    filters: { type: ["container"], container: [id] },
    ...(since && { since: new Date(since) }),
    signal,
  })[Symbol.asyncIterator]();
  try {
    while (true) {
      const { done, value } = await events.next();
      if (done) throw fail("cannot be watched any more: the engine closed the events");
      if (TELLING.test(value.action) && await good()) return;
    }
  } finally {
    ending.abort();
    await events.return?.().catch(() => {});
  }
}
