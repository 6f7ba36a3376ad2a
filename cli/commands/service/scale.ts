import { errorText } from "../../spec/errors.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { failTogether } from "../_lib/targets.ts";
import { waitForService } from "./_converge.ts";

export const serviceScale = defineCommand({
  path: "service scale",
  summary: "Scale one or multiple replicated services",
  usage: "SERVICE=REPLICAS [SERVICE=REPLICAS...]",
  args: [{ name: "target", variadic: true, complete: "service" }],
  options: {
    detach: {
      type: "boolean",
      short: "d",
      summary: "Exit immediately instead of waiting for the service to converge",
    },
  },
  run: async (ctx, { target, detach }) => {
    const wanted = target.map((text) => {
      const [name, count, more] = text.split("=");
      if (count === undefined || more !== undefined) {
        throw new ExitError(
          1,
          `invalid scale specifier '${text}' without '='; each argument must be specified as SERVICE=SCALE`,
        );
      }
      if (!/^\d+$/.test(count)) {
        throw new ExitError(
          1,
          `invalid replicas value ${count}: strconv.ParseUint: parsing "${count}": invalid syntax`,
        );
      }
      return { name, count: Number(count) };
    });
    const engine = await ctx.engine();
    const errors: unknown[] = [];
    const scaled: string[] = [];
    for (const { name, count } of wanted) {
      try {
        const { Version, Spec } = await engine.services.inspect(name, { signal: ctx.signal });
        if (!Spec.Mode?.Replicated) {
          throw new Error(`scale can only be used with replicated or replicated-job mode`);
        }
        const spec = { ...Spec, Mode: { Replicated: { Replicas: count } } };
        const { warnings } = await engine.services.update(name, Version.Index, spec, {
          signal: ctx.signal,
        });
        for (const warning of warnings) await ctx.streams.stderr.write(warning + "\n");
        await ctx.streams.stdout.write(`${name} scaled to ${count}\n`);
        scaled.push(name);
      } catch (e) {
        if (ctx.signal.aborted) throw e;
        errors.push(new Error(`${name}: ${errorText(e)}`));
      }
    }
    for (const name of detach ? [] : scaled) {
      try {
        await waitForService(ctx, name, { quiet: false });
      } catch (e) {
        if (ctx.signal.aborted) throw e;
        errors.push(new Error(`${name}: ${errorText(e)}`));
      }
    }
    await failTogether(ctx, errors);
  },
});
