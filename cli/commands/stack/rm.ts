/** `stack rm`: remove one or more stacks. */
import type { Engine } from "../../../core/mod.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { failTogether } from "../_lib/targets.ts";
import { pause } from "../_lib/terminal_size.ts";
import { removeParts } from "./_remove.ts";
import { checkStackName, ofStack, stackNames } from "./_stack.ts";

/** Time between two looks at tasks. */
const STEP_MS = 200;

export const stackRm = defineCommand({
  path: "stack rm",
  aliases: ["stack remove", "stack down"],
  summary: "Remove one or more stacks",
  dangerous: true,
  args: [{ name: "stack", variadic: true, complete: stackNames }],
  options: {
    detach: {
      type: "boolean",
      short: "d",
      default: true,
      summary: "Do not wait for stack removal",
    },
  },
  run: async (ctx, { stack, detach }) => {
    for (const name of stack) checkStackName(name);
    const engine = await ctx.engine();
    const failures: Error[] = [];
    for (const name of stack) {
      const filters = ofStack(name);
      const [services, networks, secrets, configs] = await Promise.all([
        engine.services.list({ filters, signal: ctx.signal }),
        engine.networks.list({ filters, signal: ctx.signal }),
        engine.secrets.list({ filters, signal: ctx.signal }),
        engine.configs.list({ filters, signal: ctx.signal }),
      ]);
      if (services.length + networks.length + secrets.length + configs.length === 0) {
        await ctx.streams.stderr.write(`Nothing found in stack: ${name}\n`);
        continue;
      }
      services.sort((a, b) => a.name < b.name ? -1 : 1);
      const done = [
        await removeParts(ctx, "service", services),
        await removeParts(ctx, "secret", secrets),
        await removeParts(ctx, "config", configs),
        await removeParts(ctx, "network", networks),
      ];
      if (done.includes(false)) {
        failures.push(new ExitError(1, `Failed to remove some resources from stack: ${name}`));
      } else if (!detach) await tasksEnd(ctx, engine, name);
    }
    await failTogether(ctx, failures);
  },
});

/** Waits until no task of the stack is on its way or runs. */
async function tasksEnd(ctx: CommandContext, engine: Engine, name: string): Promise<void> {
  const ended = /^(complete|shutdown|failed|rejected|remove|orphaned)$/;
  while (true) {
    const tasks = await engine.tasks.list({ filters: ofStack(name), signal: ctx.signal });
    if (tasks.every((t) => ended.test(t.state))) return;
    await pause(STEP_MS, ctx.signal);
  }
}
