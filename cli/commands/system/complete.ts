/** `__complete`: answer a completion script. */
import { complete, flagsBefore } from "../../spec/complete.ts";
import type { Registry } from "../../spec/registry.ts";
import { splitLine } from "../../spec/split_line.ts";
import { type CommandContext, defineCommand } from "../../spec/types.ts";
import { sanitise } from "../../format/sanitise.ts";
import { configDirOf } from "../_lib/where.ts";

/**
 * What the completion scripts ask, over all commands there are: `line TEXT` (up to the cursor) or
 * `words WORD...`.
 */
export const completeCommand = (registry: () => Registry) =>
  defineCommand({
    path: "__complete",
    summary: "Answer a completion script",
    hidden: true,
    passThrough: true,
    args: [{ name: "words", variadic: true }],
    run: async (ctx, { words: [form, ...rest] }) => {
      // The first word of a line is the program itself.
      const words = form === "line" ? splitLine(rest[0] ?? "").slice(1) : rest;
      const line = words.length === 0 ? [""] : words;
      const around = lineSurroundings(ctx, flagsBefore(line));
      const listed = async () => {
        const { loadHosts } = await import("../../../core/fleet/hosts_file.ts");
        return (await loadHosts(ctx.env, flagIn(line, "--hosts-file"))).hosts;
      };
      const chosen = flagIn(line, "--hosts");
      const { candidates, paths } = await complete(line, {
        registry: await (around?.registry() ?? registry()),
        engine: async (want) => {
          // Of several, the first: names of a service are mostly the same on all.
          if (chosen && ctx.program !== undefined) {
            const { chooseHosts } = await import("../../../core/fleet/choose.ts");
            const [{ name }] = await chooseHosts([chosen], await listed());
            return (await ctx.program.host(name)).engine;
          }
          return await ((want?.demo ? lineSurroundings(ctx, ["--demo"]) : around ?? ctx)
            ?.engine() ??
            ctx.engine());
        },
        ...ctx.program && {
          hostEngine: async (host: string) => (await ctx.program!.host(host)).engine,
        },
        env: ctx.env,
        signal: ctx.signal,
        hosts: async () => {
          const { hostWords } = await import("../../../core/fleet/choose.ts");
          return hostWords(await listed());
        },
        recorded: () => recordedCandidates(ctx, flagsBefore(line)),
        contexts: async () => {
          const { listContexts } = await import("../../../core/config/context_store.ts");
          return ["default", ...(await listContexts(await configDirOf(ctx))).map((c) => c.name)];
        },
      });
      const lines = paths ? [`:${paths}`] : candidates.map(({ value, summary }) => {
        const text = sanitise(value);
        return summary ? `${text}\t${sanitise(summary)}` : text;
      });
      if (lines.length > 0) await ctx.streams.stdout.write(lines.join("\n") + "\n");
    },
  });

/** The value of a flag that a line has, but not the one that is being typed. */
function flagIn(line: readonly string[], flag: string): string | undefined {
  const at = line.slice(0, -1).findLastIndex((w) => w === flag || w.startsWith(`${flag}=`));
  if (at < 0) return undefined;
  const equals = line[at].indexOf("=");
  if (equals > 0) return line[at].slice(equals + 1);
  return at + 1 < line.length - 1 ? line[at + 1] : undefined;
}

/** Names that the record of the line's engine knows; none where there is no record. */
async function recordedCandidates(ctx: CommandContext, flags: readonly string[]) {
  const [{ recordIfAny }, { parseGlobals }] = await Promise.all([
    import("../_lib/record.ts"),
    import("../../spec/globals.ts"),
  ]);
  const { recordedStatus } = await import("../_lib/recorded_status.ts");
  const global = flags.length === 0 ? ctx.global : parseGlobals(flags).options;
  await using reader = await recordIfAny({ env: ctx.env, global });
  const seen = new Set<string>();
  return (await reader?.containers(ctx.signal) ?? []).flatMap((c) => {
    if (c.name === "" || seen.has(c.name)) return [];
    seen.add(c.name);
    return [{ value: c.name, summary: `${c.image} ${recordedStatus(c, ctx.now())}` }];
  });
}

/** The engine and the commands that the line's own global flags choose. */
function lineSurroundings(ctx: CommandContext, flags: readonly string[]) {
  const { program } = ctx;
  if (program === undefined) return undefined;
  const own = { engine: ctx.engine, registry: program.registry };
  if (flags.length === 0) return own;
  try {
    return program.under(flags);
  } catch {
    // Flags that contradict or do not exist: the line itself will say so when it is run.
    return own;
  }
}
