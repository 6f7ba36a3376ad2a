/** `alerts unmute`: tell of a rule, or of one of its alerts, again. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { DIR } from "../record/_options.ts";
import { alertsPlace, keyOfWord, ruleNames } from "./_lib.ts";

/** `alerts unmute`: what was muted is told again. */
export const alertsUnmute = defineCommand({
  path: "alerts unmute",
  summary: "Tell of a rule, or of one of its alerts, again",
  args: [{ name: "alert", summary: "RULE or RULE/NAME", complete: ruleNames }],
  options: { dir: DIR },
  run: async (ctx, input) => {
    const word = input.alert;
    const { openMutes } = await import("../../../core/alerts/reader.ts");
    const { dir } = await alertsPlace(ctx, input.dir);
    using mutes = openMutes(dir, ctx.now);
    if (!mutes.unmute(keyOfWord(word))) throw new ExitError(1, `${word} is not muted`);
    await ctx.streams.stdout.write(`${word} is told again\n`);
  },
});
