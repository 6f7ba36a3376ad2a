/** Alerts in words, for every template. */
import { clean } from "../patterns/clean.ts";
import { MAX_TEXT, type Notice, type Proof } from "../types.ts";

const SECOND = 1_000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const MAX_NAME = 120;

/** A length of time for a person: `45 s`, `3 min`, `2 h`. */
export function spanWords(ms: number): string {
  if (ms < 90 * SECOND) return `${Math.max(1, Math.round(ms / SECOND))} s`;
  if (ms < 90 * MINUTE) return `${Math.round(ms / MINUTE)} min`;
  if (ms < 48 * HOUR) return `${Math.round(ms / HOUR)} h`;
  return `${Math.round(ms / DAY)} days`;
}

/** `47 in 3 min`; "" for what is not counted. */
export function countWords(
  { count, first, last }: { count: number; first?: Proof; last?: Proof },
): string {
  if (count === 0 || first === undefined || last === undefined) return "";
  if (count === 1) return "once";
  return `${count} in ${spanWords(last.time - first.time)}`;
}

/** Who it is about: `web`, `web, db and 3 more`, or the host. */
export function whoWords(
  { names, more, who, host }: Pick<Notice, "names" | "more" | "who" | "host">,
): string {
  if (names.length === 0) return clean(who || host, MAX_NAME);
  const shown = names.slice(0, 5).map((n) => clean(n, MAX_NAME));
  const rest = names.length - shown.length + more;
  return shown.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** One line: `errors: web (47 in 3 min)`. */
export function titleOf(notice: Notice): string {
  const { kind, rule } = notice;
  const much = countWords(notice) || notice.value || "";
  const head = `${clean(rule, MAX_NAME)}: ${whoWords(notice)}`;
  const about = much === "" || much === "once" ? "" : ` (${clean(much, MAX_NAME)})`;
  switch (kind) {
    case "test":
      return `Test of ${clean(rule, MAX_NAME)}`;
    case "resolved": {
      const after = spanWords(
        (notice.resolvedAt ?? notice.time) - (notice.firedAt ?? notice.since),
      );
      return `Resolved after ${after}: ${head}${about}`;
    }
    case "escalation":
      return `Still firing after ${
        spanWords(notice.time - (notice.firedAt ?? notice.since))
      }: ${head}${about}`;
    case "again":
      return `Again: ${head}${about}`;
    default:
      return head + about;
  }
}

/** What else is known, one thing a line. */
export function detailsOf(notice: Notice): string[] {
  const { first, last, host, note, value } = notice;
  const lines: string[] = [];
  const line = (proof: Proof) => `${isoOf(proof.time)} ${clean(proof.text, MAX_TEXT)}`;
  if (notice.kind !== "test") {
    if (first !== undefined) lines.push(`First: ${line(first)}`);
    if (last !== undefined && last.time !== first?.time) lines.push(`Last: ${line(last)}`);
    if (value !== undefined && first !== undefined) lines.push(clean(value, MAX_TEXT));
  }
  if (note !== undefined) lines.push(clean(note, MAX_TEXT));
  lines.push(`On ${clean(host, MAX_NAME)}, at ${isoOf(notice.time)}`);
  return lines;
}

/** To the second, in UTC. */
export function isoOf(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}
