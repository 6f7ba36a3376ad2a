/** What a supervisor does of a container that runs: says so, and restarts one whose probe fails. */
import type { ContainerInspect } from "../containers/types.ts";
import { isEngineError } from "../errors.ts";
import { tooMany } from "./rules.ts";
import { AGAIN, type Looked, type Supervised } from "./supervised.ts";

/** What a restart may take beyond the container's own time to stop (ms). */
const RESTART_MARGIN = 15_000;

/** What follows of a container that runs. */
export async function whenRunning(s: Supervised, doc: ContainerInspect): Promise<Looked> {
  const memory = s.memory;
  const { State } = doc;
  // A restart that the one before us asked for: the engine goes on with it.
  const { acting } = memory;
  const patience = (doc.Config.StopTimeout ?? 10) * 1000 + RESTART_MARGIN;
  if (
    acting !== undefined && Date.parse(State.StartedAt) < acting.at &&
    s.now() - acting.at < patience
  ) return s.hold("is being restarted", AGAIN);
  s.stoppedSince = undefined;
  s.lastCode = 0;
  s.cut = false;
  if (s.fresh || memory.acting !== undefined || memory.ended !== undefined) {
    s.fresh = false;
    delete memory.acting;
    delete memory.ended;
    s.save();
  }
  s.dependenciesStarted = false;
  const health = State.Health?.Status ?? "none";
  if (health === "healthy" || health === "none" || health === "") {
    s.tell(health === "healthy" ? "runs, healthy" : "runs");
    await isReady(s, doc);
    return {};
  }
  if (health !== "unhealthy") {
    s.tell("runs; its probe has not said yet how it is");
    return {};
  }
  if (!s.options.restartUnhealthy) {
    s.tell("runs, but its probe fails");
    return {};
  }
  return await restartUnhealthy(s, doc);
}

/** Tells systemd, and restarts what hangs on it. */
async function isReady(s: Supervised, doc: ContainerInspect): Promise<void> {
  if (!s.ready) {
    s.ready = true;
    s.options.notify?.({ ready: true, status: s.memory.status });
  }
  if (s.memory.dependents === undefined) return;
  delete s.memory.dependents;
  s.save();
  await s.others.restartDependents(doc, s.options.signal);
}

async function restartUnhealthy(s: Supervised, doc: ContainerInspect): Promise<Looked> {
  const { name, dryRun, signal } = s.options;
  if (await s.anew()) return s.hold("is being made anew: left alone", AGAIN);
  const last = (doc.State.Health?.Log ?? []).findLast((l) => l.ExitCode !== 0);
  const said = last?.Output.trim().replace(/\s+/g, " ").slice(0, 200) ?? "";
  const what = `its probe has failed ${doc.State.Health?.FailingStreak ?? 0} times in a row` +
    (said === "" ? "" : ` (${said})`);
  if (tooMany(s.memory.restarts, s.bound(), s.now())) return s.giveUp(what, 1);
  if (dryRun) return s.hold(`would be restarted: ${what}`);
  s.count();
  s.options.say(`${name}: ${what}: restarting it${s.which()}`);
  // On disk first: whoever takes up from us has to know that it was not a person.
  s.memory.acting = { what: "restart", at: s.now() };
  s.said = "";
  s.save();
  try {
    await s.restart(doc.Id, what, signal);
  } catch (error) {
    if (!isEngineError(error, "denied")) throw error;
    delete s.memory.acting;
    s.memory.restarts.pop();
    s.save();
    return s.hold(`${what}, but ${error.message}: left as it is`);
  }
  delete s.memory.acting;
  if (s.options.dependencies) s.memory.dependents = true;
  s.save();
  return { again: 0 };
}
