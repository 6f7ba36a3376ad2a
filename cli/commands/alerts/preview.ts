/** `alerts preview`: say when a rule would have fired, from the record. */
import { countWords, spanWords } from "../../../core/alerts/send/words.ts";
import type { Change } from "../../../core/alerts/types.ts";
import { millisOf } from "../../../core/logs/time.ts";
import { goTime } from "../../format/human.ts";
import { sanitise } from "../../format/sanitise.ts";
import { defineCommand } from "../../spec/types.ts";
import { momentOf } from "../container/_logs/moment_of.ts";
import { openRecordOf, tellLacks } from "../_lib/record.ts";
import { DIR, SINCE, UNTIL } from "../record/_options.ts";
import { alertsIfAny, alertsPlace, loadAlerts, ruleNames, ruleOf } from "./_lib.ts";

const DAY = 24 * 60 * 60_000;
const MAX_TEXT = 100;

/** `alerts preview`: a rule on what is recorded. */
export const alertsPreview = defineCommand({
  path: "alerts preview",
  summary: "Say when a rule would have fired, from the record",
  description:
    "Of the last 24 hours where --since does not say otherwise. It is the same rule on " +
    "the same lines, events and samples as live; mutes are left out. Nothing is sent.",
  args: [{ name: "rule", complete: ruleNames }],
  options: { dir: DIR, since: SINCE, until: UNTIL },
  examples: [
    { text: "Is it too noisy?", command: "dockerctl alerts preview errors --since 24h" },
  ],
  run: async (ctx, input) => {
    const rule = ruleOf(await loadAlerts(ctx), input.rule);
    const since = momentOf(ctx, "since", input.since);
    const until = momentOf(ctx, "until", input.until);
    const now = ctx.now().getTime();
    const span = {
      since: since === undefined ? now - DAY : millisOf(since),
      until: until === undefined ? now : millisOf(until),
    };
    const { endpoint } = await alertsPlace(ctx, input.dir);
    const [{ previewRule }, { hostOf }] = await Promise.all([
      import("../../../core/alerts/preview.ts"),
      import("../../../core/alerts/live/of_record.ts"),
    ]);
    await using reader = await openRecordOf(ctx, input.dir);
    await tellLacks(ctx, reader);
    using alerts = await alertsIfAny(ctx, input.dir);
    const host = hostOf(endpoint);
    const { changes, names, lacks } = await previewRule({
      rule,
      reader,
      facts: alerts?.facts(span.since - DAY, span.until) ?? [],
      ...span,
      host,
      key: `${host} ${endpoint}`,
      signal: ctx.signal,
    });
    const { stdout, stderr } = ctx.streams;
    for (const lack of lacks) await stderr.write(`Warning: ${sanitise(lack)}\n`);
    if (names.length === 0 && !["hostDown", "event"].includes(rule.condition.kind)) {
      await stderr.write(`Warning: the rule ${rule.name} fits no container\n`);
    }
    if (ctx.global.json) {
      return await stdout.write(changes.map((change) => JSON.stringify(change) + "\n").join(""));
    }
    await stdout.write(changes.map((change) => line(change) + "\n").join(""));
    const fired = changes.filter((c) => c.kind === "fired").length;
    const told = changes.filter((c) => c.kind === "notice").length;
    const n = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
    await stderr.write(
      `${rule.name} would have fired ${n(fired, "time")} in ${
        spanWords(span.until - span.since)
      }, with ${n(told, "message")}\n`,
    );
  },
});

function line(change: Change): string {
  const time = goTime(new Date(change.time)).slice(0, 19);
  const about = change.kind === "notice" ? change.notice : change.alert;
  const who = about.who || about.names.join(", ") || "-";
  const text = about.last?.text ?? "";
  const what = [countWords(about), about.value, text.slice(0, MAX_TEXT)].filter((w) => w);
  const more = change.kind === "resolved" || what.length === 0 ? "" : `  ${what.join(" · ")}`;
  const verb = change.kind === "notice"
    ? `tells ${change.notice.to.join(",") || "nobody"}: ${change.notice.kind}`
    : change.kind === "fired"
    ? "fires"
    : "resolved";
  return sanitise(`${time}  ${verb.padEnd(8)}  ${who}${more}`);
}
