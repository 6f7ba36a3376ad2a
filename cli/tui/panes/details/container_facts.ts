/** What a person asks first of a container: state, why it ended, ports, mounts, environment. */
import { exitSignal, signalName } from "../../../../core/signals.ts";
import { exitWords } from "../../../format/exit_words.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { stories } from "../../engine/stories.ts";
import { lastSeq, linesBack } from "../logs/buffer.ts";
import type { Model } from "../../model/model.ts";
import type { EngineEventRow } from "../../model/objects.ts";
import { plain } from "../../text/ansi.ts";
import { type Line, type Role, span } from "../../text/block.ts";
import { clock, shortAge, shortSize } from "../../text/human.ts";
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

/** Probes, events and lines of a log that are told. */
const PROBES = 4;
const HAPPENED = 8;
const LAST_LINES = 5;

const fact = (name: string, text: string, role: Role = "text"): DetailRow => ({
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
    for (const probe of (health.Log ?? []).slice(-PROBES).reverse()) {
      rows.push(fact("  probe", probeWords(probe, model), probe.ExitCode === 0 ? "dim" : "warn"));
    }
  }
  // Of a container that is gone the policy is not kept.
  const host = doc.HostConfig;
  const policy = host === undefined ? "" : `, policy ${host.RestartPolicy?.Name || "no"}`;
  rows.push(fact(
    "Restarts",
    `${doc.RestartCount ?? 0}${policy}`,
    doc.RestartCount > 0 ? "warn" : "text",
  ));
  for (const [port, bound] of Object.entries(doc.NetworkSettings?.Ports ?? {})) {
    const to = Array.isArray(bound)
      ? bound.map((b: Doc) => `${b.HostIp || "*"}:${b.HostPort}`).join(", ")
      : "not published";
    rows.push(fact("Port", `${port} → ${to}`));
  }
  for (const [name, n] of Object.entries<Doc>(doc.NetworkSettings?.Networks ?? {})) {
    rows.push(fact("Network", `${name} ${n?.IPAddress ?? ""}`));
  }
  for (const m of doc.Mounts ?? []) {
    const from = m.Name ?? m.Source ?? "";
    rows.push(fact("Mount", `${m.Destination} ← ${from}${m.RW === false ? " (read only)" : ""}`));
  }
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

/** Of a container that has ended: who ended it, its last words, and what happened to it. */
function whyRows(doc: Doc, model: Model, rows: DetailRow[]): void {
  const state = doc.State ?? {};
  const events = stories(model.events).get(String(doc.Id ?? ""))?.events ?? [];
  const ended = state.Running !== true && state.Status !== "created";
  if (ended && Number(state.ExitCode ?? 0) !== 0) {
    for (const [i, text] of whyWords(doc, events).entries()) {
      rows.push(fact(i === 0 ? "Why" : "", text, "warn"));
    }
    for (const [i, text] of lastLines(String(doc.Id ?? ""), model).entries()) {
      rows.push(fact(i === 0 ? "Last words" : "", text, "dim"));
    }
  }
  for (const [i, e] of events.slice(-HAPPENED).reverse().entries()) {
    const detail = e.attributes.exitCode ?? e.attributes.signal;
    const text = `${clock(e.time.getTime(), model.utcOffset)} ${e.action}` +
      (detail === undefined ? "" : ` (${detail})`);
    rows.push(fact(i === 0 ? "Happened" : "", text, e.action === "oom" ? "bad" : "dim"));
  }
}

/** Why a container has ended, as far as the engine's document and its events tell. */
export function whyWords(doc: Doc, events: readonly EngineEventRow[]): string[] {
  const state = doc.State ?? {};
  const code = Number(state.ExitCode ?? 0);
  const died = events.findLastIndex((e) => e.action === "die");
  const started = events.slice(0, Math.max(0, died)).findLastIndex((e) => e.action === "start");
  const life = died < 0 ? [] : events.slice(started + 1, died + 1);
  const signals = life.filter((e) => e.action === "kill").map((e) => Number(e.attributes.signal));
  if (state.OOMKilled || life.some((e) => e.action === "oom")) {
    const limit = Number(doc.HostConfig?.Memory ?? 0);
    return [
      doc.HostConfig === undefined
        ? "It ran out of memory, so the kernel killed it"
        : limit > 0
        ? `It needed more than its limit of ${shortSize(limit)}, so the kernel killed it`
        : "The machine had no memory left, so the kernel killed it",
      "Give it more with `update --memory`, or see what it holds in the stats before its end",
    ];
  }
  if (state.Error) return ["The engine could not start it"];
  if (code === 137 && signals.includes(9)) {
    return signals.length > 1
      ? ["It did not end when it was asked to, so `stop` killed it: a longer --time may help"]
      : ["SIGKILL was sent by way of the engine: `docker kill`"];
  }
  if (code === 137 && died >= 0) {
    return ["SIGKILL came from elsewhere than the engine: someone on the machine, or its memory"];
  }
  if (signals.length > 0) {
    const names = signals.map((n) => signalName(String(n)));
    return [`It was sent ${names.join(", then ")} by way of the engine`];
  }
  const policy = doc.HostConfig?.RestartPolicy?.Name;
  const again = policy && policy !== "no" ? [`Its restart policy is ${policy}`] : [];
  return code < 125 ? ["Its own program ended it: see its last words", ...again] : again;
}

/** The last lines of its log, where that is the one on show. */
function lastLines(id: string, model: Model): string[] {
  const { logs } = model;
  const source = logs.sources.findIndex((s) => s.id === id);
  if (source < 0) return [];
  const out: string[] = [];
  for (const line of linesBack(logs.buffer, lastSeq(logs.buffer))) {
    if (line.source !== source || line.stream === "note") continue;
    out.push(plain(line.text).slice(0, 400));
    if (out.length >= LAST_LINES) break;
  }
  return out.reverse();
}
