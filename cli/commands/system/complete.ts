import { complete } from "../../spec/complete.ts";
import type { Registry } from "../../spec/registry.ts";
import { splitLine } from "../../spec/split_line.ts";
import { defineCommand } from "../../spec/types.ts";
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
      const { candidates, paths } = await complete(words.length === 0 ? [""] : words, {
        registry: await (ctx.program?.registry() ?? registry()),
        engine: ctx.engine,
        env: ctx.env,
        signal: ctx.signal,
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
