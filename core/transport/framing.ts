/** What of a request says where it ends and to whom it goes: the transport's alone, whoever calls. */
import { EngineError } from "../errors.ts";
import type { WireRequest } from "./types.ts";

/** Headers that frame a request (RFC 9112 6, RFC 9110 7.2 and 7.6.1): a caller's would smuggle another one. */
export const FRAMING_HEADERS: readonly string[] = [
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
const METHODS: readonly string[] = ["GET", "HEAD", "POST", "PUT", "DELETE"];

/** Throws {@link EngineError} of code `bad_request` for a request that would frame itself. */
export function checkFraming(
  { method, headers, body, json, op }: WireRequest,
): void {
  const refuse = (why: string) => new EngineError(`${op}: ${why}`, { code: "bad_request", op });
  if (!METHODS.includes(method)) throw refuse("there is no such method");
  if ((method === "GET" || method === "HEAD") && (body !== undefined || json !== undefined)) {
    throw refuse(`a ${method} has no body`);
  }
  for (const name of Object.keys(headers ?? {})) {
    if (FRAMING_HEADERS.includes(name.trim().toLowerCase())) {
      throw refuse(`the header "${name}" is not the caller's to set`);
    }
  }
}

/** Headers without those that frame: from a configuration they mean nothing, as with docker. */
export function unframed(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !FRAMING_HEADERS.includes(name.toLowerCase())),
  );
}
