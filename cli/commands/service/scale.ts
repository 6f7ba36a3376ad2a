/** `service scale`: scale one or multiple replicated services. */
import type { ServiceInspect } from "../../../core/services/types.ts";
import { errorText } from "../../spec/errors.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { PROGRAM } from "../../spec/usage.ts";
import { cut, parseUint } from "../_flags/go_values.ts";
import { failTogether } from "../_lib/targets.ts";
import { waitForService } from "./_converge.ts";

function badSpecifier(text: string): ExitError {
  const full = `${PROGRAM} service scale`;
  return new ExitError(
    1,
    `invalid scale specifier '${text}'.\nSee '${full} --help'.\n\n` +
      `Usage:  ${full} SERVICE=REPLICAS [SERVICE=REPLICAS...]\n\n` +
      "Scale one or multiple replicated services",
  );
}

function replicas(text: string): number {
  try {
    return parseUint(text, 64);
  } catch (e) {
    throw new Error(`invalid replicas value ${text}: ${(e as Error).message}`);
  }
}

type Mode = ServiceInspect["Spec"]["Mode"];

/** The mode with another number of tasks; a job's is how many are to complete. */
function scaledMode(mode: Mode, count: number): Mode {
  if (mode?.Replicated) return { Replicated: { Replicas: count } };
  if (mode?.ReplicatedJob) {
    return { ReplicatedJob: { ...mode.ReplicatedJob, TotalCompletions: count } };
  }
  throw new Error("scale can only be used with replicated or replicated-job mode");
}

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
      const [name, count] = cut(text, "=");
      if (name === "" || count === "") throw badSpecifier(text);
      return { name, count };
    });
    const engine = await ctx.engine();
    const errors: unknown[] = [];
    const scaled: string[] = [];
    for (const { name, count: text } of wanted) {
      try {
        const count = replicas(text);
        const { Version, Spec } = await engine.services.inspect(name, { signal: ctx.signal });
        const spec = { ...Spec, Mode: scaledMode(Spec.Mode, count) };
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
