/** `doctor`: look for what does not go together. */
import { sanitise } from "../../format/sanitise.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { problemsOf } from "../unit/_unit.ts";

export const doctor = defineCommand({
  path: "doctor",
  summary: "Look for units and restart policies that do not go together",
  description:
    "Compares the systemd units that `unit install` wrote with their containers: a restart policy " +
    "beside a unit, a unit whose container is gone, a container that runs while its unit does not. " +
    "Exits with 1 where something was found.",
  options: {},
  run: async (ctx) => {
    const problems = await problemsOf(ctx);
    const { stdout } = ctx.streams;
    for (const p of problems) {
      await stdout.write(
        ctx.global.json
          ? JSON.stringify(p) + "\n"
          : `${sanitise(p.container)} (${sanitise(p.unit)}): ${sanitise(p.problem)}\n  ${
            sanitise(p.next)
          }\n`,
      );
    }
    if (problems.length > 0) throw new ExitError(1);
    if (!ctx.global.json) await stdout.write("Units and containers go together\n");
  },
});
