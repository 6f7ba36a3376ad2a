/** The one guard of hosts on which nothing is changed; it stands in the way to the engine itself. */
import { EngineError } from "../errors.ts";
import type { Transport, WireRequest } from "../transport/types.ts";

/** Whether a request leaves the engine as it is. What cannot be told counts as a change. */
export function isReading({ method, path, query }: WireRequest): boolean {
  const plain = path.replace(/^\/v\d+\.\d+(?=\/)/, "");
  if (method === "HEAD" || method === "GET") return !/\/attach\/ws$/.test(plain);
  if (method !== "POST") return false;
  if (/^\/containers\/[^/]+\/wait$/.test(plain) || plain === "/auth") return true;
  // Listening is reading; what could be typed there is not.
  const listens = query?.["stdin"] === undefined || /^(0|false|)$/.test(String(query["stdin"]));
  return listens && /^\/containers\/[^/]+\/attach$/.test(plain);
}

/**
 * A transport that refuses changes with an EngineError of code `denied`, before the engine hears
 * of them, whoever makes the call. `name` is the host's in the list; unset: what is read-only is
 * the screen.
 */
export function readOnlyTransport(inner: Transport, name?: string): Transport {
  const check = (request: WireRequest) => {
    if (isReading(request)) return;
    const message = name === undefined
      ? "This is read-only: nothing can be changed from here"
      : `${name} is read-only: nothing can be changed there`;
    throw new EngineError(message, {
      code: "denied",
      op: request.op,
      endpoint: inner.endpoint,
      ...(name !== undefined && { hint: `"readOnly" stands at ${name} in the list of hosts` }),
    });
  };
  return {
    endpoint: inner.endpoint,
    greeting: (signal) => inner.greeting(signal),
    async send(request) {
      check(request);
      return await inner.send(request);
    },
    async upgrade(request) {
      check(request);
      return await inner.upgrade(request);
    },
    close: () => inner.close(),
  };
}
