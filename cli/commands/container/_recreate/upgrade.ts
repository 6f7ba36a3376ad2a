/** `upgrade` of containers: pull, compare, make anew. */
import {
  type ContainerSummary,
  type Engine,
  protectionsOf,
  protectRules,
} from "../../../../core/mod.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { type CommandContext, ExitError } from "../../../spec/types.ts";
import { openChecks } from "./checks.ts";
import { containersNamed } from "./chosen.ts";
import {
  askedPlan,
  eachInTurn,
  perform,
  type PlanInput,
  planText,
  refuseProtected,
  tellResult,
} from "./perform.ts";
import { followable, pullReference } from "./pull.ts";

/** The options of `upgrade`, read. */
export interface UpgradeInput extends PlanInput {
  readonly container: readonly string[];
  readonly all: boolean;
  readonly label: readonly string[];
  readonly quiet: boolean;
}

/** Upgrades the containers that are meant. Throws ExitError 1 where one had to be rolled back. */
export async function upgradeContainers(ctx: CommandContext, input: UpgradeInput): Promise<void> {
  const engine = await ctx.engine();
  const chosen = await choose(ctx, engine, input);
  if (input.unprotect) {
    const { askUnprotect } = await import("./unprotect.ts");
    await askUnprotect(ctx, engine, chosen.map((c) => c.id));
  }
  if (input.dryRun) return await show(ctx, engine, chosen);
  // Two of one image need one pull.
  const pulled = new Set<string>();
  await eachInTurn(ctx, chosen.map((c) => c.id), async (id) => {
    const c = await engine.containers.inspect(id, { signal: ctx.signal });
    const name = c.Name.replace(/^\//, ""), reference = c.Config.Image ?? c.Image;
    const say = (text: string) => ctx.streams.stderr.write(`${sanitise(`${name}: ${text}`)}\n`);
    if (!followable(reference)) {
      const why = `It was made from ${reference}, which has no tag to follow`;
      if (input.container.length > 0) throw new ExitError(1, `${sanitise(name)}: ${sanitise(why)}`);
      return await say(why);
    }
    await refuseProtected(ctx, engine, id);
    if (!pulled.has(reference)) await pullReference(ctx, engine, reference, input.quiet);
    pulled.add(reference);
    const plan = await askedPlan(ctx, engine, id, { followTag: true }, input);
    if (plan.image.id === plan.old.imageId) return await say(`It has the newest ${reference}`);
    await tellResult(ctx, plan, await perform(ctx, engine, plan, input));
  });
}

/** Those named; or all that run, where protected ones are left out and told. */
async function choose(
  ctx: CommandContext,
  engine: Engine,
  input: UpgradeInput,
): Promise<ContainerSummary[]> {
  const named = input.container.length > 0;
  const filters = input.label.length > 0 ? { label: [...input.label] } : undefined;
  const rows = await engine.containers.list({ all: named, filters, signal: ctx.signal });
  const chosen = await containersNamed(ctx, engine, rows, input.container);
  if (named || input.unprotect) return chosen;
  const rules = await protectRules(engine.transport);
  const free: ContainerSummary[] = [];
  for (const c of chosen) {
    const why = protectionsOf(c, rules, engine.transport.endpoint).get("recreate");
    if (why === undefined) free.push(c);
    else {await ctx.streams.stderr.write(
        sanitise(`Left ${c.name} alone: it is protected by ${why}`) + "\n",
      );}
  }
  return free;
}

/** Asks the registries and shows what would be done; nothing is pulled. */
async function show(
  ctx: CommandContext,
  engine: Engine,
  chosen: readonly ContainerSummary[],
): Promise<void> {
  const checks = await openChecks(ctx);
  const { gatherPlan } = await import("../../../../core/mod.ts");
  for (const { id, name } of chosen) {
    const { reference, found } = await checks.check(id);
    const say = (text: string) => ctx.streams.stdout.write(`${sanitise(`${name}: ${text}`)}\n`);
    if (found.state === "current") await say(`It has the newest ${reference}`);
    else if (found.state === "pinned") {
      await say(`It was made from ${reference}, which has no tag to follow`);
    } else if (found.state === "unknown") await say(`Nobody can tell: ${found.why}`);
    else {
      await say(
        found.step === "digest"
          ? `${reference} is another image now (${found.digest?.slice(0, 19)})`
          : `${found.newest} is newer; upgrade follows ${reference} alone`,
      );
      const plan = await gatherPlan(engine, id, {
        always: true,
        now: ctx.now(),
        signal: ctx.signal,
      });
      await ctx.streams.stdout.write(planText(plan));
    }
  }
  await checks.save();
}
