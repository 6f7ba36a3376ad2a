/**
 * An engine as it was at a time: a transport that answers from the record. Whatever reads an engine
 * (lists, documents, logs, stats, a screen) shows the past over it; what would change one is
 * refused.
 */
import { EngineError, type EngineErrorCode } from "../errors.ts";
import { dateOf } from "../logs/time.ts";
import type { DocumentReader } from "../recorder/documents/types.ts";
import type { RecordReader } from "../recorder/types.ts";
import { isFullId } from "../recorder/documents/document_files.ts";
import type { EngineGreeting, Transport, WireRequest, WireResponse } from "../transport/types.ts";
import { sleep } from "../sleep.ts";
import { pastLogs } from "./logs.ts";
import {
  containerRow,
  imageRows,
  isMeant,
  networkRows,
  unknownFilter,
  volumeRows,
} from "./rows.ts";
import { pastStats } from "./stats.ts";
import { type PastContainer, pastContainers } from "./world.ts";

/** What the past is read from. */
export interface PastSources {
  documents: DocumentReader;
  record: RecordReader;
  /** The endpoint of the engine that was recorded. */
  endpoint: string;
}

type Answer = { json: unknown } | { body: AsyncIterable<Uint8Array> };

/** The oldest API version whose answers are like these. */
const GREETING: EngineGreeting = { apiVersion: "1.45", osType: "linux" };

/** The engine of the time `at` (ns since 1970). Closing it leaves the sources open. */
export function pastTransport(at: bigint, sources: PastSources): Transport {
  return new PastTransport(at, sources);
}

class PastTransport implements Transport {
  readonly endpoint: string;
  #containers: PastContainer[] | undefined;

  constructor(readonly at: bigint, readonly sources: PastSources) {
    this.endpoint = sources.endpoint;
  }

  greeting(): Promise<EngineGreeting> {
    return Promise.resolve(GREETING);
  }

  async send(request: WireRequest): Promise<WireResponse> {
    const { signal, op } = request;
    if (signal?.aborted) throw this.#error("The call was aborted", "aborted", op);
    return response(await this.#answer(request), request);
  }

  // deno-lint-ignore require-await -- failures are to come out of the promise
  async upgrade({ op }: WireRequest): Promise<never> {
    throw this.#past(op);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #answer(request: WireRequest): Answer | Promise<Answer> {
    const { method, path, op } = request;
    if (method !== "GET" && method !== "HEAD") throw this.#past(op);
    const [, noun, id, verb] = path.split("/").map(decodeURIComponent);
    if (noun === "_ping") return { json: "OK" };
    if (noun === "version") {
      return { json: { Version: "the past", ApiVersion: GREETING.apiVersion, Os: "linux" } };
    }
    if (noun === "events") return { body: this.#events(request) };
    if (noun === "containers" && id === "json") return { json: this.#list(request) };
    if (noun === "containers" && verb === "json") return { json: this.#find(id, op).document };
    if (noun === "containers" && verb === "logs") return this.#logs(this.#find(id, op), request);
    if (noun === "containers" && verb === "stats") return this.#stats(this.#find(id, op), request);
    if (noun === "images" && id === "json") return { json: imageRows(this.#all) };
    if (noun === "networks") return { json: this.#networks(id, op) };
    if (noun === "volumes") return { json: this.#volumes(id, op) };
    throw this.#error(`What is asked for is not recorded (${op})`, "unsupported", op);
  }

  get #all(): PastContainer[] {
    return this.#containers ??= pastContainers(this.sources.documents, this.at);
  }

  #list({ query = {}, op }: WireRequest): unknown[] {
    const filters = filtersOf(query.filters);
    const unknown = unknownFilter(filters);
    if (unknown !== undefined) {
      throw this.#error(`The filter ${unknown} is not known of the past`, "bad_request", op);
    }
    const limit = Number(query.limit ?? 0);
    const all = query.all === true || query.all === 1 || limit > 0 ||
      ["status", "exited"].some((key) => Object.hasOwn(filters, key));
    const rows = this.#all.filter((c) => (all || isUp(c)) && isMeant(c, filters));
    return (limit > 0 ? rows.slice(0, limit) : rows).map(containerRow);
  }

  #find(reference: string, op: string): PastContainer {
    const name = reference.replace(/^\//, "");
    const found = this.#all.find((c) => c.id === name) ?? this.#all.find((c) => c.name === name);
    if (found !== undefined) return found;
    const starting = isFullId(name) ? [] : this.#all.filter((c) => c.id.startsWith(name));
    if (starting.length === 1 && name !== "") return starting[0];
    throw this.#error(
      `No such container at ${dateOf(this.at).toISOString()}: ${reference}`,
      "not_found",
      op,
    );
  }

  #logs(c: PastContainer, request: WireRequest): Answer {
    const { query = {}, signal } = request;
    const lines = pastLogs(this.sources.record, c, this.at, request);
    return { body: query.follow ? held(lines, signal) : lines };
  }

  async #stats(c: PastContainer, { query = {}, signal, op }: WireRequest): Promise<Answer> {
    const sample = await pastStats(this.sources.record, c, this.at, signal);
    if (sample === undefined && !query.stream) {
      throw this.#error(`What ${c.name} used at that time is not recorded`, "not_found", op);
    }
    const none = { read: "0001-01-01T00:00:00Z", name: `/${c.name}`, id: c.id };
    const text = new TextEncoder().encode(JSON.stringify(sample ?? none) + "\n");
    const once = async function* () {
      yield await Promise.resolve(text);
    };
    return { body: query.stream ? held(once(), signal) : once() };
  }

  async *#events({ query = {}, signal }: WireRequest): AsyncGenerator<Uint8Array> {
    if (query.since !== undefined) {
      const events = this.sources.record.events({
        since: String(query.since),
        until: this.at,
        signal,
      });
      for await (const e of events) {
        const row = {
          Type: e.type,
          Action: e.action,
          Actor: { ID: e.id, Attributes: e.attributes },
          time: Number(e.time / 1_000_000_000n),
        };
        // The nanoseconds pass what a double holds.
        const text = JSON.stringify(row).slice(0, -1) + `,"timeNano":${e.time}}\n`;
        yield new TextEncoder().encode(text);
      }
    }
    if (query.until === undefined) await ended(signal);
  }

  #networks(id: string | undefined, op: string): unknown {
    const rows = networkRows(this.#all);
    if (!id) return rows;
    const found = rows.find((n) => n.Name === id || n.Id === id);
    if (found === undefined) throw this.#error(`network ${id} not found`, "not_found", op);
    return found;
  }

  #volumes(id: string | undefined, op: string): unknown {
    const Volumes = volumeRows(this.#all);
    if (!id) return { Volumes, Warnings: null };
    const found = Volumes.find((v) => v.Name === id);
    if (found === undefined) throw this.#error(`get ${id}: no such volume`, "not_found", op);
    return found;
  }

  #past(op: string): EngineError {
    return this.#error("This is the past: nothing can be done there", "denied", op);
  }

  #error(message: string, code: EngineErrorCode, op: string): EngineError {
    return new EngineError(message, { code, op, endpoint: this.endpoint });
  }
}

function isUp({ state }: PastContainer): boolean {
  return state === "running" || state === "paused" || state === "restarting";
}

function filtersOf(text: unknown): Record<string, unknown> {
  if (typeof text !== "string" || text === "") return {};
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}

/** What there is, then silence until the signal: time stands still there. */
async function* held(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  yield* bytes;
  await ended(signal);
}

async function ended(signal: AbortSignal | undefined): Promise<void> {
  while (!signal?.aborted) await sleep(3_600_000, signal);
}

function response(answer: Answer, { signal, op }: WireRequest): WireResponse {
  const encoder = new TextEncoder(), decoder = new TextDecoder();
  const once = async function* (text: string) {
    yield await Promise.resolve(encoder.encode(text));
  };
  const whole = "json" in answer ? JSON.stringify(answer.json) : undefined;
  const body = whole === undefined
    ? (answer as { body: AsyncIterable<Uint8Array> }).body
    : once(whole);
  const stop = () => {
    if (signal?.aborted) throw new EngineError("The call was aborted", { code: "aborted", op });
  };
  const stopping = (async function* () {
    for await (const bytes of body) {
      stop();
      yield bytes;
    }
    stop();
  })();
  const text = async () => {
    if (whole !== undefined) return whole;
    let all = "";
    for await (const bytes of stopping) all += decoder.decode(bytes, { stream: true });
    return all;
  };
  return {
    status: 200,
    headers: {},
    body: stopping,
    text,
    json: async <T>() => JSON.parse(await text()) as T,
    discard: async () => void await text(),
  };
}
