/** Finishes or undoes what a killed dockerctl, or a killed engine, left half done. */
import { createEngine, type Engine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { unguarded } from "../protect/guard.ts";
import { remakeDependents } from "./dependents.ts";
import { dropTag, executeRecreate, gateTimes } from "./execute.ts";
import { type GateVerdict, waitGate } from "./gate.ts";
import { anyJournal } from "./journal_dir.ts";
import { type JournalRecord, leftRecords, openJournal } from "./journal.ts";
import type { RecreateStep } from "./types.ts";
import { undoRecreate } from "./undo.ts";

/** What became of a recreate that was cut off. */
export interface Recovered {
  /** The container's name. */
  name: string;
  /** It is as the plan wanted it, or as it was before, or still half done. */
  outcome: "finished" | "undone" | "failed";
  /** In words. */
  text: string;
}

/** How {@link recoverRecreates} works. */
export interface RecoverOptions {
  /** The folder of journals: `journalDir`. */
  dir: string;
  /** Ends it; what is left is taken up at the next start. */
  signal: AbortSignal;
  /** Told of files that are no journals of one's own. */
  say?(problem: string): void;
}

/**
 * Looks for recreates of this engine at which nobody works any more, and brings each to an end: one
 * whose new container runs and is well is finished, any other is undone. Costs one look into a
 * folder where there are none. Throws EngineError only where the engine cannot be reached.
 */
export async function recoverRecreates(
  engine: Engine,
  options: RecoverOptions,
): Promise<Recovered[]> {
  if (!anyJournal(options.dir)) return [];
  const raw = createEngine(unguarded(engine.transport));
  const left = await leftRecords(options.dir, engine.transport.endpoint, options.say);
  const done: Recovered[] = [];
  for (const [n, { record, journal }] of left.entries()) {
    try {
      const recovered = await recoverOne(record, raw, options);
      await journal.remove();
      done.push(recovered);
    } catch (error) {
      if (isEngineError(error, "unreachable", "cut", "aborted", "timeout")) {
        for (const other of left.slice(n + 1)) other.journal.close();
        throw error;
      }
      done.push({
        name: record.plan.name,
        outcome: "failed",
        text: `${record.plan.name} was left half made anew, and cannot be put right: ${
          (error as Error).message
        }`,
      });
    } finally {
      journal.close();
    }
  }
  return done;
}

/** Steps after which the new container has been started. */
const STARTED: ReadonlySet<RecreateStep> = new Set(["start", "gate", "pause"]);

async function recoverOne(
  record: JournalRecord,
  engine: Engine,
  options: RecoverOptions,
): Promise<Recovered> {
  const { plan, step } = record;
  const { signal } = options;
  const { name } = plan;
  if (plan.kind === "update") {
    return { name, outcome: "finished", text: `The change of ${name} was cut off; look at it` };
  }
  if (step === "dependents" || step === "done") return await finish(record, engine, options);
  if (STARTED.has(step) && record.newId !== undefined) {
    const verdict = await look(record, record.newId, engine, signal);
    if (verdict.good) return await finish(record, engine, options);
  }
  const undone = await undoRecreate(record, engine, { signal });
  return {
    name,
    outcome: "undone",
    text: `Making ${name} anew was cut off and is undone: ${undone.text}`,
  };
}

/** What the new one is worth now. It may have run for hours, with everything written to it. */
async function look(
  record: JournalRecord,
  id: string,
  engine: Engine,
  signal: AbortSignal,
): Promise<GateVerdict> {
  try {
    const c = await engine.containers.inspect(id, { signal });
    if (!c.State.Running) return { good: false, why: "It does not run" };
    if (c.State.Paused && record.plan.old.paused) return { good: true, why: "It is paused" };
    const age = Date.now() - new Date(c.State.StartedAt).getTime();
    const { grace, steady } = gateTimes(record, c);
    const rest = { grace: Math.max(0, grace - age), steady: Math.max(0, steady - age) };
    return await waitGate(engine, id, { ...rest, signal });
  } catch (error) {
    if (isEngineError(error, "not_found")) return { good: false, why: "It is gone" };
    throw error;
  }
}

async function finish(
  record: JournalRecord,
  engine: Engine,
  options: RecoverOptions,
): Promise<Recovered> {
  const { plan } = record;
  const { name } = plan;
  const { signal, dir } = options;
  const id = record.newId ?? (await engine.containers.inspect(name, { signal })).Id;
  if (plan.old.paused) {
    await engine.containers.pause(id, { signal }).catch((error) => {
      if (!isEngineError(error, "conflict", "engine")) throw error;
    });
  }
  await remakeDependents(plan, id, engine, {
    signal,
    gate: { steady: record.gate.steady },
    journal: (dependent) => openJournal(dir, plan.endpoint, dependent),
  }, executeRecreate);
  await dropTag(engine, plan);
  return { name, outcome: "finished", text: `Making ${name} anew was cut off and is finished` };
}
