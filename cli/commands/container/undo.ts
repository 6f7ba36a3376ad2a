/** `undo`: removed containers are made again from what was recorded of them. */
import { environmentNames } from "../_lib/flag_values.ts";
import type { Engine } from "../../../core/mod.ts";
import type { UndoPlan } from "../../../core/undo/types.ts";
import { isEngineError } from "../../../core/errors.ts";
import { sanitise } from "../../format/sanitise.ts";
import { errorText } from "../../spec/errors.ts";
import {
  type Candidate,
  type CommandContext,
  type CompletionContext,
  defineCommand,
  ExitError,
} from "../../spec/types.ts";
import { documentsOf } from "../_lib/documents.ts";
import { LIST_FORMAT, NO_TRUNC } from "../_lib/options.ts";

/** `undo`: what was removed comes back. */
export const containerUndo = defineCommand({
  path: "container undo",
  aliases: ["undo"],
  summary: "Make removed containers again, or list those that can be",
  description:
    "A recorder keeps what each container was. Without a name, the removed ones are listed. With " +
    "one, it is said first what comes back and what does not, and asked; the last one of that name " +
    "counts, an id means any. It is started if it ran until it was removed.",
  dangerous: true,
  args: [{ name: "container", variadic: true, optional: true, complete: removedNames }],
  options: {
    "dry-run": { type: "boolean", summary: "Show what would be done, and do nothing" },
    env: {
      type: "list",
      short: "e",
      value: "KEY=VALUE",
      summary: "A variable: for values that were not recorded, or in place of one",
      complete: environmentNames,
    },
    format: LIST_FORMAT,
    image: {
      type: "string",
      value: "image",
      summary: "Another image, where the one that it had is gone",
    },
    name: { type: "string", value: "name", summary: "Another name, where its own is taken" },
    "no-start": { type: "boolean", summary: "Make it, and do not start it" },
    "no-trunc": NO_TRUNC,
    quiet: { type: "boolean", short: "q", summary: "Only display container IDs" },
    start: { type: "boolean", summary: "Start it, also if it did not run" },
    yes: { type: "boolean", short: "y", summary: "Do not ask" },
  },
  examples: [
    { text: "What can be undone", command: "dockerctl undo" },
    { text: "What would come back", command: "dockerctl undo --dry-run web" },
    { text: "The one that was removed", command: "dockerctl undo web" },
  ],
  run: async (ctx, input) => {
    if (input.start && input.noStart) {
      throw new ExitError(1, "conflicting options: cannot specify both --start and --no-start");
    }
    if (input.container.length > 1 && input.name !== undefined) {
      throw new ExitError(1, "--name gives its name to one container");
    }
    const wrong = input.env.find((word) => !/^[^=]+=/.test(word));
    if (wrong !== undefined) throw new ExitError(1, `--env wants KEY=VALUE, not "${wrong}"`);
    const documents = await documentsOf(ctx);
    const engine = await ctx.engine();
    if (input.container.length === 0) return await list(ctx, engine, input, documents);
    const { gatherUndo } = await import("../../../core/undo/gather.ts");
    const start = input.start ? true : input.noStart ? false : undefined;
    const failed: string[] = [];
    const options = {
      engine,
      documents,
      signal: ctx.signal,
      edits: {
        ...(input.name !== undefined && { name: input.name }),
        ...(start !== undefined && { start }),
        env: input.env,
      },
      ...(input.image !== undefined && { image: input.image }),
    };
    const several = input.container.length > 1;
    for (const name of input.container) {
      try {
        const error = await one(ctx, engine, await gatherUndo(name, options), input);
        if (error !== undefined) failed.push(error);
      } catch (error) {
        // One that cannot be undone is no reason to leave the others.
        if (!several || !isEngineError(error, "not_found", "conflict")) throw error;
        failed.push(errorText(error));
      }
    }
    if (failed.length > 0) throw new ExitError(1, failed.join("\n"));
    if (documents?.lacks !== undefined) {
      await ctx.streams.stderr.write(`Warning: ${documents.lacks}\n`);
    }
  },
});

interface Wishes {
  readonly dryRun: boolean;
  readonly yes: boolean;
}

/** Undoes one removal; what went wrong, in words. */
async function one(
  ctx: CommandContext,
  engine: Engine,
  plan: UndoPlan,
  input: Wishes,
): Promise<string | undefined> {
  const { stdout, stderr } = ctx.streams;
  const { planText } = await import("./_undo/words.ts");
  if (input.dryRun) {
    await stdout.write(ctx.global.json ? JSON.stringify(plan) + "\n" : planText(plan, ctx.now()));
    return plan.problems.length > 0 ? "" : undefined;
  }
  const name = sanitise(plan.name);
  if (plan.problems.length > 0) {
    return plan.problems.map((p) => `${name}: ${sanitise(p)}`).join("\n");
  }
  await stderr.write(planText(plan, ctx.now()));
  if (!input.yes && !await ctx.confirm("Do that?")) return `${name}: nothing was done`;
  const [{ executeUndo }, { credentialsForImage }] = await Promise.all([
    import("../../../core/undo/execute.ts"),
    import("../_lib/credentials.ts"),
  ]);
  const said: Promise<void>[] = [];
  const undone = await executeUndo(plan, engine, {
    signal: ctx.signal,
    auth: (reference) => credentialsForImage(ctx, reference),
    onStep: (_, text) =>
      void said.push(stderr.write(`${name}: ${sanitise(text)}\n`).catch(() => {})),
  }).finally(() => Promise.all(said));
  for (const warning of undone.warnings) await stderr.write(`WARNING: ${sanitise(warning)}\n`);
  await stdout.write(ctx.global.json ? JSON.stringify(undone) + "\n" : `${plan.name}\n`);
  return undone.refused === undefined
    ? undefined
    : `${name} is there again, but does not run: ${sanitise(undone.refused)}`;
}

async function list(
  ctx: CommandContext,
  engine: Engine,
  input: { readonly format?: string; readonly quiet: boolean; readonly noTrunc: boolean },
  documents: Awaited<ReturnType<typeof documentsOf>>,
): Promise<void> {
  const [{ listRemoved }, { removedListing }, { printList }] = await Promise.all([
    import("../../../core/undo/gather.ts"),
    import("./_undo/words.ts"),
    import("../_lib/print_list.ts"),
  ]);
  const removed = await listRemoved({ engine, documents, signal: ctx.signal });
  if (documents === undefined) {
    await ctx.streams.stderr.write(
      'Nothing is recorded of this engine: "dockerctl record start" keeps what it needs to undo ' +
        "a removal\n",
    );
  }
  await printList(ctx, removedListing({ now: ctx.now(), trunc: !input.noTrunc }), removed, {
    format: input.format,
    quiet: input.quiet,
  });
  if (documents?.lacks !== undefined) {
    await ctx.streams.stderr.write(`Warning: ${documents.lacks}\n`);
  }
}

/** Completes names of removed containers, from the record. */
async function removedNames(ctx: CompletionContext): Promise<readonly Candidate[]> {
  return await ctx.recorded?.() ?? [];
}
