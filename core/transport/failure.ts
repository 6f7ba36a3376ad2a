/** What went wrong with a request, as an EngineError that says it in words. */
import { codeOfStatus, EngineError, type EngineErrorInfo } from "../errors.ts";

/** What an error is told of: the operation, the endpoint and the caller's signal. */
export interface Situation {
  op: string;
  endpoint: string;
  signal?: AbortSignal;
}

/** Bound for an error's body; more is cut. */
export const MAX_ERROR_BODY = 64 * 1024;

/** The error for the caller's own signal. */
export function abortedError(at: Situation): EngineError {
  return new EngineError(`${at.op}: cancelled`, {
    code: "aborted",
    op: at.op,
    endpoint: at.endpoint,
    cause: at.signal?.reason,
  });
}

/** The error for a wait of ours that ran out. */
export function timeoutError(at: Situation, what: string, ms: number): EngineError {
  return new EngineError(`${at.endpoint} ${what} within ${seconds(ms)}`, {
    code: "timeout",
    op: at.op,
    endpoint: at.endpoint,
    hint: "The engine or the way to it hangs; see whether it is overloaded, and try again",
  });
}

function seconds(ms: number): string {
  const s = Math.round(ms / 100) / 10;
  return s === 1 ? "1 second" : `${s} seconds`;
}

/**
 * The EngineError for a failed attempt to connect (Deno's or node's error). The words are
 * docker's, the hints ours.
 */
export function connectError(e: unknown, endpoint: string): EngineError {
  if (e instanceof EngineError) return e;
  const code = (e as { code?: string } | null)?.code;
  const info = (code: EngineErrorInfo["code"], hint?: string): EngineErrorInfo => ({
    code,
    op: "connect",
    endpoint,
    hint,
    cause: e,
  });
  const words = e instanceof Error ? e.message.replace(/ \(os error \d+\)$/, "") : String(e);
  if (
    e instanceof Deno.errors.PermissionDenied || e instanceof Deno.errors.NotCapable ||
    code === "EACCES" || code === "EPERM"
  ) {
    const socket = endpoint.startsWith("unix://");
    return new EngineError(
      `permission denied while trying to connect to the Docker daemon ${
        socket ? "socket " : ""
      }at ${endpoint}: ${words}`,
      info(
        "denied",
        socket
          ? "Add yourself to the group that owns the socket (sudo usermod -aG docker $USER, then log in again), or use sudo"
          : undefined,
      ),
    );
  }
  if (
    e instanceof Deno.errors.NotFound || e instanceof Deno.errors.ConnectionRefused ||
    code === "ENOENT" || code === "ECONNREFUSED"
  ) {
    return new EngineError(
      `Cannot connect to the Docker daemon at ${endpoint}. Is the docker daemon running?`,
      info("unreachable", "Start it (sudo systemctl start docker), or name another with --host"),
    );
  }
  return new EngineError(
    `Cannot connect to the Docker daemon at ${endpoint}: ${words}`,
    info("unreachable", "Look at the address and the network between"),
  );
}

/** The EngineError for whatever a running exchange threw: undici's, Deno's, ours. */
export function exchangeError(e: unknown, at: Situation): EngineError {
  if (e instanceof EngineError) {
    if (e.op === "connect" && e.code === "cut") return cutError(at, e);
    if (e.op !== "connect" && e.endpoint !== undefined) return e;
    const greeted = e.code === "protocol" && e.endpoint === undefined &&
      at.endpoint.startsWith("ssh://");
    return e.with({
      op: at.op,
      endpoint: e.endpoint ?? at.endpoint,
      ...(greeted && {
        hint:
          "The remote shell's start-up files may print something; they must not without a terminal",
      }),
    });
  }
  if (at.signal?.aborted) return abortedError(at);
  const code = (e as { code?: string } | null)?.code ?? "";
  const info = (c: EngineErrorInfo["code"], hint?: string): EngineErrorInfo => ({
    code: c,
    op: at.op,
    endpoint: at.endpoint,
    hint,
    cause: e,
  });
  if (
    code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE" ||
    code.startsWith("ERR_STREAM_") ||
    code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" || code === "HPE_INVALID_EOF_STATE" ||
    e instanceof Deno.errors.ConnectionReset || e instanceof Deno.errors.BrokenPipe ||
    e instanceof Deno.errors.UnexpectedEof || e instanceof Deno.errors.ConnectionAborted ||
    e instanceof Deno.errors.BadResource || e instanceof Deno.errors.Interrupted ||
    e instanceof Deno.errors.NotConnected
  ) {
    return cutError(at, e);
  }
  if (e instanceof Error && /fatal alert|peer certificate/i.test(e.message)) {
    // With TLS 1.3 the engine refuses our certificate only after the handshake.
    return new EngineError(
      `the engine at ${at.endpoint} refused the TLS connection: ${e.message}`,
      info("denied", "It wants a client certificate that it trusts: cert.pem and key.pem"),
    );
  }
  if (code === "UND_ERR_DESTROYED" || code === "UND_ERR_CLOSED") {
    return new EngineError(
      `${at.op}: the connection to ${at.endpoint} was closed`,
      info("aborted"),
    );
  }
  if (code.startsWith("HPE_") || code.startsWith("UND_ERR_")) {
    return new EngineError(
      `what answers at ${at.endpoint} does not speak HTTP as an engine does`,
      info("protocol", "See whether the address is that of a Docker Engine"),
    );
  }
  const words = e instanceof Error ? e.message : String(e);
  return new EngineError(`${at.op}: ${words}`, info("protocol"));
}

/** The engine's own words in the body of an error: JSON, plain text or a proxy's HTML. */
export function errorText(body: string, status: number): string {
  const text = body.trim();
  if (text.startsWith("{")) {
    try {
      const o = JSON.parse(text) as { message?: unknown; cause?: unknown; Message?: unknown };
      const words = [o.message, o.Message, o.cause].find((w) => typeof w === "string" && w !== "");
      if (typeof words === "string") return clean(words);
    } catch { /* cut, or not JSON after all: as it is */ }
  }
  if (/^<(!doctype|html|head|body|\?xml)/i.test(text)) {
    const title = elementText(text, "<title") ?? elementText(text, "<h1");
    const words = title === undefined ? "" : clean(unescapeHtml(title));
    return words || `the answer was a web page of status ${status}`;
  }
  return clean(text) || `status ${status} without a message`;
}

/** What stands behind the first tag that begins so; read by index, as the page is anybody's. */
function elementText(page: string, tag: string): string | undefined {
  const at = page.toLowerCase().indexOf(tag);
  const from = at < 0 ? -1 : page.indexOf(">", at);
  if (from < 0) return undefined;
  const end = page.indexOf("<", from);
  return page.slice(from + 1, end < 0 ? undefined : end);
}

function unescapeHtml(s: string): string {
  return s.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, n) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[n as "amp"],
  );
}

function clean(s: string): string {
  const words = s.trim();
  return words.length > 8192 ? words.slice(0, 8192) + "…" : words;
}

/** The EngineError for an answer of status 400 and above, or a redirect. */
export function statusError(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
  at: Situation,
): EngineError {
  const info = { op: at.op, endpoint: at.endpoint, status };
  if (status < 400) {
    const to = headers["location"];
    return new EngineError(
      `the engine answered with a redirect${to ? ` to ${to}` : ""} (status ${status})`,
      { ...info, code: "protocol" },
    );
  }
  const text = errorText(body, status);
  if (status === 400 && /client( API)? version \S+ is too (old|new)/.test(text)) {
    return new EngineError(text, {
      ...info,
      code: "version",
      hint: "Unset DOCKER_API_VERSION, or use a version that the engine has",
    });
  }
  return new EngineError(text, { ...info, code: codeOfStatus(status) });
}

/** The error for an answer that ends too early, before it is known whose. */
export function endedEarly(): EngineError {
  return new EngineError("the connection ended in the middle of an answer", {
    code: "cut",
    op: "connect",
  });
}

function cutError(at: Situation, cause: unknown): EngineError {
  return new EngineError(`the connection to ${at.endpoint} was cut`, {
    code: "cut",
    op: at.op,
    endpoint: at.endpoint,
    hint: "The engine may have stopped; see whether it runs, and try again",
    cause,
  });
}

/** The error for what is open on a link that does not even answer a ping. */
export function deadError(at: Situation): EngineError {
  return new EngineError(`the connection to ${at.endpoint} is dead: no answer to a ping`, {
    code: "cut",
    op: at.op,
    endpoint: at.endpoint,
    hint: "Look at the network between, and try again",
  });
}

/** The error for a peer that speaks something else. */
export function notHttp(what: string): EngineError {
  return new EngineError(`the answer is not HTTP: ${what}`, {
    code: "protocol",
    op: "connect",
    hint: "See whether the address is that of a Docker Engine",
  });
}
