/** `alerts ls`: show what fires, the rules, and the ways by which they tell. */
import type { CurrentAlert } from "../../../core/alerts/reader.ts";
import { countWords } from "../../../core/alerts/send/words.ts";
import type { Rule } from "../../../core/alerts/types.ts";
import { humanDuration } from "../../format/human.ts";
import { sanitise } from "../../format/sanitise.ts";
import { table } from "../../format/table.ts";
import { type CommandContext, defineCommand } from "../../spec/types.ts";
import { DIR } from "../record/_options.ts";
import { alertsIfAny, conditionWords, loadAlerts, recordedNow } from "./_lib.ts";

const MAX_CELL = 60;

/** `alerts ls`: what fires, and what might. */
export const alertsLs = defineCommand({
  path: "alerts ls",
  aliases: ["alerts list"],
  summary: "Show what fires, the rules, and the ways by which they tell",
  description: "The rules are under `alerts` in ~/.config/dockerctl/config.json. They are looked " +
    "at while a recorder runs; a rule that fits no container says so.",
  options: { dir: DIR },
  run: async (ctx, input) => {
    const [loaded, { wayWords }, { LineScanner }] = await Promise.all([
      loadAlerts(ctx),
      import("../../../core/alerts/send/secrets.ts"),
      import("../../../core/alerts/patterns/scanner.ts"),
    ]);
    const { rules, ways } = loaded.config;
    using reader = await alertsIfAny(ctx, input.dir);
    const current = reader?.current() ?? [];
    const mutes = reader?.mutes() ?? [];
    const broken = new Map(Object.entries(reader?.broken() ?? {}));
    for (const { rule = "", text } of loaded.problems) {
      if (!broken.has(rule)) broken.set(rule, text);
    }
    for (const [rule, why] of new LineScanner(rules).broken) broken.set(rule, why);
    const names = await containerNames(ctx, input.dir);
    const known = new Map(reader?.ways().map((w) => [w.name, w]));
    const stateOf = (rule: Rule) => {
      const why = broken.get(rule.name);
      if (why !== undefined) return `broken: ${why}`;
      const firing = current.filter((a) => a.rule === rule.name && a.phase === "firing").length;
      const muted = mutes.some((m) => m.rule === rule.name && m.who === "") ? ", muted" : "";
      if (firing > 0) return `${firing} firing${muted}`;
      const fitting = fittingOf(rule, names);
      return (fitting === 0 ? "fits no container" : "ok") + muted;
    };
    const brokenOnly = [...broken]
      .filter(([name]) => name !== "" && !rules.some((r) => r.name === name));
    const { stdout, stderr } = ctx.streams;
    if (ctx.global.json) {
      const rows = [
        ...current.map((alert) => ({ type: "alert", ...alert })),
        ...rules.map((r) => ({
          type: "rule",
          name: r.name,
          kind: r.condition.kind,
          to: r.to,
          containers: fittingOf(r, names),
          state: stateOf(r),
        })),
        ...brokenOnly.map(([name, why]) => ({ type: "rule", name, state: `broken: ${why}` })),
        ...ways.map((w) => ({
          type: "way",
          where: wayWords(w),
          ...known.get(w.name),
          name: w.name,
          kind: w.kind,
        })),
      ];
      return await stdout.write(rows.map((row) => JSON.stringify(row) + "\n").join(""));
    }
    const parts: string[] = [];
    if (current.length > 0) {
      parts.push(table([
        ["STATE", "RULE", "WHO", "SINCE", "WHAT"],
        ...current.map((a) => alertRow(a, ctx.now())),
      ]));
    }
    if (rules.length + brokenOnly.length > 0) {
      parts.push(table([
        ["RULE", "LOOKS AT", "CONTAINERS", "TO", "STATE"],
        ...rules.map((r) => [
          r.name,
          cell(conditionWords(r)),
          r.condition.kind === "hostDown" ? "-" : String(fittingOf(r, names) ?? "?"),
          r.to.join(",") || "-",
          sanitise(stateOf(r)),
        ]),
        ...brokenOnly.map(([name, why]) => [name, "-", "-", "-", sanitise(`broken: ${why}`)]),
      ]));
    }
    if (ways.length > 0) {
      parts.push(table([
        ["WAY", "KIND", "WHERE", "STATE"],
        ...ways.map((w) => {
          const s = known.get(w.name);
          const state = s?.error === undefined
            ? s?.lastSent === undefined ? "not used yet" : `sent ${s.sent}`
            : `fails: ${s.error}`;
          const waiting = s?.waiting ? `, ${s.waiting} wait` : "";
          const dropped = s?.dropped ? `, ${s.dropped} given up` : "";
          return [w.name, w.kind, cell(wayWords(w)), sanitise(state + waiting + dropped)];
        }),
      ]));
    }
    await stdout.write(parts.join("\n"));
    if (parts.length === 0) {
      await stderr.write(`There are no rules under "alerts" in ${loaded.file}\n`);
    }
    if (loaded.problems.length > 0) {
      await stderr.write(`Something is wrong with ${loaded.file}: see dockerctl alerts check\n`);
    }
    if (rules.length > 0 && reader === undefined) {
      await stderr.write("No recorder has looked at the rules yet: dockerctl record start\n");
    }
  },
});

type Names = Awaited<ReturnType<typeof containerNames>>;

/** The containers that the record knows and the engine still has; undefined without a record. */
async function containerNames(ctx: CommandContext, below: string | undefined) {
  const containers = await recordedNow(ctx, below);
  if (containers === undefined) return undefined;
  const [{ subjectOf }, { fits }] = await Promise.all([
    import("../../../core/alerts/rules/subject.ts"),
    import("../../../core/alerts/rules/filter.ts"),
  ]);
  return { subjects: containers.map(subjectOf), fits };
}

function fittingOf(rule: Rule, names: Names): number | undefined {
  if (names === undefined || rule.condition.kind === "hostDown") return undefined;
  if (rule.condition.kind === "event" && rule.condition.type !== "container") return undefined;
  return names.subjects.filter((s) => names.fits(rule.filter, s)).length;
}

function alertRow(alert: CurrentAlert, now: Date): string[] {
  const { phase, muted, rule, who, names, firedAt, since, value, last } = alert;
  const what = [countWords(alert), value, last?.text].filter((w) => w).join(" · ");
  return [
    phase + (muted ? " (muted)" : ""),
    rule,
    cell(who || names.join(",") || "-"),
    `${humanDuration(now.getTime() - (firedAt ?? since))} ago`,
    cell(what || "-"),
  ];
}

function cell(text: string): string {
  const clean = sanitise(text);
  return clean.length <= MAX_CELL ? clean : clean.slice(0, MAX_CELL - 1) + "…";
}
