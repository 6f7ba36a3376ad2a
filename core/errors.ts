/**
 * What went wrong, as a stable word. Match this, never the text or the class.
 *
 * | code | means |
 * | --- | --- |
 * | `unreachable` | nothing answers at the endpoint (no socket, refused, host unknown, cut while connecting) |
 * | `denied` | the endpoint is there but we may not use it (EACCES, 403) |
 * | `unauthorized` | a registry or proxy wants other credentials (401) |
 * | `bad_request` | the engine refused the request as malformed (400) |
 * | `not_found` | no such object (404) |
 * | `conflict` | the object is in a state that forbids it (409) |
 * | `version` | client and engine share no API version, or the call needs a newer one |
 * | `unsupported` | the engine knows the call but cannot do it here (501) |
 * | `unavailable` | the engine says it cannot serve now (503) |
 * | `engine` | the engine failed (any other status, or an error inside a stream) |
 * | `cut` | the connection ended in the middle of an answer |
 * | `protocol` | what came is not what HTTP or the Engine API allows |
 * | `too_large` | an answer exceeded a stated bound |
 * | `timeout` | a wait of ours ran out |
 * | `aborted` | the caller's AbortSignal |
 * | `config` | a configuration file, context or environment variable is unusable |
 */
export type EngineErrorCode =
  | "unreachable"
  | "denied"
  | "unauthorized"
  | "bad_request"
  | "not_found"
  | "conflict"
  | "version"
  | "unsupported"
  | "unavailable"
  | "engine"
  | "cut"
  | "protocol"
  | "too_large"
  | "timeout"
  | "aborted"
  | "config";

/** What an {@link EngineError} carries beside its message. */
export interface EngineErrorInfo {
  /** What went wrong, as a stable word. */
  code: EngineErrorCode;
  /** What was being done, in words: `"stop container"`. */
  op: string;
  /** HTTP status, where the engine answered. */
  status?: number;
  /** The endpoint as a DOCKER_HOST string: `unix:///var/run/docker.sock`. */
  endpoint?: string;
  /** What the person can do about it, if we know: one sentence, no full stop. */
  hint?: string;
  /** Exit code of the build step that failed, where that is what failed. */
  exitCode?: number;
  /** What this came from. */
  cause?: unknown;
}

/**
 * Every failure of an engine call. `message` is the engine's own words where it spoke, else
 * ours; it never holds a stack, a colour code or a trailing full stop of ours.
 */
export class EngineError extends Error {
  /** Always `EngineError`. */
  override readonly name = "EngineError";
  /** What went wrong, as a stable word. */
  readonly code: EngineErrorCode;
  /** What was being done, in words. */
  readonly op: string;
  /** HTTP status, where the engine answered. */
  readonly status?: number;
  /** The endpoint as a DOCKER_HOST string. */
  readonly endpoint?: string;
  /** What the person can do about it. */
  readonly hint?: string;
  /** Exit code of the build step that failed. */
  readonly exitCode?: number;

  /** A failure with its words and what is known of it. */
  constructor(message: string, info: EngineErrorInfo) {
    super(message, info.cause === undefined ? undefined : { cause: info.cause });
    this.code = info.code;
    this.op = info.op;
    if (info.status !== undefined) this.status = info.status;
    if (info.endpoint !== undefined) this.endpoint = info.endpoint;
    if (info.hint !== undefined) this.hint = info.hint;
    if (info.exitCode !== undefined) this.exitCode = info.exitCode;
  }

  /** The same failure told of another operation or endpoint. */
  with(info: Partial<EngineErrorInfo>): EngineError {
    return new EngineError(this.message, {
      code: this.code,
      op: this.op,
      status: this.status,
      endpoint: this.endpoint,
      hint: this.hint,
      exitCode: this.exitCode,
      cause: this.cause,
      ...info,
    });
  }
}

/** Whether `e` is an {@link EngineError}, of one of `codes` if any are given. */
export function isEngineError(e: unknown, ...codes: EngineErrorCode[]): e is EngineError {
  return e instanceof EngineError && (codes.length === 0 || codes.includes(e.code));
}

/** The code for an HTTP status of 400 or more (moby api/server/httpstatus). */
export function codeOfStatus(status: number): EngineErrorCode {
  switch (status) {
    case 400:
      return "bad_request";
    case 401:
      return "unauthorized";
    case 403:
      return "denied";
    case 404:
      return "not_found";
    case 409:
      return "conflict";
    case 501:
      return "unsupported";
    case 503:
      return "unavailable";
    default:
      return "engine";
  }
}
