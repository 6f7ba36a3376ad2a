import { sanitise } from "../../format/sanitise.ts";
import type { Model } from "../model.ts";
import { type Block, type Line, lineOn, type Role, type Size, span } from "../text/block.ts";
import { shortAge } from "../text/human.ts";
import { fill } from "../text/width.ts";

/** A row of the details: what it shows, and the path that a key folds. */
export interface DetailRow {
  readonly line: Line;
  readonly path?: string;
}

/** Names of variables and options whose values are not for every eye. */
const SECRET = /pass|secret|token|api_?key|private|credential|auth|(?:^|_)key$|pwd/i;
const MASK = "••••••••";
/** Rows of a document that are made; a larger one says so. */
const LIMIT = 20_000;

// The engine's document is of its own shape: every field may be missing.
// deno-lint-ignore no-explicit-any
type Doc = any;

const known = new WeakMap<Model["details"], { now: number; rows: readonly DetailRow[] }>();

/** All rows of the details, folded as they are. */
export function detailRows(model: Model): readonly DetailRow[] {
  const { details } = model;
  const minute = Math.floor(model.now / 1000);
  const before = known.get(details);
  if (before?.now === minute) return before.rows;
  const rows: DetailRow[] = [];
  if (details.document !== undefined) {
    const doc = details.document as Doc;
    if (model.list === "containers") containerFacts(doc, model, rows);
    if (rows.length > 0) rows.push({ line: [] });
    rows.push({ line: [span("Everything the engine says", "title")] });
    tree(doc, "", 0, model, rows);
  }
  known.set(details, { now: minute, rows });
  return rows;
}

const fact = (name: string, text: string, role: Role = "text"): DetailRow => ({
  line: [span(fill(name, 12), "dim"), span(sanitise(text), role)],
});

function containerFacts(doc: Doc, model: Model, rows: DetailRow[]): void {
  const state = doc.State ?? {};
  rows.push(fact("Image", String(doc.Config?.Image ?? "")));
  const command = [doc.Path, ...(doc.Args ?? [])].filter((w) => w !== undefined).join(" ");
  rows.push(fact("Command", command));
  rows.push(exitFact(state, model));
  if (state.Health !== undefined) {
    const health = state.Health;
    const role: Role = health.Status === "healthy"
      ? "ok"
      : health.Status === "unhealthy"
      ? "bad"
      : "warn";
    const streak = health.FailingStreak > 0 ? `, ${health.FailingStreak} failures in a row` : "";
    rows.push(fact("Health", `${health.Status}${streak}`, role));
    const last = health.Log?.[health.Log.length - 1];
    if (last?.Output) rows.push(fact("  last said", String(last.Output).trim(), "dim"));
  }
  const policy = doc.HostConfig?.RestartPolicy?.Name || "no";
  rows.push(fact(
    "Restarts",
    `${doc.RestartCount ?? 0}, policy ${policy}`,
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
  if (state.Running === true) {
    const paused = state.Paused ? ", paused" : "";
    return fact("State", `running for${since(state.StartedAt)}${paused}, pid ${state.Pid}`, "ok");
  }
  if (state.Status === "created") return fact("State", "created, never started", "dim");
  const code = Number(state.ExitCode ?? 0);
  const words = state.OOMKilled
    ? "killed for want of memory (OOM)"
    : state.Error
    ? String(state.Error)
    : exitWords(code);
  const ago = since(state.FinishedAt);
  return fact(
    "State",
    `${state.Status ?? "exited"} with ${code}: ${words}${ago === "" ? "" : `,${ago} ago`}`,
    code === 0 ? "text" : "bad",
  );
}

const SIGNALS: Readonly<Record<number, string>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  4: "SIGILL",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  14: "SIGALRM",
  15: "SIGTERM",
};

/** What an exit code means, as shells and the engine use them. */
export function exitWords(code: number): string {
  if (code === 0) return "it ended well";
  if (code === 125) return "the engine could not start it";
  if (code === 126) return "its command cannot be executed";
  if (code === 127) return "its command was not found";
  if (code > 128 && code < 160) {
    const name = SIGNALS[code - 128] ?? `signal ${code - 128}`;
    if (code === 137) return "killed (SIGKILL): docker kill, a stop that took too long, or memory";
    if (code === 143) return "asked to end (SIGTERM)";
    return `ended by ${name}`;
  }
  return "it ended with an error of its own";
}

function tree(value: Doc, path: string, depth: number, model: Model, rows: DetailRow[]): void {
  const entries: [string, Doc][] = Array.isArray(value)
    ? value.map((v, i) => [String(i), v])
    : Object.entries(value as Record<string, Doc>);
  for (const [name, child] of entries) {
    if (rows.length >= LIMIT) return;
    const at = `${path}/${name}`;
    const indent = "  ".repeat(depth);
    const label = sanitise(name);
    if (typeof child === "object" && child !== null) {
      const size = Array.isArray(child) ? child.length : Object.keys(child).length;
      const open = size > 0 && model.details.toggled.has(at);
      rows.push({
        path: at,
        line: [
          span(`${indent}${size === 0 ? " " : open ? "▾" : "▸"} `, "dim"),
          span(label, "accent"),
          span(Array.isArray(child) ? ` [${size}]` : ` {${size}}`, "dim"),
        ],
      });
      if (open) tree(child, at, depth + 1, model, rows);
      continue;
    }
    rows.push({
      line: [
        span(`${indent}  `),
        span(label, "accent"),
        span(": ", "dim"),
        leaf(name, child, path, model),
      ],
    });
  }
}

function leaf(name: string, value: unknown, path: string, model: Model) {
  if (value === null) return span("null", "dim");
  if (typeof value !== "string") return span(String(value), "ok");
  if (!model.details.reveal) {
    const variable = /^([^=]+)=/.exec(value)?.[1];
    if (path.endsWith("/Env") && variable !== undefined && SECRET.test(variable)) {
      return span(`${sanitise(variable)}=${MASK}`, "dim");
    }
    if (SECRET.test(name) && value !== "") return span(MASK, "dim");
  }
  return span(value === "" ? '""' : sanitise(value), value === "" ? "dim" : "text");
}

/** The details inside of their border. */
export function detailsView(model: Model, size: Size): Block {
  const { details } = model;
  if (details.key === undefined) return [[span(" Select something to see what it is", "dim")]];
  if (details.error !== undefined) return [[span(` ${sanitise(details.error)}`, "bad")]];
  if (details.document === undefined) return [[span(" Asking the engine …", "dim")]];
  const rows = detailRows(model);
  const top = Math.max(0, Math.min(details.top, rows.length - size.rows));
  return rows.slice(top, top + size.rows).map((row, i) => {
    const line = [span(" "), ...row.line];
    if (model.focus !== "details" || top + i !== details.cursor) return line;
    const rest = Math.max(0, size.columns - line.reduce((w, s) => w + s.text.length, 0));
    return lineOn([...line, span(" ".repeat(rest))], "selected");
  });
}
