/** Stats of many containers over few connections: samples in turn in place of a stream each. */
import { sleep } from "../sleep.ts";
import type { Transport, WireRequest, WireResponse } from "../transport/types.ts";

/** Time between two samples of a container, in milliseconds. */
const EVERY = 2_000;

/** The part of a sample that the next one has of it. */
interface Sample {
  read?: string;
  cpu_stats?: unknown;
  [field: string]: unknown;
}

/**
 * A transport that takes a stream of stats (`GET /containers/{id}/stats`) for one sample every two
 * seconds (`one-shot`, API 1.41), with the CPU of the one before in it as the engine's own stream
 * has it. A connection is in use only while a sample comes.
 */
export function polledStats(inner: Transport, every: number = EVERY): Transport {
  return {
    endpoint: inner.endpoint,
    greeting: (signal) => inner.greeting(signal),
    upgrade: (request) => inner.upgrade(request),
    close: () => inner.close(),
    async send(request) {
      if (!isStatsStream(request)) return await inner.send(request);
      const single: WireRequest = {
        ...request,
        kind: "call",
        pace: undefined,
        query: { ...request.query, stream: false, "one-shot": true },
      };
      // What is wrong with the container is said at once, as by a stream.
      const first = await (await inner.send(single)).json<Sample>();
      return answer(samples(inner, single, first, every));
    },
  };
}

function isStatsStream({ method, path, query }: WireRequest): boolean {
  return method === "GET" && /^\/containers\/[^/]+\/stats$/.test(path) &&
    !/^(0|false)$/.test(String(query?.["stream"] ?? true));
}

async function* samples(
  inner: Transport,
  request: WireRequest,
  first: Sample,
  every: number,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let before = first;
  while (true) {
    await sleep(every, request.signal);
    const sample = await (await inner.send(request)).json<Sample>();
    const whole = { ...sample, preread: before.read, precpu_stats: before.cpu_stats };
    before = sample;
    yield encoder.encode(JSON.stringify(whole) + "\n");
  }
}

function answer(body: AsyncGenerator<Uint8Array>): WireResponse {
  const unread = () => Promise.reject(new TypeError("a stream of stats is read piece by piece"));
  return {
    status: 200,
    headers: { "content-type": "application/json" },
    body,
    json: unread,
    text: unread,
    async discard() {
      await body.return(undefined);
    },
  };
}
