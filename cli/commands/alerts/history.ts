/** `alerts history`: list alerts that fired, and when they were resolved. */
import { countWords, spanWords } from "../../../core/alerts/send/words.ts";
import { goTime } from "../../format/human.ts";
import { sanitise } from "../../format/sanitise.ts";
import { table } from "../../format/table.ts";
import { defineCommand } from "../../spec/types.ts";
import { momentOf } from "../container/_logs/moment_of.ts";
import { millisOf } from "../../../core/logs/time.ts";
import { DIR, SINCE } from "../record/_options.ts";
import { alertsIfAny, ruleNames } from "./_lib.ts";

const MAX_CELL = 80;
const DAY = 24 * 60 * 60_000;

/** `alerts history`: what fired. */
export const alertsHistory = defineCommand({
  path: "alerts history",
  summary: "List alerts that fired, and when they were resolved",
  description: "Of the last 7 days where --since does not say otherwise, the newest first.",
  args: [{ name: "rule", variadic: true, optional: true, complete: ruleNames }],
  options: { dir: DIR, since: SINCE },
  run: async (ctx, input) => {
    const since = momentOf(ctx, "since", input.since);
    using reader = await alertsIfAny(ctx, input.dir);
    const from = since === undefined ? ctx.now().getTime() - 7 * DAY : millisOf(since);
    const rows = (reader?.history(from) ?? [])
      .filter(({ alert }) => input.rule.length === 0 || input.rule.includes(alert.rule));
    const { stdout, stderr } = ctx.streams;
    if (ctx.global.json) {
      return await stdout.write(
        rows.map(({ alert: { told: _, phase: __, ...alert }, fired, resolved, told }) =>
          JSON.stringify({ ...alert, firedAt: fired, resolvedAt: resolved, told }) + "\n"
        ).join(""),
      );
    }
    if (rows.length === 0) return await stderr.write("Nothing fired in that time\n");
    await stdout.write(table([
      ["FIRED", "RESOLVED", "RULE", "WHO", "TOLD", "WHAT"],
      ...rows.map(({ alert, fired, resolved, told }) => {
        const what = [countWords(alert), alert.value, alert.last?.text].filter((w) => w).join(
          " · ",
        );
        const text = sanitise(what || "-");
        return [
          goTime(new Date(fired)).slice(0, 19),
          resolved === undefined ? "fires" : `after ${spanWords(resolved - fired)}`,
          alert.rule,
          sanitise(alert.who || alert.names.join(",") || "-").slice(0, 40),
          told ? "yes" : "no",
          text.length <= MAX_CELL ? text : text.slice(0, MAX_CELL - 1) + "…",
        ];
      }),
    ]));
  },
});
