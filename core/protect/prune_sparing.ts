/** A prune of containers that leaves some alone, which the engine itself cannot do. */
import { EngineError, isEngineError } from "../errors.ts";
import type { Transport, WireRequest, WireResponse } from "../transport/types.ts";

/** A container as a judge of {@link pruneSparing} sees it. */
export interface PruneCandidate {
  /** Full id. */
  id: string;
  /** Without a slash. */
  name: string;
  /** Labels by key. */
  labels: Record<string, string>;
}

interface Row {
  Id: string;
  Names: string[] | null;
  State: string;
  Labels: Record<string, string> | null;
  Created: number;
  SizeRw?: number;
}

/**
 * Passes a prune on where nothing is to be spared. Else removes one by one what the engine would
 * have removed, and answers as it does.
 */
export async function pruneSparing(
  transport: Transport,
  request: WireRequest,
  spare: (c: PruneCandidate) => string | undefined,
  onSpared?: (name: string, why: string) => void,
): Promise<WireResponse> {
  const { op, signal } = request;
  const filters = filtersOf(request);
  const list = await transport.send({
    method: "GET",
    path: "/containers/json",
    query: {
      all: true,
      filters: JSON.stringify({
        status: ["created", "exited", "dead"],
        ...(filters.label.length > 0 && { label: filters.label }),
      }),
    },
    op,
    signal,
  });
  const rows = (await list.json<Row[]>()).filter((row) => meant(row, filters, op));
  const spared = new Map<string, string>();
  for (const row of rows) {
    const name = (row.Names ?? []).map((n) => n.replace(/^\//, "")).find((n) => !n.includes("/"));
    const why = spare({ id: row.Id, name: name ?? "", labels: row.Labels ?? {} });
    if (why === undefined) continue;
    spared.set(row.Id, why);
    onSpared?.(name ?? row.Id.slice(0, 12), why);
  }
  if (spared.size === 0) return await transport.send(request);
  return await removeEach(transport, rows.filter((row) => !spared.has(row.Id)), request);
}

async function removeEach(
  transport: Transport,
  rows: readonly Row[],
  { op, signal }: WireRequest,
): Promise<WireResponse> {
  const gone: string[] = [];
  let bytes = 0;
  for (const row of rows) {
    try {
      const one = await transport.send({
        method: "GET",
        path: `/containers/${row.Id}/json`,
        query: { size: true },
        op,
        signal,
      });
      const { SizeRw = 0 } = await one.json<{ SizeRw?: number }>();
      const answer = await transport.send({
        method: "DELETE",
        path: `/containers/${row.Id}`,
        op,
        kind: "wait",
        signal,
      });
      await answer.discard();
      gone.push(row.Id);
      bytes += SizeRw;
    } catch (error) {
      // Started or removed by somebody else meanwhile.
      if (!isEngineError(error, "not_found", "conflict")) throw error;
    }
  }
  return jsonAnswer({ ContainersDeleted: gone.length > 0 ? gone : null, SpaceReclaimed: bytes });
}

interface PruneFilters {
  label: string[];
  notLabel: string[];
  until: string[];
}

function filtersOf({ query }: WireRequest): PruneFilters {
  const text = query?.["filters"];
  let raw: Record<string, unknown> = {};
  try {
    if (typeof text === "string" && text !== "") raw = JSON.parse(text);
  } catch { /* the engine says what is wrong with it, or there is nothing to filter by */ }
  const words = (key: string): string[] => {
    const value = raw[key];
    if (Array.isArray(value)) return value.map(String);
    return value !== null && typeof value === "object" ? Object.keys(value) : [];
  };
  return { label: words("label"), notLabel: words("label!"), until: words("until") };
}

function meant(row: Row, filters: PruneFilters, op: string): boolean {
  const labels = row.Labels ?? {};
  const has = (text: string) => {
    const at = text.indexOf("=");
    const key = at < 0 ? text : text.slice(0, at);
    return Object.hasOwn(labels, key) && (at < 0 || labels[key] === text.slice(at + 1));
  };
  if (filters.notLabel.some(has)) return false;
  return filters.until.every((until) => row.Created * 1000 < untilTime(until, op));
}

/** `24h`, `1h30m` ago, Unix seconds or a time. */
function untilTime(text: string, op: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (/^(\d+(\.\d+)?(h|m|s|ms))+$/.test(text)) {
    const UNIT: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
    let span = 0;
    for (const [, n, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) {
      span += Number(n) * UNIT[unit];
    }
    return Date.now() - span;
  }
  const time = new Date(text).getTime();
  if (!Number.isNaN(time)) return time;
  throw new EngineError(`Cannot tell what the filter until=${text} means`, {
    code: "bad_request",
    op,
  });
}

/** An answer that was made here. */
export function jsonAnswer(value: unknown): WireResponse {
  const text = JSON.stringify(value);
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body: (async function* () {
      yield new TextEncoder().encode(text);
    })(),
    json: <T>() => Promise.resolve(JSON.parse(text) as T),
    text: () => Promise.resolve(text),
    discard: () => Promise.resolve(),
  };
}
