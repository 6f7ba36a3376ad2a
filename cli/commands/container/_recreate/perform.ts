/** Shows a plan, asks what has to be asked, carries it out and tells how it went. */
import {
  checkProtected,
  type Engine,
  executeRecreate,
  expireBackups,
  type GatherOptions,
  gatherPlan,
  journalDir,
  openJournal,
  protectionFor,
  RecreateError,
  type RecreatePlan,
  type RecreateResult,
  type StepReport,
} from "../../../../core/mod.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { errorText } from "../../../spec/errors.ts";
import { type CommandContext, ExitError } from "../../../spec/types.ts";
import { keptFor } from "./kept.ts";

/** The options of {@link PLAN_OPTIONS}, read. */
export interface PlanInput {
  readonly dryRun: boolean;
  readonly discardChanges: boolean;
  readonly commitChanges: boolean;
  readonly gateTimeout: number | undefined;
  readonly steady: number | undefined;
  readonly unprotect: boolean;
}

/** A plan in lines for a person. */
export function planText(plan: RecreatePlan): string {
  const lines: string[] = [];
  const what = {
    recreate: `${plan.name} is made anew`,
    update: `${plan.name} is changed where it ${plan.old.running ? "runs" : "is"}, not made anew`,
    restore: `${plan.name} goes back to ${plan.restore?.name ?? "its backup"}`,
    nothing: `${plan.name} stays as it is: nothing is different`,
  }[plan.kind];
  lines.push(what);
  const part = (title: string, all: readonly string[]) => {
    for (const line of all) lines.push(`  ${title.padEnd(9)} ${line}`);
  };
  part("change", plan.differences);
  part("keeps", plan.keeps);
  part("loses", plan.kind === "nothing" ? [] : plan.loses);
  part("note", plan.warnings);
  part("cannot", plan.problems);
  return lines.map((line) => sanitise(line)).join("\n") + "\n";
}

/** What to do with changed files, by the flags. */
export function layerOf(input: PlanInput): GatherOptions["layer"] {
  if (input.discardChanges && input.commitChanges) {
    throw new ExitError(
      1,
      "conflicting options: cannot specify both --discard-changes and --commit-changes",
    );
  }
  return input.discardChanges ? "discard" : input.commitChanges ? "commit" : undefined;
}

/** The plan; where files would be lost, the person is asked what to do with them. */
export async function askedPlan(
  ctx: CommandContext,
  engine: Engine,
  name: string,
  options: Omit<GatherOptions, "now" | "signal">,
  input: PlanInput,
): Promise<RecreatePlan> {
  const all = { ...options, now: ctx.now(), signal: ctx.signal };
  const plan = await gatherPlan(engine, name, { ...all, layer: layerOf(input) });
  const losing = plan.problems.find((p) => p.startsWith("It would lose"));
  if (losing === undefined || input.dryRun || plan.problems.length > 1) return plan;
  const answer = await ctx.askText(
    `${sanitise(plan.name)}: ${
      sanitise(losing.replace(/: discard them.*$/, ""))
    }. discard, commit or cancel? `,
  );
  const word = answer?.trim().toLowerCase() ?? "";
  if (word === "discard" || word === "commit") {
    return await gatherPlan(engine, name, { ...all, layer: word });
  }
  return plan;
}

/**
 * Refuses a container, before anything is pulled or written for it, that is protected from being
 * made anew and from being changed: whatever is wanted of it, one of them it would be.
 */
export async function refuseProtected(
  ctx: CommandContext,
  engine: Engine,
  container: string,
): Promise<void> {
  const { signal } = ctx;
  const found = await protectionFor(engine.transport, container, signal);
  if (!found?.protections.has("update")) return;
  await checkProtected(engine.transport, container, "recreate", {
    op: "recreate container",
    signal,
  });
}

/** Refuses a plan that cannot be carried out. */
export function checkPlan(plan: RecreatePlan): void {
  if (plan.problems.length === 0) return;
  throw new ExitError(
    1,
    plan.problems.map((p) => `${sanitise(plan.old.name)}: ${sanitise(p)}`).join("\n"),
  );
}

/** Carries a plan out, steps on stderr. Throws ExitError 1 where it had to be undone. */
export async function perform(
  ctx: CommandContext,
  engine: Engine,
  plan: RecreatePlan,
  input: PlanInput,
): Promise<RecreateResult> {
  checkPlan(plan);
  const { stderr } = ctx.streams;
  for (const warning of plan.warnings) {
    await stderr.write(`${sanitise(plan.name)}: ${sanitise(warning)}\n`);
  }
  const said: Promise<void>[] = [];
  const say = (report: StepReport) => {
    if (report.state !== "begin" || report.step === "done" || report.detail) return;
    said.push(stderr.write(`${sanitise(report.name)}: ${sanitise(report.text)}\n`).catch(() => {}));
  };
  const killAfter = ctx.env["DOCKERCTL_TEST_KILL_AFTER"];
  try {
    const dir = journalDir(ctx.env);
    const result = await executeRecreate(plan, engine, {
      journal: (name) => openJournal(dir, plan.endpoint, name),
      onStep: say,
      signal: ctx.signal,
      gate: {
        ...(input.gateTimeout !== undefined && { grace: input.gateTimeout }),
        ...(input.steady !== undefined && { steady: input.steady }),
      },
      // Only tests set it: what a power cut would do.
      ...(killAfter && {
        afterStep: (step) => {
          if (step === killAfter) Deno.kill(Deno.pid, "SIGKILL");
        },
      }),
    });
    await Promise.all(said);
    for (const warning of result.warnings) await stderr.write(`WARNING: ${sanitise(warning)}\n`);
    return result;
  } catch (error) {
    await Promise.all(said);
    if (!(error instanceof RecreateError)) throw error;
    // After a Ctrl-C nobody else says what it was put back to.
    if (ctx.signal.aborted) {
      await stderr.write(
        `${sanitise(plan.name)}: ${sanitise(error.undone?.text ?? error.message)}\n`,
      );
    }
    const exit = new ExitError(1, `${sanitise(plan.name)}: ${sanitise(error.message)}`);
    exit.cause = error;
    throw exit;
  }
}

/** Backups that have had their time go, whenever something is made anew. */
async function forgetOld(ctx: CommandContext, engine: Engine): Promise<void> {
  try {
    const keptMs = await keptFor(ctx.env);
    await expireBackups(engine, { now: ctx.now(), keptMs, signal: ctx.signal });
  } catch (error) {
    // What was asked for is done; the next one tries again.
    await ctx.streams.stderr.write(`Old backups are still there: ${errorText(error)}\n`);
  }
}

/** Says in a line what was done. */
export async function tellResult(
  ctx: CommandContext,
  plan: RecreatePlan,
  result: RecreateResult,
): Promise<void> {
  await ctx.streams.stdout.write(`${plan.name}\n`);
  if (plan.kind === "update" || plan.kind === "nothing") return;
  const down = result.downMs === undefined
    ? ""
    : `, ${(result.downMs / 1000).toFixed(2)} s without service`;
  const backup = result.backup === undefined ? "" : `; dockerctl rollback ${plan.name} goes back`;
  await ctx.streams.stderr.write(sanitise(`${plan.name} is new${down}${backup}`) + "\n");
}

/** Each container after the other; what failed is told at the end. */
export async function eachInTurn(
  ctx: CommandContext,
  names: readonly string[],
  act: (name: string) => Promise<void>,
): Promise<void> {
  const errors: unknown[] = [];
  for (const name of names) {
    ctx.signal.throwIfAborted();
    try {
      await act(name);
    } catch (error) {
      if (ctx.signal.aborted && !(error instanceof ExitError)) throw error;
      errors.push(error);
    }
  }
  if (!ctx.signal.aborted) await forgetOld(ctx, await ctx.engine());
  const { failTogether } = await import("../../_lib/targets.ts");
  await failTogether(ctx, errors);
}
