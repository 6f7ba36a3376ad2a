/** What a supervisor does of a container that ended: leaves it, starts it again, or gives up. */
import type { ContainerInspect } from "../containers/types.ts";
import { EngineError } from "../errors.ts";
import { nanosOfText } from "../logs/time.ts";
import { endedBy, isLongRun, pauseAfter, tooMany } from "./rules.ts";
import { AGAIN, isAway, type Looked, STOP_GRACE, type Supervised } from "./supervised.ts";
import type { EndedBy } from "./types.ts";

/** The end of a run is judged so long after it: `stop` is told of after the end (ms). */
const SETTLE = 300;

/** What follows of a container that does not run. */
export async function whenDown(s: Supervised, doc: ContainerInspect): Promise<Looked> {
  const { name } = s.options;
  const { State } = doc;
  s.lastCode = State.ExitCode;
  if (State.Status === "removing" || State.Dead) return s.hold("is being removed", AGAIN);
  if (await s.anew()) return s.hold("is being made anew: left alone", AGAIN);
  if (s.fresh) return await start(s, doc, "is started", false);
  const finished = nanosOfText(State.FinishedAt);
  const since = finished === undefined ? Infinity : s.now() - Number(finished / 1_000_000n);
  if (since >= 0 && since < SETTLE) return { again: SETTLE - since };
  const known = s.memory.ended;
  if (known?.finished === State.FinishedAt) return await afterEnd(s, doc, known.by, "");
  const judged = await s.verdict(doc.Id);
  if (judged === undefined) return { again: 0 };
  const { verdict, engineSince } = judged;
  const by = endedBy(verdict, {
    cut: s.cut,
    ...(engineSince !== undefined && { engineSince }),
    ...(s.memory.acting !== undefined && { acting: s.memory.acting.at }),
  });
  const started = nanosOfText(State.StartedAt);
  const long = started !== undefined && finished !== undefined &&
    isLongRun(Number(finished - started) / 1e6);
  s.memory.short = long || by === "engine" ? 0 : s.memory.short + 1;
  // The first death after a long run is answered at once, the next ones are not.
  const pause = long ? 0 : pauseAfter(s.memory.short - 1);
  s.nextStart = s.now() + (by === "itself" ? pause : 0);
  s.memory.ended = { finished: State.FinishedAt, by };
  s.save();
  s.options.say(`${name} ${verdict.words}`);
  return await afterEnd(s, doc, by, verdict.words);
}

/** What follows from an end. */
async function afterEnd(
  s: Supervised,
  doc: ContainerInspect,
  by: EndedBy,
  words: string,
): Promise<Looked> {
  const { name, restart, onStop } = s.options;
  const code = doc.State.ExitCode;
  if (by === "person") {
    s.stoppedSince ??= s.now();
    const left = STOP_GRACE - (s.now() - s.stoppedSince);
    if (left > 0) return s.hold("stopped by somebody: waiting whether it is restarted", left);
    if (onStop === "wait") return s.hold("stopped by somebody: left so until it is started");
    s.options.say(`${name}: was stopped by somebody, and is left so`);
    return { end: { why: "stopped", code } };
  }
  if (by === "us") return await start(s, doc, "is started again", false);
  if (by === "engine") return await start(s, doc, "is started again after the engine", false);
  if (restart === "no" || restart === "on-failure" && code === 0 && doc.State.Error === "") {
    s.options.say(`${name}: is done, and is not started again`);
    return { end: { why: "done", code } };
  }
  if (tooMany(s.memory.restarts, s.bound(), s.now())) {
    return s.giveUp(words || "it ended again", code === 0 ? 1 : code);
  }
  const wait = s.nextStart - s.now();
  if (wait > 0) {
    return s.hold(`ended (${code}): is started again after a pause`, wait);
  }
  return await start(s, doc, "is started again", true);
}

async function start(
  s: Supervised,
  doc: ContainerInspect,
  what: string,
  counts: boolean,
): Promise<Looked> {
  const { name, dryRun, signal, dependencies } = s.options;
  if (dryRun) {
    if (dependencies) await s.others.startDependencies(doc, signal);
    return s.hold(`does not run: it would be started`);
  }
  if (dependencies && !s.dependenciesStarted) {
    const waits = await s.others.startDependencies(doc, signal);
    if (waits !== undefined) return s.hold(`waits: ${waits}`, AGAIN);
    s.dependenciesStarted = true;
    // Others took their time: things may be otherwise now.
    return { again: 0 };
  }
  if (counts) s.count();
  s.options.say(`${name}: ${what}${counts ? s.which() : ""}`);
  const before = s.memory.ended;
  s.said = "";
  s.save();
  try {
    await s.engine.containers.start(doc.Id, { signal });
  } catch (error) {
    if (!(error instanceof EngineError) || isAway(error) || signal.aborted) throw error;
    return couldNotStart(s, doc, error, counts);
  }
  s.fresh = false;
  s.dependenciesStarted = false;
  if (dependencies && before !== undefined && before.by !== "engine") {
    s.memory.dependents = true;
  }
  s.save();
  return { again: 0 };
}

/** The engine refused: as good as an end of its own. */
function couldNotStart(
  s: Supervised,
  doc: ContainerInspect,
  error: EngineError,
  counts: boolean,
): Looked {
  const { name } = s.options;
  if (error.code === "not_found") return { again: AGAIN };
  s.options.say(`${name} could not be started: ${error.message}`);
  s.fresh = false;
  if (!counts) s.count();
  s.memory.short++;
  s.nextStart = s.now() + Math.max(AGAIN, pauseAfter(s.memory.short));
  // So that the same document is not judged anew: nothing of it may have changed.
  s.memory.ended = { finished: doc.State.FinishedAt, by: "itself" };
  s.save();
  const words = `could not be started: ${error.message}`;
  if (tooMany(s.memory.restarts, s.bound(), s.now())) {
    return s.giveUp(words, doc.State.ExitCode || 1);
  }
  return s.hold(words, s.nextStart - s.now());
}
