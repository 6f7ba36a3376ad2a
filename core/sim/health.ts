/** Health checks of simulated containers. */
import type { Sim, SimContainer } from "./state.ts";

/** Results that the engine keeps of a health check (moby daemon/health.go). */
const MAX_RESULTS = 5;

/** Probes as the image or the container asks, as long as it runs. */
export function watchHealth(sim: Sim, c: SimContainer): void {
  const check = c.config.Healthcheck as
    | { Test?: string[]; Interval?: number; Retries?: number }
    | undefined;
  if (!check?.Test?.length || check.Test[0] === "NONE") return;
  c.health = { status: "starting", streak: 0, log: [] };
  const run = c.proc;
  const command = check.Test.slice(1).join(" ");
  void (async () => {
    for (;;) {
      try {
        await sim.clock.sleep((check.Interval || 30e9) / 1e6, sim.closing);
      } catch {
        return;
      }
      if (c.proc !== run || !c.health) return;
      if (c.status !== "running") continue;
      probe(sim, c, command, check.Retries || 3);
    }
  })();
}

/** One probe, with the three events it makes. */
export function probe(sim: Sim, c: SimContainer, command: string, retries: number): void {
  const health = c.health!;
  const execID = sim.random.hex(64);
  const shell = `/bin/sh -c ${command}`;
  const failing = c.labels["demo.health"] === "failing";
  const start = sim.now();
  sim.containerEvent(c, `exec_create: ${shell}`, { execID });
  sim.containerEvent(c, `exec_start: ${shell}`, { execID });
  sim.containerEvent(c, "exec_die", { execID, exitCode: failing ? "1" : "0" });
  health.log.push({
    start,
    end: start + 40,
    exitCode: failing ? 1 : 0,
    output: failing ? "curl: (7) Failed to connect to localhost port 8080\n" : "ok\n",
  });
  if (health.log.length > MAX_RESULTS) health.log.shift();
  health.streak = failing ? health.streak + 1 : 0;
  const before = health.status;
  if (!failing) health.status = "healthy";
  else if (health.streak >= retries) health.status = "unhealthy";
  if (health.status !== before) sim.containerEvent(c, `health_status: ${health.status}`);
}
