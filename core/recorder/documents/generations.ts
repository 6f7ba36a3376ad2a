/** A name's containers as one history: what was different from one to the next, and within each. */
import type { RestartPolicy } from "../../containers/config.ts";
import type { ContainerInspect } from "../../containers/types.ts";
import { backupOf } from "../../recreate/names.ts";
import { keptOf } from "../../undo/kept_name.ts";
import { sameJson } from "../../recreate/lossless.ts";
import type { DocumentChange, DocumentReader, HealthChange, RecordedDocument } from "./types.ts";

/** A container while it had the name. */
export interface Generation {
  /** Full id. */
  containerId: string;
  /** From when until when it had the name (ns); `to` is absent while it has it. */
  from: bigint;
  to?: bigint;
  /** Its image, as its config names it, and the id of that. */
  image: string;
  imageId: string;
  /** What is different from the one before, in words that name no secret: `Image: a → b`. */
  differences: string[];
}

/** Something of that history that documents tell. */
export type HistoryEntry =
  & { containerId: string; time: bigint }
  & (
    | { kind: "generation"; number: number; image: string; differences: string[] }
    | { kind: "changed"; differences: string[] }
    | ({ kind: "health" } & HealthChange)
  );

/** The containers that had a name, one after the other. */
export function generationsOf(documents: DocumentReader, name: string): Generation[] {
  const spans = documents.find(name).filter((c) => c.names.includes(name))
    .flatMap((c) => spansOf(documents.changes(c.id), name));
  spans.sort((a, b) => a.from < b.from ? -1 : 1);
  let before: RecordedDocument | undefined;
  return spans.map(({ changes, from, to, aside }) => {
    const first = documentAmong(documents, changes);
    const last = documentAmong(documents, [...changes].reverse());
    const differences = before === undefined || first === undefined
      ? []
      : differencesOf(before, first);
    before = last === undefined ? before : aside ? armed(last, first!) : last;
    return {
      containerId: changes[0].containerId,
      from,
      ...(to !== undefined && { to }),
      image: first?.document.Config.Image ?? "",
      imageId: first?.document.Image ?? "",
      differences,
    };
  });
}

/** Generations, changes and health of the containers that had a name, in the order of time. */
export function historyOf(documents: DocumentReader, name: string): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (const [n, g] of generationsOf(documents, name).entries()) {
    const { containerId, from: time, to, image, differences } = g;
    if (n > 0) {
      entries.push({ kind: "generation", containerId, time, number: n + 1, image, differences });
    }
    const changes = documents.changes(containerId, { since: time, until: to });
    const aside = changes.some((c) => isAside(c.name));
    entries.push(...within(documents, changes, aside));
  }
  return entries.sort((a, b) => a.time < b.time ? -1 : a.time > b.time ? 1 : 0);
}

function* within(
  documents: DocumentReader,
  changes: readonly DocumentChange[],
  aside: boolean,
): Generator<HistoryEntry> {
  let before: RecordedDocument | undefined;
  for (const change of changes) {
    const { containerId, time, health } = change;
    if (health !== undefined) yield { kind: "health", containerId, time, ...health };
    const now = documents.documentOf(change);
    if (now === undefined) continue;
    const may = ["update", "connect", "disconnect", "seen"].includes(change.action);
    const all = may && before !== undefined ? differencesOf(before, now) : [];
    // Whoever puts a container aside takes its restart policy first.
    const differences = aside ? all.filter((d) => !/RestartPolicy: .* → no$/.test(d)) : all;
    if (differences.length > 0) yield { kind: "changed", containerId, time, differences };
    before = now;
  }
}

interface NameSpan {
  changes: DocumentChange[];
  from: bigint;
  to?: bigint;
  /** It was put aside then: a backup, or kept after its removal. */
  aside?: boolean;
}

function isAside(name: string): boolean {
  return backupOf(name) !== undefined || keptOf(name) !== undefined;
}

/** A document with the restart policy that was taken when the container was put aside. */
function armed(last: RecordedDocument, first: RecordedDocument): RecordedDocument {
  const { RestartPolicy } = first.document.HostConfig;
  const HostConfig = { ...last.document.HostConfig, RestartPolicy };
  return { ...last, document: { ...last.document, HostConfig } };
}

/** The times in which a container had a name. */
function spansOf(changes: readonly DocumentChange[], name: string): NameSpan[] {
  const spans: NameSpan[] = [];
  let open: NameSpan | undefined;
  for (const change of changes) {
    const gone = change.action === "destroy";
    if (open !== undefined && (gone || change.name !== name)) {
      open.to = change.time;
      open.aside = isAside(change.name);
      open = undefined;
    } else if (open === undefined && !gone && change.name === name) {
      spans.push(open = { changes: [], from: change.time });
    }
    open?.changes.push(change);
  }
  return spans;
}

function documentAmong(
  documents: DocumentReader,
  changes: readonly DocumentChange[],
): RecordedDocument | undefined {
  for (const change of changes) {
    const found = documents.documentOf(change);
    if (found !== undefined) return found;
  }
}

/** Fields that are another container's by nature. */
const OWN = new Set(["Hostname", "MacAddress", "ContainerIDFile", "ConsoleSize"]);
/** A value that is longer is cut, in characters. */
const MAX_VALUE = 60;

/** What is different between two documents, in words; of an environment the names alone. */
export function differencesOf(a: RecordedDocument, b: RecordedDocument): string[] {
  const before = a.document, after = b.document;
  const lines: string[] = [];
  const image = (d: ContainerInspect) => d.Config.Image ?? d.Image;
  if (image(before) !== image(after)) lines.push(`Image: ${image(before)} → ${image(after)}`);
  else if (before.Image !== after.Image) {
    lines.push(`Image: ${image(after)} (${short(before.Image)} → ${short(after.Image)})`);
  }
  lines.push(...envDifferences(a, b));
  const parts = [
    ["", before.Config, after.Config],
    ["HostConfig.", before.HostConfig, after.HostConfig],
  ] as const;
  for (const [prefix, x, y] of parts) {
    const p = x as unknown as Record<string, unknown>, q = y as unknown as Record<string, unknown>;
    for (const key of new Set([...Object.keys(p), ...Object.keys(q)])) {
      if (key === "Image" || key === "Env" || OWN.has(key) || sameJson(p[key], q[key])) continue;
      if (bothNone(p[key], q[key])) continue;
      const words = key === "RestartPolicy" ? policyWords : shown;
      lines.push(`${prefix}${key}: ${words(p[key])} → ${words(q[key])}`);
    }
  }
  const names = (d: ContainerInspect) =>
    Object.keys(d.NetworkSettings?.Networks ?? {}).sort().join(", ") || "none";
  if (names(before) !== names(after)) lines.push(`Networks: ${names(before)} → ${names(after)}`);
  return lines;
}

function envDifferences(a: RecordedDocument, b: RecordedDocument): string[] {
  const words = (d: RecordedDocument) =>
    new Map((d.document.Config.Env ?? []).map((w) => [w.split("=", 1)[0], w]));
  const x = words(a), y = words(b);
  const known = a.env === "recorded" && b.env === "recorded";
  const added = [...y.keys()].filter((k) => !x.has(k));
  const gone = [...x.keys()].filter((k) => !y.has(k));
  const other = [...y].filter(([k, w]) => known && x.has(k) && x.get(k) !== w).map(([k]) => k);
  const parts = [
    ...added.map((k) => `+${k}`),
    ...gone.map((k) => `-${k}`),
    ...other.map((k) => `${k} changed`),
  ];
  return parts.length === 0 ? [] : [`Env: ${parts.join(", ")}`];
}

function bothNone(a: unknown, b: unknown): boolean {
  const none = (v: unknown) =>
    v === undefined || v === null || v === "" || v === 0 || v === false ||
    typeof v === "object" && Object.keys(v as object).length === 0;
  return none(a) && none(b);
}

function policyWords(value: unknown): string {
  const { Name, MaximumRetryCount } = (value ?? {}) as Partial<RestartPolicy>;
  return `${Name || "no"}${MaximumRetryCount ? `:${MaximumRetryCount}` : ""}`;
}

function shown(value: unknown): string {
  const text = value === undefined ? "none" : JSON.stringify(value) ?? "none";
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

function short(id: string): string {
  return id.replace(/^sha256:/, "").slice(0, 12);
}
