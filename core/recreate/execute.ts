/** Carries a plan out, one engine call a step, each written down before it is done. */
import { createEngine, type Engine } from "../engine.ts";
import { EngineError, isEngineError } from "../errors.ts";
import { checkProtected, unguarded } from "../protect/guard.ts";
import type { ContainerInspect } from "../containers/types.ts";
import { type GateTimes, graceOf, STEADY_MS, waitGate } from "./gate.ts";
import type { Journal, JournalRecord } from "./journal.ts";
import { successorName, tagOfBackup } from "./names.ts";
import { type Undone, undoRecreate, untag } from "./undo.ts";
import { remakeDependents } from "./dependents.ts";
import type { RecreatePlan, RecreateResult, RecreateStep, StepReport } from "./types.ts";

/** How {@link executeRecreate} works. */
export interface ExecuteOptions {
  /**
   * Opens the journal of a container: its own first, then those of its dependents. `openJournal`
   * with a folder; it refuses a container that somebody else is at.
   */
  journal(name: string): Promise<Journal>;
  /** Told of every step, when it begins and when it is done. */
  onStep?(report: StepReport): void;
  /** Ends it: what was begun is undone. */
  signal: AbortSignal;
  /** How long the gate waits. */
  gate?: GateTimes;
  /** Called when a step is done, before the next: where tests kill. @internal */
  afterStep?(step: RecreateStep): void | Promise<void>;
}

/** A recreate that did not come to its end. */
export class RecreateError extends Error {
  /** Always `RecreateError`. */
  override readonly name = "RecreateError";
  /** The step that failed. */
  readonly step: RecreateStep;
  /** What is there now, as the engine says; absent where undoing failed, too. */
  readonly undone?: Undone;

  /** What failed, at which step, and what is there now. */
  constructor(message: string, step: RecreateStep, undone?: Undone, cause?: unknown) {
    super(message, { cause });
    this.step = step;
    if (undone !== undefined) this.undone = undone;
  }
}

/** How long undoing may take after a Ctrl-C or a failure, beside the container's own stop. */
const UNDO_MS = 120_000;

/**
 * Does what a plan says. The container that worked before works again when it fails: whatever was
 * begun is undone, checked on the engine, and told in the RecreateError. Only where the engine
 * cannot be reached any more does the journal stay, for `recoverRecreates` at a next start.
 *
 * Throws RecreateError, and EngineError where nothing was begun: `denied` for a protected
 * container, `conflict` where somebody is at it, or it is not as it was when this was planned.
 */
export async function executeRecreate(
  plan: RecreatePlan,
  engine: Engine,
  options: ExecuteOptions,
): Promise<RecreateResult> {
  const op = "recreate container";
  if (plan.problems.length > 0) {
    throw new EngineError(`${plan.old.name}: ${plan.problems.join("; ")}`, {
      code: "conflict",
      op,
    });
  }
  if (plan.kind === "nothing") {
    return { id: plan.old.id, imageId: plan.old.imageId, warnings: [], dependents: [] };
  }
  const action = plan.kind === "update" ? "update" : "recreate";
  await checkProtected(engine.transport, plan.old.id, action, { op, signal: options.signal });
  for (const d of plan.dependents) {
    await checkProtected(engine.transport, d.id, "recreate", { op, signal: options.signal });
  }
  const journal = await options.journal(plan.old.name);
  try {
    // The guard was asked; what follows is one piece of work.
    const raw = createEngine(unguarded(engine.transport));
    return await new Execution(plan, raw, options, journal).run();
  } finally {
    journal.close();
  }
}

class Execution {
  readonly record: JournalRecord;
  readonly warnings: string[] = [];
  #step: RecreateStep = "create";
  #downFrom?: number;
  #downMs?: number;
  #begun = false;
  /** The successor's name is somebody else's, so what bears it is not ours to undo. */
  #taken = false;

  constructor(
    readonly plan: RecreatePlan,
    readonly engine: Engine,
    readonly options: ExecuteOptions,
    readonly journal: Journal,
  ) {
    this.record = {
      version: 1,
      pid: 0,
      since: new Date().toISOString(),
      plan,
      step: "create",
      gate: { grace: options.gate?.grace ?? 0, steady: options.gate?.steady ?? STEADY_MS },
      ...(plan.restore !== undefined && { newId: plan.restore.id }),
    };
  }

  get #signal(): AbortSignal {
    return this.options.signal;
  }

  async run(): Promise<RecreateResult> {
    await this.#sameAsPlanned();
    try {
      if (this.plan.kind === "update") return await this.#update();
      return await this.#replace();
    } catch (error) {
      throw await this.#failed(error);
    }
  }

  /** The plan may be minutes old. */
  async #sameAsPlanned(): Promise<void> {
    const { old, name, restore } = this.plan;
    const now = await this.#look(old.id);
    const changed = now === undefined
      ? "it was removed meanwhile"
      : nameOf(now) !== old.name
      ? "it has another name now"
      : now.State.Running !== old.running && !now.State.Restarting
      ? `it ${now.State.Running ? "was started" : "has ended"} meanwhile`
      : name !== old.name && nameOf(await this.#look(name)) === name
      ? `another container has the name ${name} now`
      : restore !== undefined && nameOf(await this.#look(restore.id)) !== restore.name
      ? "its backup is not there any more"
      : undefined;
    if (changed === undefined) return;
    throw new EngineError(`${name} is not as it was when this was planned: ${changed}`, {
      code: "conflict",
      op: "recreate container",
    });
  }

  async #look(container: string): Promise<ContainerInspect | undefined> {
    try {
      return await this.engine.containers.inspect(container, { signal: this.#signal });
    } catch (error) {
      if (isEngineError(error, "not_found")) return undefined;
      throw error;
    }
  }

  async #update(): Promise<RecreateResult> {
    const { plan, engine } = this;
    await this.#do("update", "Change its limits where it runs", async () => {
      const { warnings } = await engine.containers.update(plan.old.id, plan.update!, {
        signal: this.#signal,
      });
      this.warnings.push(...warnings);
    });
    await this.journal.remove();
    return this.#result(plan.old.id, plan.old.imageId);
  }

  async #replace(): Promise<RecreateResult> {
    await this.#prepare();
    await this.#switch();
    const id = this.record.newId!;
    if (this.plan.start) await this.#watch(id);
    const dependents = await this.#dependents(id);
    await this.#do("done", "Put the journal away", async () => {
      await dropTag(this.engine, this.plan);
      await this.journal.remove();
    });
    const now = await this.engine.containers.inspect(id, { signal: this.#signal }).catch((e) => {
      // With --rm a one-shot may be gone by now.
      if (isEngineError(e, "not_found")) return undefined;
      throw e;
    });
    return { ...this.#result(id, now?.Image ?? this.plan.image.id), dependents };
  }

  /** Everything that can be done while the old one still serves. */
  async #prepare(): Promise<void> {
    const { plan, engine, record } = this;
    const signal = this.#signal;
    const { old } = plan;
    if (plan.commit !== undefined) {
      await this.#do("commit", `Keep its layer as ${plan.commit}`, async () => {
        await engine.containers.commit(old.id, { reference: plan.commit, signal });
      });
    }
    if (plan.restore === undefined) await this.#create();
    const fresh = record.newId!;
    for (const { network, endpoint } of plan.connects) {
      await this.#do("connect", `Connect the new one to ${network}`, async () => {
        await engine.networks.connect(network, fresh, { endpoint, signal });
      });
    }
    for (const network of plan.disconnects) {
      await this.#do("disconnect", `Leave ${network}, as the old one did`, async () => {
        await engine.networks.disconnect(network, fresh, { signal });
      });
    }
    if (old.autoRemove) return;
    await this.#do("hold", "Hold the old image by a tag", async () => {
      await engine.images.tag(old.imageId, plan.backupTag, { signal });
    });
    if (restarts(old.restartPolicy.Name)) {
      // An engine that starts would start the backup, too.
      await this.#do("disarm", "Take the old one's restart policy", async () => {
        await engine.containers.update(old.id, { RestartPolicy: { Name: "no" } }, { signal });
      });
    }
  }

  async #create(): Promise<void> {
    const { plan, engine, record } = this;
    const name = successorName(plan.old.name);
    await this.#do("create", "Make the new container", async () => {
      try {
        const made = await engine.containers.create(plan.request, {
          name,
          platform: plan.platform,
          signal: this.#signal,
        });
        record.newId = made.id;
        this.warnings.push(...made.warnings);
      } catch (error) {
        if (!isEngineError(error, "conflict") || !error.message.includes(name)) throw error;
        this.#taken = true;
        const there = await this.#look(name).catch(() => undefined);
        const since = there === undefined ? "" : `, made at ${there.Created.slice(0, 19)}Z`;
        throw new EngineError(
          `${plan.old.name} is being made anew by somebody else (${name} is there${since})`,
          {
            code: "conflict",
            op: "recreate container",
            endpoint: plan.endpoint,
            hint: `If nobody does that any more, remove ${name} and try again`,
            cause: error,
          },
        );
      }
    });
  }

  /** From the stop of the old one to the start of the new one: as short as can be. */
  async #switch(): Promise<void> {
    const { plan, engine, record } = this;
    const signal = this.#signal;
    const { old } = plan, fresh = record.newId!;
    if (old.running) {
      await this.#do("stop", "Stop the old one", async () => {
        this.#downFrom = performance.now();
        const gone = old.autoRemove
          ? await engine.containers.wait(old.id, { condition: "removed", signal })
          : undefined;
        await engine.containers.stop(old.id, { signal });
        await gone?.result.catch((e) => {
          if (!isEngineError(e, "not_found")) throw e;
        });
      });
    }
    if (!(old.autoRemove && old.running)) {
      await this.#do("make room", `Keep the old one as ${plan.backup}`, async () => {
        await engine.containers.rename(old.id, plan.backup, { signal });
      });
    }
    await this.#do("take over", `Give the new one the name ${plan.name}`, async () => {
      await engine.containers.rename(fresh, plan.name, { signal });
    });
    if (plan.restore !== undefined && restarts(plan.restore.restartPolicy.Name)) {
      await this.#do("arm", "Give it its restart policy again", async () => {
        const RestartPolicy = plan.restore!.restartPolicy;
        await engine.containers.update(fresh, { RestartPolicy }, { signal });
      });
    }
    if (!plan.start) return;
    await this.#do("start", "Start the new one", async () => {
      await engine.containers.start(fresh, { signal });
      if (this.#downFrom !== undefined) this.#downMs = performance.now() - this.#downFrom;
    });
  }

  async #watch(id: string): Promise<void> {
    const { gate } = this.options;
    await this.#do("gate", "Watch whether it is well", async () => {
      const verdict = await waitGate(this.engine, id, { ...gate, signal: this.#signal });
      // A container that removes itself is gone when its work is done.
      if (!verdict.good && verdict.why === "It is gone" && this.plan.old.autoRemove) return;
      if (!verdict.good) throw new GateError(verdict.why);
      this.#tell("gate", "Watch whether it is well", "begin", verdict.why);
    });
    if (this.plan.old.paused) {
      await this.#do("pause", "Pause it, as the old one was", async () => {
        await this.engine.containers.pause(id, { signal: this.#signal });
      });
    }
  }

  async #dependents(id: string): Promise<string[]> {
    const { plan } = this;
    if (plan.dependents.length === 0) return [];
    let made: string[] = [];
    await this.#do("dependents", `Make anew what stands on it`, async () => {
      made = await remakeDependents(plan, id, this.engine, this.options, executeRecreate);
    });
    return made;
  }

  #result(id: string, imageId: string): RecreateResult {
    const { plan } = this;
    return {
      id,
      imageId,
      warnings: this.warnings,
      dependents: [],
      ...(plan.kind !== "update" && !(plan.old.autoRemove && plan.old.running) && {
        backup: plan.backup,
      }),
      ...(this.#downMs !== undefined && { downMs: this.#downMs }),
    };
  }

  async #do(step: RecreateStep, text: string, act: () => Promise<void>): Promise<void> {
    this.#signal.throwIfAborted();
    this.#step = step;
    this.record.step = step;
    await this.journal.write(this.record);
    this.#begun = true;
    this.#tell(step, text, "begin");
    try {
      await act();
    } catch (error) {
      this.#tell(step, text, "failed", (error as Error).message);
      throw error;
    }
    this.#tell(step, text, "done");
    await this.options.afterStep?.(step);
  }

  #tell(step: RecreateStep, text: string, state: StepReport["state"], detail?: string): void {
    this.options.onStep?.({
      name: this.plan.name,
      step,
      text,
      state,
      ...(detail !== undefined && { detail }),
    });
  }

  /** Undoes what was begun, and makes the error of it. */
  async #failed(error: unknown): Promise<unknown> {
    const { plan } = this;
    const step = this.#step;
    if (!this.#begun) return error;
    // The engine's own refusal of an update changes nothing.
    if (plan.kind === "update") {
      await this.journal.remove().catch(() => {});
      return error;
    }
    if (this.#taken) {
      if (plan.commit !== undefined) {
        await untag(this.engine, plan.commit, AbortSignal.timeout(UNDO_MS)).catch(() => {});
      }
      await this.journal.remove().catch(() => {});
      return error;
    }
    // What is good stays, whatever became of those that stand on it.
    if (step === "dependents" || step === "done") {
      await this.journal.remove().catch(() => {});
      return new RecreateError(
        `${plan.name} was made anew, but ${reason(error)}`,
        step,
        undefined,
        error,
      );
    }
    this.#tell("undo", "Put everything back", "begin");
    try {
      const signal = AbortSignal.timeout(UNDO_MS);
      this.record.step = "undo";
      await this.journal.write(this.record);
      const undone = await undoRecreate(this.record, this.engine, { signal });
      await this.journal.remove();
      this.#tell("undo", "Put everything back", "done", undone.text);
      return new RecreateError(`${reason(error)}. ${undone.text}`, step, undone, error);
    } catch (second) {
      this.#tell("undo", "Put everything back", "failed", reason(second));
      return new RecreateError(
        `${reason(error)}. It could not be put back yet: ${reason(second)}. ` +
          `The next dockerctl command on containers tries again`,
        step,
        undefined,
        error,
      );
    }
  }
}

/** The new container is no good. */
class GateError extends Error {
  override readonly name = "GateError";
}

/** In words, with a full stop to be put after them. */
function reason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}

function nameOf(c: ContainerInspect | undefined): string | undefined {
  return c?.Name.replace(/^\//, "");
}

/** Whether an engine starts a container of this policy by itself. */
export function restarts(policy: string | undefined): boolean {
  return policy !== undefined && policy !== "" && policy !== "no";
}

/** A backup that came back needs no tag that holds its image. */
export async function dropTag(engine: Engine, plan: RecreatePlan): Promise<void> {
  const tag = plan.restore && tagOfBackup(plan.restore.name);
  if (tag === undefined) return;
  try {
    await engine.images.remove(tag, { noPrune: true });
  } catch (error) {
    if (!isEngineError(error)) throw error;
  }
}

/** The times that a gate at a later start goes by. */
export function gateTimes(record: JournalRecord, c: ContainerInspect): Required<GateTimes> {
  return { grace: record.gate.grace || graceOf(c), steady: record.gate.steady };
}
