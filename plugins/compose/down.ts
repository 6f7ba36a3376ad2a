/** `down`, `stop`, `start`, `restart`, `kill`, `pause`, `unpause`, `rm`: by labels alone. */
import {
  checkPlanProtected,
  executeProject,
  followedDependencies,
  labelledDependencies,
  type ObservedContainer,
  planDown,
  type ProjectPlan,
  type ProjectStep,
} from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { choose, type Chosen } from "./chosen.ts";
import { planLines } from "./say.ts";
import { execution } from "./bring_up.ts";
import { defineVerb, type Work } from "./verb.ts";

const timeout = {
  type: "number",
  short: "t",
  summary: "Specify a shutdown timeout in seconds",
} as const;

async function carryOut(
  work: Work,
  plan: ProjectPlan,
  { observed, project }: Chosen,
  input: { timeout?: number; dryRun?: boolean; volumes?: boolean },
): Promise<void> {
  const { ctx } = work;
  const engine = await ctx.engine();
  await checkPlanProtected(plan, engine, ctx.signal);
  if (input.dryRun || work.global.dryRun) {
    if (ctx.global.json) await ctx.out.json(plan);
    else await ctx.out.raw(planLines(plan).map((l) => ctx.out.clean(l) + "\n").join(""));
    return;
  }
  for (const text of plan.warnings) await ctx.out.error(`WARN: ${ctx.out.clean(text)}`);
  if (plan.problems.length > 0) throw new ExitError(1, plan.problems.join("\n"));
  await executeProject(plan, engine, {
    ...execution(work, input),
    observed,
    ...(project && { project }),
    ...(input.volumes && { removeVolumes: true }),
  });
}

function emptyPlan(name: string, steps: ProjectStep[]): ProjectPlan {
  return {
    version: 1,
    project: name,
    steps,
    unchanged: [],
    orphans: [],
    warnings: [],
    problems: [],
  };
}

export const down = defineVerb({
  name: "down",
  plans: true,
  summary: "Stop and remove containers, networks",
  usage: "[OPTIONS] [SERVICES]",
  options: {
    "dry-run": { type: "boolean", summary: "Show what would be done, and do nothing" },
    "remove-orphans": {
      type: "boolean",
      summary: "Remove containers for services not defined in the Compose file",
    },
    "rmi": {
      type: "string",
      summary:
        'Remove images used by services. "local" remove only images that don\'t have a custom tag ("local"|"all")',
    },
    timeout,
    "volumes": {
      type: "boolean",
      short: "v",
      summary: "Remove named volumes of the project and anonymous volumes",
    },
  },
  async run(work, input) {
    const { rmi } = input;
    if (rmi !== undefined && rmi !== "local" && rmi !== "all") {
      throw new ExitError(1, `invalid value for --rmi: "${rmi}"`);
    }
    const chosen = await choose(work);
    const { name, project, observed } = chosen;
    const plan = planDown(name, observed, {
      services: work.args,
      ...(project && { project }),
      ...(input.removeOrphans && { removeOrphans: true }),
      ...(input.volumes && { volumes: true }),
      ...(rmi !== undefined && { rmi: rmi as "local" }),
    });
    if (plan.steps.length === 0) plan.warnings.push("No resource found to remove");
    await carryOut(work, plan, chosen, input);
  },
});

const isUp = (c: ObservedContainer) => ["running", "paused", "restarting"].includes(c.state);

/** Steps of one kind; `first`: whom each waits for. */
function stepsOf(
  kind: "stop" | "start",
  containers: readonly ObservedContainer[],
): ProjectStep[] {
  const before = (c: ObservedContainer, o: ObservedContainer) =>
    kind === "start"
      ? labelledDependencies(c.labels).includes(o.service)
      : labelledDependencies(o.labels).includes(c.service);
  return containers.map((c) => ({
    id: `${kind} ${c.name}`,
    kind,
    subject: c.name,
    service: c.service,
    container: c.id,
    cause: kind,
    after: containers.filter((o) => o !== c && before(c, o)).map((o) => `${kind} ${o.name}`),
  }));
}

export const stop = defineVerb({
  name: "stop",
  plans: true,
  summary: "Stop services",
  usage: "[OPTIONS] [SERVICE...]",
  options: { timeout },
  async run(work, input) {
    const chosen = await choose(work);
    await carryOut(
      work,
      emptyPlan(chosen.name, stepsOf("stop", chosen.containers.filter(isUp))),
      chosen,
      input,
    );
  },
});

export const start = defineVerb({
  name: "start",
  plans: true,
  summary: "Start services",
  usage: "[SERVICE...]",
  async run(work) {
    const chosen = await choose(work);
    if (chosen.containers.length === 0) {
      throw new ExitError(1, `no container of the project "${chosen.name}" is there to be started`);
    }
    const steps = stepsOf("start", chosen.containers.filter((c) => !isUp(c)));
    await carryOut(work, emptyPlan(chosen.name, steps), chosen, {});
  },
});

/** Those that are chosen, and those that want to be started again behind one of them. */
function withFollowers({ containers, observed }: Chosen): ObservedContainer[] {
  const all = new Set(containers);
  const up = observed.containers.filter((c) => !c.oneoff && isUp(c));
  for (let size = -1; size !== all.size;) {
    size = all.size;
    const services = new Set([...all].map((c) => c.service));
    for (const c of up) {
      if (followedDependencies(c.labels).some((name) => services.has(name))) all.add(c);
    }
  }
  return [...all];
}

export const restart = defineVerb({
  name: "restart",
  plans: true,
  summary: "Restart service containers",
  usage: "[OPTIONS] [SERVICE...]",
  options: { timeout, "no-deps": { type: "boolean", summary: "Don't restart dependent services" } },
  async run(work, input) {
    const chosen = await choose(work);
    const containers = input.noDeps ? chosen.containers : withFollowers(chosen);
    const stops = stepsOf("stop", containers.filter(isUp));
    const starts = stepsOf("start", containers);
    const all = stops.map((s) => s.id);
    const steps = [...stops, ...starts.map((s) => ({ ...s, after: [...s.after, ...all] }))];
    await carryOut(work, emptyPlan(chosen.name, steps), chosen, input);
  },
});

/** One call for each container, and a line each. */
async function each(
  work: Work,
  containers: readonly ObservedContainer[],
  words: readonly [begins: string, ends: string],
  call: (c: ObservedContainer) => Promise<unknown>,
): Promise<void> {
  const { out } = work.ctx;
  const results = await Promise.allSettled(containers.map(async (c) => {
    if (words[0] !== "") await out.error(` Container ${out.clean(c.name)}  ${words[0]}`);
    await call(c);
    await out.error(` Container ${out.clean(c.name)}  ${words[1]}`);
  }));
  const failed = results.find((r) => r.status === "rejected");
  if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
}

export const kill = defineVerb({
  name: "kill",
  summary: "Force stop service containers",
  usage: "[OPTIONS] [SERVICE...]",
  options: {
    "remove-orphans": {
      type: "boolean",
      summary: "Remove containers for services not defined in the Compose file",
    },
    "signal": {
      type: "string",
      short: "s",
      default: "SIGKILL",
      summary: "SIGNAL to send to the container",
    },
  },
  async run(work, { signal: killSignal }) {
    const { containers } = await choose(work);
    const engine = await work.ctx.engine();
    await each(
      work,
      containers.filter(isUp),
      ["Killing", "Killed"],
      (c) => engine.containers.kill(c.id, { killSignal, signal: work.ctx.signal }),
    );
  },
});

export const pause = defineVerb({
  name: "pause",
  summary: "Pause services",
  usage: "[SERVICE...]",
  async run(work) {
    const { containers } = await choose(work);
    const engine = await work.ctx.engine();
    await each(
      work,
      containers.filter((c) => c.state === "running"),
      ["", "Paused"],
      (c) => engine.containers.pause(c.id, { signal: work.ctx.signal }),
    );
  },
});

export const unpause = defineVerb({
  name: "unpause",
  summary: "Unpause services",
  usage: "[SERVICE...]",
  async run(work) {
    const { containers } = await choose(work);
    const engine = await work.ctx.engine();
    await each(
      work,
      containers.filter((c) => c.state === "paused"),
      ["", "Unpaused"],
      (c) => engine.containers.unpause(c.id, { signal: work.ctx.signal }),
    );
  },
});

export const rm = defineVerb({
  name: "rm",
  summary: "Removes stopped service containers",
  usage: "[OPTIONS] [SERVICE...]",
  options: {
    "force": { type: "boolean", short: "f", summary: "Don't ask to confirm removal" },
    "stop": {
      type: "boolean",
      short: "s",
      summary: "Stop the containers, if required, before removing",
    },
    "volumes": {
      type: "boolean",
      short: "v",
      summary: "Remove any anonymous volumes attached to containers",
    },
  },
  async run(work, input) {
    const { ctx } = work;
    const chosen = await choose(work);
    const going = input.stop ? chosen.containers : chosen.containers.filter((c) => !isUp(c));
    if (going.length === 0) return await ctx.out.error("No stopped containers");
    const names = going.map((c) => ctx.out.clean(c.name)).join(", ");
    if (input.force) await ctx.out.raw(`Going to remove ${names}\n`);
    else {
      await ctx.out.error(`? Going to remove ${names}`);
      if (!await ctx.confirm("Remove them?")) return;
    }
    const engine = await ctx.engine();
    if (input.stop) {
      await carryOut(work, emptyPlan(chosen.name, stepsOf("stop", going.filter(isUp))), chosen, {});
    }
    await each(
      work,
      going,
      ["Removing", "Removed"],
      (c) => engine.containers.remove(c.id, { volumes: input.volumes, signal: ctx.signal }),
    );
  },
});
