/** What the commands about alerts share. */
import type { AlertsReader } from "../../../core/alerts/reader.ts";
import type { LoadedAlertsConfig } from "../../../core/alerts/config/config.ts";
import type { AlertKey, Rule } from "../../../core/alerts/types.ts";
import type { RecordedContainer } from "../../../core/recorder/types.ts";
import { isEngineError } from "../../../core/errors.ts";
import { serverOf } from "../../spec/server.ts";
import {
  type Candidate,
  type CommandContext,
  type CompletionContext,
  ExitError,
} from "../../spec/types.ts";
import { openRecordOf, recordPlaceOf } from "../_lib/record.ts";

type Where = Pick<CommandContext, "env" | "global">;

/** The settings of alerts; what is wrong with them is left to `alerts check`. */
export async function loadAlerts(ctx: Pick<CommandContext, "env">): Promise<LoadedAlertsConfig> {
  const { loadAlertsConfig } = await import("../../../core/alerts/config/config.ts");
  return await loadAlertsConfig(ctx.env);
}

/** The folder of the record whose alerts are meant. */
export async function alertsPlace(
  ctx: Where,
  below: string | undefined,
): Promise<{ dir: string; endpoint: string }> {
  if (serverOf(ctx.global, ctx.env) !== undefined) {
    throw new ExitError(1, "Alerts are kept where the recorder runs: ask there, without --server");
  }
  return await recordPlaceOf(ctx, below);
}

/** What is kept of alerts; undefined where no recorder has kept any. */
export async function alertsIfAny(
  ctx: Where & Pick<CommandContext, "now">,
  below: string | undefined,
): Promise<AlertsReader | undefined> {
  const { dir } = await alertsPlace(ctx, below);
  const { openAlerts } = await import("../../../core/alerts/reader.ts");
  try {
    return openAlerts(dir, ctx.now);
  } catch (e) {
    if (isEngineError(e, "not_found")) return undefined;
    throw e;
  }
}

/** The containers that the record has and the engine still has; undefined where there is no record. */
export async function recordedNow(
  ctx: Where & Pick<CommandContext, "signal">,
  below: string | undefined,
): Promise<RecordedContainer[] | undefined> {
  try {
    await using record = await openRecordOf(ctx, below);
    return (await record.containers(ctx.signal)).filter((c) => c.removedAt === undefined);
  } catch (e) {
    if (isEngineError(e, "not_found", "config")) return undefined;
    throw e;
  }
}

/** The rule of that name, or a sentence that says which there are. */
export function ruleOf({ config, problems, file }: LoadedAlertsConfig, name: string): Rule {
  const rule = config.rules.find((r) => r.name === name);
  if (rule !== undefined) return rule;
  const broken = problems.find((p) => p.rule === name);
  if (broken !== undefined) throw new ExitError(1, `The rule ${name} is broken: ${broken.text}`);
  const known = config.rules.slice(0, 20).map((r) => r.name).join(", ");
  throw new ExitError(
    1,
    known === ""
      ? `There is no rule ${name}: "alerts.rules" of ${file} has none`
      : `There is no rule ${name}; there are ${known}`,
  );
}

/** `RULE` or `RULE/NAME`. */
export function keyOfWord(word: string): AlertKey {
  const at = word.indexOf("/");
  return at < 0 ? { rule: word, who: "" } : { rule: word.slice(0, at), who: word.slice(at + 1) };
}

/** Completes names of rules. */
export async function ruleNames(ctx: CompletionContext): Promise<readonly Candidate[]> {
  const { config } = await loadAlerts(ctx);
  return config.rules.map(({ name, condition }) => ({ value: name, summary: condition.kind }));
}

/** Completes names of ways. */
export async function wayNames(ctx: CompletionContext): Promise<readonly Candidate[]> {
  const { config } = await loadAlerts(ctx);
  return config.ways.map(({ name, kind }) => ({ value: name, summary: kind }));
}

/** What a rule looks at, in words. */
export function conditionWords({ condition: c }: Rule): string {
  switch (c.kind) {
    case "event":
      return `event ${c.type === "container" ? "" : `${c.type} `}${c.actions.join(", ")}`;
    case "log": {
      const parts = [
        ...(c.level === undefined ? [] : [`level ${c.level}`]),
        ...(c.match === undefined ? [] : [c.match]),
      ];
      return `log ${parts.join(" ")}`;
    }
    case "metric":
      return `${c.of}${c.above === undefined ? "" : ` > ${c.above}`}${
        c.below === undefined ? "" : ` < ${c.below}`
      }`;
    case "crashloop":
      return `crash loop, ${c.times} times`;
    case "hostDown":
      return "host down";
    default:
      return c.kind;
  }
}
