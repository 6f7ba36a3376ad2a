/** A way to a host that is made when it is first needed, and again while it cannot be made. */
import { EngineError } from "../errors.ts";
import type {
  Duplex,
  EngineGreeting,
  Transport,
  WireRequest,
  WireResponse,
} from "../transport/types.ts";

/** After a failure nobody tries for so long: callers get the same failure at once; milliseconds. */
const PAUSE = 1_000;

/**
 * A transport over one that `connect` makes: at the first request, by whoever comes first, for all.
 * What it throws is thrown to all who wait, and it is tried again a second later at the earliest.
 * `endpoint` is said until it is known.
 */
export function lateTransport(endpoint: string, connect: () => Promise<Transport>): Transport {
  let made: Promise<Transport> | undefined;
  let known: Transport | undefined;
  let closed = false;
  let failedAt = -Infinity;
  const get = (op: string, signal?: AbortSignal): Promise<Transport> => {
    if (closed) return Promise.reject(aborted(op));
    if (known === undefined && made !== undefined && performance.now() - failedAt > PAUSE) {
      made = undefined;
    }
    made ??= begin();
    return signal === undefined ? made : untilAborted(made, op, signal);
  };
  const begin = () => {
    failedAt = Infinity;
    return connect().then((transport) => {
      if (closed) void transport.close();
      return known = transport;
    }, (e) => {
      failedAt = performance.now();
      throw e;
    });
  };
  return {
    get endpoint() {
      return known?.endpoint ?? endpoint;
    },
    async greeting(signal): Promise<EngineGreeting> {
      return await (await get("greet", signal)).greeting(signal);
    },
    async send(request: WireRequest): Promise<WireResponse> {
      return await (await get(request.op, request.signal)).send(request);
    },
    async upgrade(request: WireRequest): Promise<Duplex> {
      return await (await get(request.op, request.signal)).upgrade(request);
    },
    async close() {
      closed = true;
      await known?.close();
    },
  };
}

const aborted = (op: string) => new EngineError(`${op}: cancelled`, { code: "aborted", op });

/** One who leaves does not end it for the others. */
function untilAborted<T>(work: Promise<T>, op: string, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(aborted(op));
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
