/** What a person asks first of a container: state, why it ended, ports, mounts, environment. */
import type { HistoryEntry } from "../../../../core/recorder/documents/generations.ts";
import type { Verdict } from "../../../../core/mod.ts";
import { exitSignal } from "../../../../core/signals.ts";
import { exitWords } from "../../../format/exit_words.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { stories } from "../../engine/stories.ts";
import type { Model } from "../../model/model.ts";
import { type Line, type Role, span } from "../../text/block.ts";
import { clock, shortAge } from "../../text/human.ts";
import { fill } from "../../text/width.ts";

/** A row of the details: what it shows, and the path that a key folds. */
export interface DetailRow {
  readonly line: Line;
  readonly path?: string;
}

/** Names of variables and options whose values are not for every eye. */
export const SECRET = /pass|secret|token|api_?key|private|credential|auth|(?:^|_)key$|pwd/i;
export const MASK = "••••••••";

/** The engine's document is of its own shape: every field may be missing. */
// deno-lint-ignore no-explicit-any
export type Doc = any;

/** Probes and events that are told. */
const PROBES = 4;
const HAPPENED = 8;

/** A row with a name and what stands behind it. */
export const fact = (name: string, text: string, role: Role = "text"): DetailRow => ({
  line: [span(fill(name, 12), "dim"), span(sanitise(text), role)],
});

/** What a person asks first of a container, before all that the engine says. */
export function containerFacts(doc: Doc, model: Model, rows: DetailRow[]): void {
  const state = doc.State ?? {};
  rows.push(fact("Image", String(doc.Config?.Image ?? "")));
  const command = [doc.Path, ...(doc.Args ?? [])].filter((w) => w !== undefined).join(" ");
  rows.push(fact("Command", command));
  rows.push(exitFact(state, model));
  whyRows(doc, model, rows);
  if (state.Health !== undefined) {
    const health = state.Health;
    const role: Role = health.Status === "healthy"
      ? "ok"
      : health.Status === "unhealthy"
      ? "bad"
      : "warn";
    const streak = health.FailingStreak > 0 ? `, ${health.FailingStreak} failures in a row` : "";
    rows.push(fact("Health", `${health.Status}${streak}`, role));
    probeRows(health, PROBES, model, rows);
  }
  // Of a container that is gone the policy is not kept.
  const host = doc.HostConfig;
  const policy = host === undefined ? "" : `, policy ${host.RestartPolicy?.Name || "no"}`;
  rows.push(fact(
    "Restarts",
    `${doc.RestartCount ?? 0}${policy}`,
    doc.RestartCount > 0 ? "warn" : "text",
  ));
  portRows(doc, rows);
  mountRows(doc, rows);
  envRows(doc, model, rows);
}

/** The probes of its healthcheck, newest first. */
function probeRows(health: Doc, count: number, model: Model, rows: DetailRow[]): void {
  for (const probe of (health.Log ?? []).slice(-count).reverse()) {
    rows.push(fact("  probe", probeWords(probe, model), probe.ExitCode === 0 ? "dim" : "warn"));
  }
}

/** What its healthcheck is and says, with all that the engine keeps of its probes. */
export function healthRows(doc: Doc, model: Model, rows: DetailRow[]): void {
  const test: string[] = doc.Config?.Healthcheck?.Test ?? [];
  if (test.length === 0 || test[0] === "NONE") {
    rows.push({ line: [span("It has no healthcheck", "dim")] });
    return;
  }
  const { Interval, Timeout, Retries, StartPeriod } = doc.Config.Healthcheck;
  const seconds = (ns: unknown) => ns ? `${Number(ns) / 1e9} s` : "the engine's default";
  rows.push(fact("Check", test.join(" ")));
  rows.push(fact("Every", `${seconds(Interval)}, at most ${seconds(Timeout)}`));
  rows.push(fact("Retries", `${Retries || 3}, from ${Number(StartPeriod ?? 0) / 1e9} s on`));
  const health = doc.State?.Health;
  if (health === undefined) return;
  rows.push(fact("Health", `${health.Status}`, health.Status === "healthy" ? "ok" : "warn"));
  probeRows(health, Infinity, model, rows);
}

/** Its labels, by name. */
export function labelRows(doc: Doc, rows: DetailRow[]): void {
  const labels = Object.entries<string>(doc.Config?.Labels ?? doc.Labels ?? {}).sort();
  if (labels.length === 0) rows.push({ line: [span("No labels", "dim")] });
  for (const [name, value] of labels) {
    const line = [span(sanitise(name), "accent"), span("="), span(sanitise(value))];
    rows.push({ line });
  }
}

/** Where its ports are published, and its addresses. */
export function portRows(doc: Doc, rows: DetailRow[]): void {
  for (const [port, bound] of Object.entries(doc.NetworkSettings?.Ports ?? {})) {
    const to = Array.isArray(bound)
      ? bound.map((b: Doc) => `${b.HostIp || "*"}:${b.HostPort}`).join(", ")
      : "not published";
    rows.push(fact("Port", `${port} → ${to}`));
  }
  for (const [name, n] of Object.entries<Doc>(doc.NetworkSettings?.Networks ?? {})) {
    rows.push(fact("Network", `${name} ${n?.IPAddress ?? ""}`));
  }
}

/** What is mounted where. */
export function mountRows(doc: Doc, rows: DetailRow[]): void {
  for (const m of doc.Mounts ?? []) {
    const from = m.Name ?? m.Source ?? "";
    rows.push(fact("Mount", `${m.Destination} ← ${from}${m.RW === false ? " (read only)" : ""}`));
  }
}

/** Its environment, secrets masked. */
export function envRows(doc: Doc, model: Model, rows: DetailRow[]): void {
  const env: string[] = doc.Config?.Env ?? [];
  let hidden = 0;
  for (const variable of env) {
    const at = variable.indexOf("=");
    const name = at < 0 ? variable : variable.slice(0, at);
    const secret = SECRET.test(name) && !model.details.reveal;
    if (secret) hidden++;
    const value = secret ? MASK : sanitise(variable.slice(at + 1));
    rows.push({
      line: [
        span(fill("Env", 12), "dim"),
        span(sanitise(name), "accent"),
        span("="),
        span(value, secret ? "dim" : "text"),
      ],
    });
  }
  if (hidden > 0) rows.push({ line: [span(`${" ".repeat(12)}X shows what is masked`, "dim")] });
}

/** Why it is how it is, in words. */
function exitFact(state: Doc, model: Model): DetailRow {
  const since = (text: string) => {
    const at = Date.parse(text);
    return Number.isNaN(at) || at < 0 ? "" : ` ${shortAge((model.now - at) / 1000)}`;
  };
  if (state.Restarting === true) {
    const ago = since(state.FinishedAt);
    const code = Number(state.ExitCode ?? 0);
    const ended = ago === "" ? "" : `,${ago} ago`;
    return fact("State", `restarting: ended with exit code ${code}${ended}`, "warn");
  }
  if (state.Running === true) {
    const paused = state.Paused ? ", paused" : "";
    return fact("State", `running for${since(state.StartedAt)}${paused}, pid ${state.Pid}`, "ok");
  }
  if (state.Status === "created") return fact("State", "created, never started", "dim");
  const code = Number(state.ExitCode ?? 0);
  const words = state.Error ? `${state.Error} (${code})` : exitWords({
    exitCode: code,
    oom: state.OOMKilled === true,
    signal: exitSignal(code),
    asked: false,
  });
  const ago = since(state.FinishedAt);
  return fact(
    "State",
    `${state.Status ?? "exited"}: ${words}${ago === "" ? "" : `,${ago} ago`}`,
    code === 0 ? "text" : "bad",
  );
}

function probeWords(probe: Doc, model: Model): string {
  const at = Date.parse(probe.Start);
  const time = Number.isNaN(at) ? "" : `${clock(at, model.utcOffset)} `;
  const said = String(probe.Output ?? "").trim().replace(/\s+/g, " ").slice(0, 400);
  return `${time}exit ${probe.ExitCode}${said === "" ? "" : `: ${said}`}`;
}

/** Proofs of a verdict that are shown, the newest. */
const PROOFS = 12;

/** Why it ended, what speaks for that, what to do next, and what happened to it. */
function whyRows(doc: Doc, model: Model, rows: DetailRow[]): void {
  const { verdict } = model.details;
  if (verdict !== undefined) verdictRows(verdict, model, rows);
  historyRows(model, rows);
  const events = stories(model.events).get(String(doc.Id ?? ""))?.events ?? [];
  for (const [i, e] of events.slice(-HAPPENED).reverse().entries()) {
    const detail = e.attributes.exitCode ?? e.attributes.signal;
    const text = `${clock(e.time.getTime(), model.utcOffset)} ${e.action}` +
      (detail === undefined ? "" : ` (${detail})`);
    rows.push(fact(i === 0 ? "Happened" : "", text, e.action === "oom" ? "bad" : "dim"));
  }
}

/** Its generations, changes and health, the newest first. */
function historyRows(model: Model, rows: DetailRow[]): void {
  const { history = [] } = model.details;
  for (const [i, entry] of [...history].reverse().entries()) {
    const when = clock(Number(entry.time / 1_000_000n), model.utcOffset);
    const [text, role] = historyWords(entry);
    rows.push(fact(i === 0 ? "History" : "", `${when} ${text}`, role));
  }
}

function historyWords(entry: HistoryEntry): [string, Role] {
  if (entry.kind === "health") {
    const { status, exitCode, output } = entry;
    if (status !== "unhealthy") return [status, "ok"];
    const said = output?.trim().split("\n")[0] ?? "";
    const how = exitCode === undefined ? "" : `, first probe ${exitCode}`;
    return [`unhealthy${how}${said === "" ? "" : `: ${said}`}`, "bad"];
  }
  const what = entry.differences.join("; ");
  return entry.kind === "changed"
    ? [`changed: ${what}`, "dim"]
    : [`made anew (${entry.number}): ${what || "nothing is different"}`, "warn"];
}

function verdictRows(verdict: Verdict, model: Model, rows: DetailRow[]): void {
  const { words, certainty, loop, now } = verdict;
  rows.push(fact("Why", certainty === "certain" ? words : `${words} (${certainty})`, "warn"));
  if (now !== undefined) rows.push(fact("", `now: ${now}`, "dim"));
  if (loop !== undefined) {
    const every = loop.period > 0 ? `, ${shortAge(loop.period / 1000).trim()} apart` : "";
    const next = loop.next === undefined
      ? ""
      : `; next start by ${clock(loop.next.getTime(), model.utcOffset)}`;
    rows.push(fact("Loop", `ended ${loop.ends} times${every}${next}`, "warn"));
    for (const text of loop.differs) rows.push(fact("", text, "dim"));
  }
  for (const [i, { time, text }] of verdict.evidence.slice(-PROOFS).entries()) {
    const when = time === undefined ? "" : `${clock(Number(time / 1_000_000n), model.utcOffset)} `;
    rows.push(fact(i === 0 ? "Evidence" : "", when + text, "dim"));
  }
  for (const [i, text] of verdict.next.entries()) {
    rows.push(fact(i === 0 ? "Next" : "", text, "text"));
  }
}
