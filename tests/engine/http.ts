/** Plain calls to an engine that go around the code under test. */
import { Buffer } from "node:buffer";
import { request } from "node:http";

/** What an engine answered. */
export interface Answer {
  status: number;
  text: string;
  bytes: Uint8Array;
  /** The body read as JSON; throws SyntaxError when it is none. */
  json<T = unknown>(): T;
}

/**
 * One plain call to an engine's unix socket, for making and checking a test's state. It is
 * node:http on purpose: a test's own view of the engine must not come from the code under test.
 * The body is sent as JSON, or as it is when it is bytes (a tar archive).
 */
export function call(
  socket: string,
  method: string,
  path: string,
  body?: unknown,
  timeout = 60_000,
): Promise<Answer> {
  const bytes = body instanceof Uint8Array;
  const payload = body === undefined ? undefined : bytes ? body : JSON.stringify(body);
  const headers: Record<string, string> = payload === undefined
    ? {}
    : { "content-type": bytes ? "application/x-tar" : "application/json" };
  return new Promise((resolve, reject) => {
    const options = { socketPath: socket, method, path, headers, agent: false, timeout };
    const req = request(options, (res) => {
      const chunks: Uint8Array[] = [];
      res.on("data", (chunk: Uint8Array) => chunks.push(chunk));
      res.on("error", reject);
      res.on("end", () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString("utf8");
        const status = res.statusCode ?? 0;
        resolve({ status, text, bytes, json: <T>() => JSON.parse(text) as T });
      });
    });
    req.on("timeout", () => req.destroy(new Error(`no answer to ${method} ${path} in time`)));
    req.on("error", reject);
    req.end(payload);
  });
}
