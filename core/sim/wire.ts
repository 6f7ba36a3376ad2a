/** What passes between the simulated engine and who asks it: request, answer, error. */

/** A JSON object whose keys are the engine's own. */
export type Doc = Record<string, unknown>;

/** A request as the simulated engine takes it, whether it came by HTTP or from the process. */
export interface SimRequest {
  method: string;
  /** Below the API version, segments still percent-encoded. */
  path: string;
  /** API version the request asked for: `1.51`. */
  version: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: AsyncIterable<Uint8Array>;
  /** `Connection: Upgrade` was asked for. */
  upgrade: boolean;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
}

/** The two directions of a hijacked connection. */
export interface SessionIo {
  input: AsyncIterable<Uint8Array>;
  /** Resolves when the bytes are taken. */
  write(bytes: Uint8Array): Promise<void>;
  signal: AbortSignal;
}

/** The simulated engine's answer. */
export interface SimResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body?: Uint8Array | AsyncIterable<Uint8Array>;
  /** For a hijacked connection: runs after the head (101, or 200 without upgrade) was sent. */
  session?: (io: SessionIo) => Promise<void>;
}

/** A refusal in the engine's own words, sent as `{"message": …}`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** `plain`: the body is the bare text, as some of the engine's answers are. */
  constructor(readonly status: number, message: string, readonly plain = false) {
    super(message);
  }
}

const encoder = new TextEncoder();

/** UTF-8. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** JSON as Go's encoder ends it: with a line break. */
export function jsonBytes(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value) + "\n");
}

/** An answer with a JSON body. */
export function json(value: unknown, status = 200): SimResponse {
  return { status, headers: { "content-type": "application/json" }, body: jsonBytes(value) };
}

/** An answer without a body: 204 unless told. */
export function empty(status = 204): SimResponse {
  return { status, headers: {} };
}

/** A whole number that JSON writes as it is, beyond 2^53 too. */
export function bigNumber(n: bigint): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(n));
}

/** A query flag as the engine reads it (moby httputils.BoolValue). */
export function flag(query: URLSearchParams, name: string, unset = false): boolean {
  const v = query.get(name);
  if (v === null) return unset;
  return !["", "0", "no", "false", "none"].includes(v.trim().toLowerCase());
}

/** At most this much of a request's body is read into memory. */
const MAX_BODY = 64 * 1024 * 1024;

/** The whole body. */
export async function readAll(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const c of body) {
    size += c.length;
    if (size > MAX_BODY) throw new ApiError(413, "request body too large");
    chunks.push(c);
  }
  return concat(chunks);
}

/** One array of all. */
export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0];
  const out = new Uint8Array(chunks.reduce((n, c) => n + c.length, 0));
  let at = 0;
  for (const c of chunks) {
    out.set(c, at);
    at += c.length;
  }
  return out;
}

/** The body as a JSON object; refuses what the engine refuses, in its words. */
export async function readDoc(req: SimRequest): Promise<Doc> {
  const bytes = await readAll(req.body);
  if (bytes.length === 0) return {};
  const type = req.headers["content-type"] ?? "";
  if (!/^application\/json\s*(;|$)/.test(type)) {
    throw new ApiError(
      400,
      `unsupported Content-Type header (${type}): must be 'application/json'`,
    );
  }
  try {
    const doc = JSON.parse(new TextDecoder().decode(bytes));
    return typeof doc === "object" && doc !== null && !Array.isArray(doc) ? doc : {};
  } catch (e) {
    throw new ApiError(400, `invalid JSON: ${e instanceof Error ? e.message : e}`);
  }
}

/** `1.9` < `1.41`. */
export function versionLess(a: string, b: string): boolean {
  const [a1, a2] = a.split(".").map(Number), [b1, b2] = b.split(".").map(Number);
  return a1 < b1 || (a1 === b1 && a2 < b2);
}
