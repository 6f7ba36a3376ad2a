/** Alerts for the full screen, from what a recorder keeps of them. */
import { openAlerts } from "../../core/alerts/reader.ts";
import { countWords } from "../../core/alerts/send/words.ts";
import type { AlertState } from "../../core/alerts/types.ts";
import { isEngineError } from "../../core/errors.ts";
import type { AlertRow } from "../tui/model/alerts.ts";

const DAY = 24 * 60 * 60_000;
/** So many that were resolved are shown. */
const MOST = 200;

/** Those that fire, those that wait, and those that were resolved within a day. */
export function alertRows(dir: string, now: Date): readonly AlertRow[] | undefined {
  try {
    using reader = openAlerts(dir, () => now);
    const order = { firing: 0, pending: 1, quiet: 2 };
    const current = reader.current().sort((a, b) => order[a.phase] - order[b.phase]).map((a) =>
      rowOf(a, a.phase === "pending" ? "pending" : "firing", a.muted)
    );
    const over = reader.history(now.getTime() - DAY, MOST)
      .flatMap(({ alert, resolved }) =>
        resolved === undefined ? [] : [{ ...rowOf(alert, "resolved", false), resolved }]
      );
    return [...current, ...over];
  } catch (e) {
    if (isEngineError(e, "not_found")) return undefined;
    throw e;
  }
}

function rowOf(a: AlertState, state: AlertRow["state"], muted: boolean): AlertRow {
  return {
    key: `${state === "resolved" ? a.id : ""} ${a.rule} ${a.who}`,
    state,
    muted,
    severity: a.severity,
    rule: a.rule,
    who: a.who,
    names: a.names,
    since: a.firedAt ?? a.since,
    much: [countWords(a), a.value ?? ""].filter((w) => w !== "").join(" · "),
    text: a.last?.text ?? "",
    ...(a.last !== undefined && { at: a.last.time }),
  };
}
