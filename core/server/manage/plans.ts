/** Plans that were shown: what is carried out is what was seen, or nothing. */
import type { Engine } from "../../engine.ts";
import { executeRecreate, RecreateError } from "../../recreate/execute.ts";
import { gatherPlan } from "../../recreate/gather.ts";
import { planRollback } from "../../recreate/backups.ts";
import { openJournal } from "../../recreate/journal.ts";
import { recoverRecreates } from "../../recreate/recover.ts";
import { inspectToRunArguments } from "../../recreate/run_line.ts";
import type { RecreatePlan } from "../../recreate/types.ts";
import { EngineError, isEngineError } from "../../errors.ts";
import { sleep } from "../../sleep.ts";
import type { ContainerInspect } from "../../containers/types.ts";
import type { ServerPolicy } from "../admission.ts";
import { namedReach, runningReach } from "../engine_facts.ts";
import { createReach } from "../host_reach.ts";
import { readEdits } from "./edits.ts";
import { eventBytes, EventQueue } from "./events.ts";
import type { ManagedHost } from "./hosts.ts";
import { shownWord } from "./shown_word.ts";
import type { Clean } from "./views.ts";

/** A plan is good for so long, and so many are kept; milliseconds. */
const PLAN_TIME = 15 * 60_000;
const MAX_PLANS = 64;
/** An engine that is away is tried so often at the least; milliseconds. */
const PUT_BACK_EVERY = 10_000;

/** Tells of a step. */
export type TellStep = (
  step: string,
  text: string,
  state: "begin" | "done" | "failed",
  detail?: string,
) => void;

/** What is at hand when a plan is carried out. */
export interface Running {
  /** The folder of the journals. */
  journals: string;
  tell: TellStep;
  signal: AbortSignal;
}

/** A plan that was shown: how it is carried out, once. Gives what is told at the end. */
export type Work = (running: Running) => Promise<Record<string, unknown>>;

interface Kept {
  work: Work;
  owner: unknown;
  until: number;
}

/** A plan as it is shown. */
export interface ShownPlan {
  id: string;
  kind: RecreatePlan["kind"];
  name: string;
  differences: string[];
  keeps: string[];
  loses: string[];
  warnings: string[];
  problems: string[];
  /** Files of its own layer are in the way: say `layer` what to do with them. */
  asksLayer: boolean;
  /** The words of `docker run` before and after. */
  before: string[];
  after: string[];
  backup?: string;
}

/** What the plan is asked for. */
export interface PlanWish {
  edits?: unknown;
  layer?: unknown;
  rollback?: unknown;
}

/** Plans of one server. */
export class Plans {
  readonly #plans = new Map<string, Kept>();
  /** Engines at which something that was left is being put back. */
  readonly #putting = new Set<string>();

  constructor(private readonly clean: Clean, private readonly journals: string) {}

  /** Makes a plan and keeps it for `execute`. */
  async make(
    owner: unknown,
    host: ManagedHost,
    container: string,
    wish: PlanWish,
    policy: ServerPolicy,
    signal: AbortSignal,
  ): Promise<ShownPlan> {
    const { engine } = host;
    // What a killed server left half made is brought to its end first, as every command does.
    await recoverRecreates(engine, { dir: this.journals, signal });
    const layer = wish.layer === "discard" || wish.layer === "commit" ? wish.layer : undefined;
    const plan = wish.rollback === true
      ? await planRollback(engine, container, { now: new Date(), signal })
      : await gatherPlan(engine, container, {
        edits: (c, image) => readEdits(wish.edits ?? {}, c, image.Config),
        ...(layer && { layer }),
        always: wish.edits === undefined,
        now: new Date(),
        signal,
      });
    const reach = await reachOf(engine, plan, policy, signal);
    if (reach !== undefined) {
      plan.problems.push(
        `This server makes no container that reaches its host, as by ${reach} (--allow-privileged)`,
      );
    }
    const id = this.keep(owner, async ({ journals, tell, signal }) => {
      const { clean } = this;
      let r;
      try {
        r = await executeRecreate(plan, engine, {
          journal: (name) => openJournal(journals, plan.endpoint, name),
          onStep: ({ step, text, state, detail }) => tell(step, text, state, detail),
          signal,
        });
      } catch (e) {
        void this.#putBack(engine, journals, signal);
        throw e;
      }
      return { ...r, warnings: r.warnings.map((w) => clean(w)), name: plan.name };
    });
    return await this.#shown(id, plan, engine, signal);
  }

  /** Keeps a plan that is shown now. */
  keep(owner: unknown, work: Work): string {
    const id = crypto.randomUUID();
    this.#sweep();
    this.#plans.set(id, { work, owner, until: Date.now() + PLAN_TIME });
    return id;
  }

  /** A plan that was shown to the same person; it can be carried out once. */
  take(owner: unknown, id: string): Work | undefined {
    this.#sweep();
    const kept = this.#plans.get(id);
    if (kept === undefined || kept.owner !== owner) return undefined;
    this.#plans.delete(id);
    return kept.work;
  }

  #sweep(): void {
    const now = Date.now();
    for (const [id, kept] of this.#plans) {
      if (kept.until < now || this.#plans.size >= MAX_PLANS) this.#plans.delete(id);
    }
  }

  /** An engine that died in the middle: as soon as it answers, what was left is brought to its end. */
  async #putBack(engine: Engine, dir: string, signal: AbortSignal): Promise<void> {
    const { endpoint } = engine.transport;
    if (this.#putting.has(endpoint)) return;
    this.#putting.add(endpoint);
    try {
      for (let wait = 500; !signal.aborted; wait = Math.min(wait * 2, PUT_BACK_EVERY)) {
        try {
          await recoverRecreates(engine, { dir, signal });
          return;
        } catch (e) {
          if (!isEngineError(e)) return;
        }
        await sleep(wait, signal);
      }
    } finally {
      this.#putting.delete(endpoint);
    }
  }

  async #shown(
    id: string,
    plan: RecreatePlan,
    engine: Engine,
    signal: AbortSignal,
  ): Promise<ShownPlan> {
    const { clean } = this;
    const c = await engine.containers.inspect(plan.old.id, { signal });
    const image = await engine.images.inspect(plan.old.imageId, { signal }).catch((e) => {
      if (isEngineError(e, "not_found")) return undefined;
      throw e;
    });
    const words = (of: ContainerInspect) =>
      inspectToRunArguments(of, image?.Config).map((w) => shownWord(w, clean));
    const cleaned = (lines: string[]) => lines.map((l) => clean(l));
    const asks = plan.problems.filter((p) => p.startsWith("It would lose"));
    return {
      id,
      kind: plan.kind,
      name: clean(plan.name),
      differences: cleaned(plan.differences),
      keeps: cleaned(plan.keeps),
      loses: cleaned(plan.loses),
      warnings: cleaned(plan.warnings),
      problems: cleaned(plan.problems).map((p) => p.replace(/: discard them \(--.*$/, "")),
      asksLayer: asks.length > 0 && asks.length === plan.problems.length,
      before: words(c),
      after: words(after(c, plan)),
      ...(plan.kind === "recreate" && !plan.old.autoRemove && { backup: plan.backup }),
    };
  }
}

/** The container as the plan would make it, for its `run` line. */
function after(c: ContainerInspect, plan: RecreatePlan): ContainerInspect {
  if (plan.kind === "nothing" || plan.kind === "restore") return c;
  if (plan.kind === "update") {
    return { ...c, HostConfig: { ...c.HostConfig, ...plan.update } };
  }
  const { HostConfig, NetworkingConfig, ...config } = allNetworks(plan);
  return {
    ...c,
    NetworkSettings: {
      ...c.NetworkSettings,
      Networks: NetworkingConfig
        ?.EndpointsConfig as ContainerInspect["NetworkSettings"]["Networks"],
    },
    Name: `/${plan.name}`,
    Config: { ...config, Image: plan.image.ref } as ContainerInspect["Config"],
    HostConfig: HostConfig ?? {},
  };
}

/** The request with the networks, too, that the plan connects later. */
function allNetworks({ request, connects }: RecreatePlan): RecreatePlan["request"] {
  const later = Object.fromEntries(connects.map((c) => [c.network, c.endpoint]));
  const { EndpointsConfig } = request.NetworkingConfig ?? {};
  return { ...request, NetworkingConfig: { EndpointsConfig: { ...EndpointsConfig, ...later } } };
}

/** By what the new container would reach its host, where that is not allowed. */
async function reachOf(
  engine: Engine,
  plan: RecreatePlan,
  policy: ServerPolicy,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (policy.allowPrivileged || plan.kind === "nothing" || plan.kind === "update") return undefined;
  if (plan.restore !== undefined) {
    return (await runningReach(engine.transport, plan.restore.id, signal)).reach;
  }
  // What it reaches already counts, too: with another command that is a hand on the host.
  const request = allNetworks(plan);
  return (await runningReach(engine.transport, plan.old.id, signal)).reach ??
    createReach(request) ?? await namedReach(engine.transport, request, signal);
}

/** Carries a plan out; `step`, then `done` or `failed`. It goes on when the reader goes away. */
export async function* planEvents(
  work: Work,
  journals: string,
  stopping: AbortSignal,
  clean: Clean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const queue = new EventQueue(1024 * 1024);
  const tell = (event: string, data: unknown) => queue.put(eventBytes(event, data));
  // A closed tab must not leave a container half made: only the server's end stops it.
  void work({
    journals,
    tell: (step, text, state, detail) =>
      tell("step", {
        step,
        text: clean(text),
        state,
        ...(detail !== undefined && { detail: clean(detail) }),
      }),
    signal: stopping,
  }).then(
    (outcome) => tell("done", outcome),
    (e) =>
      tell("failed", {
        message: clean(e instanceof Error ? e.message : String(e)),
        ...(e instanceof RecreateError && {
          step: e.step,
          undone: e.undone === undefined ? undefined : clean(e.undone.text),
        }),
        ...(e instanceof EngineError && { code: e.code }),
      }),
  ).finally(() => queue.end());
  yield* queue.read(signal);
}
