/** `alerts mute`: tell nothing of a rule, or of one of its alerts, for a while. */
import { parseTime } from "../../../core/recorder/config.ts";
import { goTime } from "../../format/human.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { DIR } from "../record/_options.ts";
import { alertsPlace, keyOfWord, loadAlerts, ruleNames, ruleOf } from "./_lib.ts";

/** `alerts mute`: nothing is told, though it fires. */
export const alertsMute = defineCommand({
  path: "alerts mute",
  summary: "Tell nothing of a rule, or of one of its alerts, for a while",
  description: "It fires and is resolved all the same, as `alerts ls` and `alerts history` show. " +
    "What still fires when the mute is over is told then.",
  args: [{ name: "alert", summary: "RULE or RULE/NAME", complete: ruleNames }],
  options: {
    dir: DIR,
    for: { type: "string", value: "time", summary: "How long (2h, 1d); else until it is unmuted" },
  },
  examples: [
    { text: "While the database is moved", command: "dockerctl alerts mute errors/db --for 2h" },
  ],
  run: async (ctx, input) => {
    const key = keyOfWord(input.alert);
    ruleOf(await loadAlerts(ctx), key.rule);
    const ms = input.for === undefined ? undefined : parseTime(input.for);
    if (input.for !== undefined && !(ms !== undefined && ms > 0)) {
      throw new ExitError(1, `invalid value for "for": "${input.for}" is no time such as 2h`);
    }
    const { openMutes } = await import("../../../core/alerts/reader.ts");
    const { dir } = await alertsPlace(ctx, input.dir);
    using mutes = openMutes(dir, ctx.now);
    const until = ms === undefined ? undefined : ctx.now().getTime() + ms;
    mutes.mute(key, until);
    const end = until === undefined
      ? "until it is unmuted"
      : `until ${goTime(new Date(until)).slice(0, 19)}`;
    await ctx.streams.stdout.write(`${input.alert} is muted ${end}\n`);
  },
});
