/** A simulated engine, a client of it, and a folder of journals, for the tests of recreating. */
import { connect, type ContainerCreateConfig, type Engine } from "../../core/mod.ts";
import { executeRecreate } from "../../core/recreate/execute.ts";
import { type GatherOptions, gatherPlan } from "../../core/recreate/gather.ts";
import { type Journal, openJournal } from "../../core/recreate/journal.ts";
import type { RecreatePlan, RecreateStep, StepReport } from "../../core/recreate/types.ts";
import { type FakeEngineOptions, startFakeEngine } from "../fake_engine/mod.ts";

export const signal = AbortSignal.timeout(300_000);

/** What a test works with. */
export async function stage(options: FakeEngineOptions = {}) {
  const fake = await startFakeEngine({ world: "none", ...options });
  const dir = await Deno.makeTempDir({ prefix: "recreate-" });
  // The images of the sample world, without its containers.
  const { addImages } = await import("../../core/sim/sample_images.ts");
  if (options.world === undefined) addImages(fake.sim);
  const engine = await connect({ host: fake.host, env: {}, protect: {} });
  return {
    fake,
    engine,
    dir: `${dir}/recreate`,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await fake[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

export type Stage = Awaited<ReturnType<typeof stage>>;

/** Makes and starts a container that runs until it is stopped. */
export async function serve(
  engine: Engine,
  name: string,
  config: Partial<ContainerCreateConfig> = {},
): Promise<string> {
  const { id } = await engine.containers.create(
    { Image: "busybox", Cmd: ["sleep", "100000"], StopTimeout: 0, ...config },
    { name },
  );
  await engine.containers.start(id);
  return id;
}

/** The plan of a container, whatever little is different. */
export function planOf(
  s: Stage,
  name: string,
  options: Partial<GatherOptions> = {},
): Promise<RecreatePlan> {
  return gatherPlan(s.engine, name, { now: new Date(), signal, always: true, ...options });
}

/** Carries a plan out with a gate that is soon content. */
export async function carryOut(
  s: Stage,
  plan: RecreatePlan,
  more: {
    onStep?: (r: StepReport) => void;
    grace?: number;
    steady?: number;
    signal?: AbortSignal;
  } = {},
) {
  return await executeRecreate(plan, s.engine, {
    journal: (name) => openJournal(s.dir, s.engine.transport.endpoint, name),
    signal: more.signal ?? signal,
    gate: { steady: more.steady ?? 50, grace: more.grace },
    onStep: more.onStep,
  });
}

/**
 * Carries a plan out until a step is done, and leaves it there as a killed process would: the locks
 * are free and the journal is where it was. False where the plan has no such step.
 */
export async function killAfter(
  s: Stage,
  plan: RecreatePlan,
  step: RecreateStep,
): Promise<boolean> {
  const journals: Journal[] = [];
  let dead!: () => void;
  const death = new Promise<false>((resolve) => dead = () => resolve(false));
  const whole = executeRecreate(plan, s.engine, {
    journal: async (name) => {
      const journal = await openJournal(s.dir, s.engine.transport.endpoint, name);
      journals.push(journal);
      return journal;
    },
    signal,
    gate: { steady: 50 },
    afterStep: (done) => {
      if (done !== step) return;
      for (const journal of journals) journal.close();
      dead();
      return new Promise<void>(() => {});
    },
  }).then(() => true);
  return !await Promise.race([whole, death]);
}
