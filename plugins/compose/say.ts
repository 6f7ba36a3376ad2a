/** Tells the steps of a plan on stderr, and shows plans. */
import type { ProjectPlan, ProjectStep, ProjectStepReport } from "../../core/mod.ts";
import type { Work } from "./verb.ts";

const WORDS: Record<ProjectStep["kind"], readonly [string, string, string]> = {
  "pull": ["Image", "Pulling", "Pulled"],
  "build": ["Image", "Building", "Built"],
  "create network": ["Network", "Creating", "Created"],
  "create volume": ["Volume", "Creating", "Created"],
  "recreate network": ["Network", "Recreate", "Recreated"],
  "recreate volume": ["Volume", "Recreate", "Recreated"],
  "create": ["Container", "Creating", "Created"],
  "recreate": ["Container", "Recreate", "Recreated"],
  "start": ["Container", "Starting", "Started"],
  "stop": ["Container", "Stopping", "Stopped"],
  "remove": ["Container", "Removing", "Removed"],
  "remove network": ["Network", "Removing", "Removed"],
  "remove volume": ["Volume", "Removing", "Removed"],
  "remove image": ["Image", "Removing", "Removed"],
};

/** Prints steps as they go; with `--progress json` one object a line, `quiet` nothing. */
export function reporter({ ctx, global }: Work, options: { details?: boolean } = {}) {
  const { progress } = global;
  return ({ step, state, detail }: ProjectStepReport): void => {
    if (progress === "quiet") return;
    const [what, begins, ends] = WORDS[step.kind];
    const text = state === "failed" ? "Error" : state === "done" ? ends : begins;
    if (progress === "json") {
      const line = {
        id: `${what} ${step.subject}`,
        status: state,
        text,
        ...(detail && { details: detail }),
      };
      return void ctx.streams.stderr.write(JSON.stringify(line) + "\n").catch(() => {});
    }
    if (detail !== undefined && state === "begin") {
      // How a container is made anew in steps is the journal's business.
      if (options.details === false || step.kind === "recreate") return;
      for (const line of detail.split("\n").slice(0, 200)) {
        void ctx.out.error(`   ${ctx.out.clean(`${step.subject}  ${line}`)}`).catch(() => {});
      }
      return;
    }
    void ctx.out.error(` ${what} ${ctx.out.clean(step.subject)}  ${text}`).catch(() => {});
  };
}

/** A plan in lines for a person: what is done, to what, and why. */
export function planLines(plan: ProjectPlan): string[] {
  const sign: Record<string, string> = {
    create: "+",
    "create network": "+",
    "create volume": "+",
    recreate: "~",
    "recreate network": "~",
    "recreate volume": "~",
    start: ">",
    stop: "-",
    pull: "<",
    build: "*",
  };
  const lines = plan.steps.map((s) => `${sign[s.kind] ?? "-"} ${s.kind} ${s.subject}: ${s.cause}`);
  if (plan.steps.length === 0) lines.push("Nothing to do: everything is as the files say");
  for (const name of plan.unchanged) lines.push(`  ${name}: nothing is different`);
  for (const text of plan.warnings) lines.push(`! ${text}`);
  for (const text of plan.problems) lines.push(`cannot: ${text}`);
  return lines;
}
