/** A record on the other side of a server, for reading. */
import { EngineError, type EngineErrorCode, isEngineError } from "../../errors.ts";
import { engineTimestamp } from "../../timestamp.ts";
import { jsonLines } from "../../stream/json_stream.ts";
import type { QueryValue, Transport, WireRequest, WireResponse } from "../../transport/types.ts";
import type {
  LineQuery,
  RecordedContainer,
  RecordedEvent,
  RecordedItem,
  RecordedSample,
  RecordInfo,
  RecordReader,
  SpanQuery,
} from "../types.ts";
import {
  decodeContainer,
  decodeEvent,
  decodeInfo,
  decodeJsonItem,
  decodeSample,
} from "../format/json.ts";

type Fields = Record<string, unknown>;
type Query = Record<string, QueryValue>;

/** More ids make an address that no server takes. */
const MAX_CONTAINERS = 500;

/**
 * The record of a server (`dockerctl record run --listen`), read over `own`, the server's own
 * calls (see openServer). Disposing it closes `own`.
 */
export function openRemoteRecord(own: Transport): RecordReader {
  return new RemoteReader(own);
}

class RemoteReader implements RecordReader {
  constructor(private readonly own: Transport) {}

  async info(signal?: AbortSignal): Promise<RecordInfo> {
    const info = decodeInfo(await this.#json<Fields>("info", {}, signal));
    return { ...info, place: this.own.endpoint };
  }

  async containers(signal?: AbortSignal): Promise<RecordedContainer[]> {
    return (await this.#json<Fields[]>("containers", {}, signal)).map(decodeContainer);
  }

  async find(reference: string, signal?: AbortSignal): Promise<RecordedContainer[]> {
    const found = await this.#json<Fields[]>("containers", { reference }, signal);
    return found.map(decodeContainer);
  }

  async *lines(query: LineQuery): AsyncGenerator<RecordedItem, void, undefined> {
    const { grep, invert, streams, tail, follow } = query;
    const more: Query = {
      ...(grep && {
        grep: grep.source,
        flags: grep.flags.replace(/[^iu]/g, ""),
        invert: invert || undefined,
      }),
      ...(streams && { stream: streams }),
      ...(tail !== undefined && { tail }),
      ...(follow && { follow }),
    };
    for await (const item of this.#stream("lines", query, more)) yield decodeJsonItem(item);
  }

  async samples(query: SpanQuery): Promise<RecordedSample[]> {
    const samples: RecordedSample[] = [];
    for await (const sample of this.#stream("samples", query)) samples.push(decodeSample(sample));
    return samples;
  }

  async *events(query: SpanQuery): AsyncGenerator<RecordedEvent, void, undefined> {
    for await (const event of this.#stream("events", query)) yield decodeEvent(event);
  }

  async #json<T>(what: string, query: Query, signal?: AbortSignal): Promise<T> {
    const response = await this.#send({
      method: "GET",
      path: `/record/${what}`,
      query,
      unversioned: true,
      op: "read record",
      signal,
    });
    return await response.json<T>();
  }

  /** What the server says of a record is not an engine's answer, so it loses its status. */
  async #send(request: WireRequest): Promise<WireResponse> {
    try {
      return await this.own.send(request);
    } catch (e) {
      throw isEngineError(e) && e.status !== undefined ? e.with({ status: undefined }) : e;
    }
  }

  async *#stream(what: string, span: SpanQuery, more: Query = {}): AsyncGenerator<Fields> {
    const { containers, since, until, signal } = span;
    // None at all is asked of nobody; no list is all.
    if (containers?.length === 0) return;
    if ((containers?.length ?? 0) > MAX_CONTAINERS) {
      throw new EngineError(`more than ${MAX_CONTAINERS} containers cannot be asked for at once`, {
        code: "too_large",
        op: "read record",
        endpoint: this.own.endpoint,
      });
    }
    const response = await this.#send({
      method: "GET",
      path: `/record/${what}`,
      query: {
        ...(containers && { container: containers }),
        ...(since !== undefined && { since: engineTimestamp(since) }),
        ...(until !== undefined && { until: engineTimestamp(until) }),
        ...more,
      },
      unversioned: true,
      op: "read record",
      kind: "stream",
      signal,
    });
    const about = { op: "read record", endpoint: this.own.endpoint };
    for await (const value of jsonLines<Fields>(response.body, about)) {
      // An event may be of any type, but it has a time.
      if (value.type === "error" && value.time === undefined) throw this.#told(value);
      yield value;
    }
  }

  #told(value: Fields): EngineError {
    return new EngineError(String(value.message), {
      code: (value.code as EngineErrorCode) ?? "engine",
      op: "read record",
      endpoint: this.own.endpoint,
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.own.close();
  }
}
