/** One message sent by HTTP: to an address that was checked, redirects and all. */
import { AnswerReader, requestBytes } from "../../transport/http1.ts";
import { type Connection, writeAll } from "../../transport/connection.ts";
import { clean } from "../patterns/clean.ts";
import { AddressError, addressesOf, type Resolve } from "./address.ts";
import { masked, maskedAddress } from "./secrets.ts";
import { SendError } from "./send_error.ts";

/** What is sent. */
export interface Post {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  /** PEM of certificates to trust in addition. */
  ca?: string;
  /** Texts that must not be in what is said of a failure. */
  secrets: readonly string[];
  signal: AbortSignal;
  resolve?: Resolve;
}

/** All of it must be done by then; milliseconds. */
export const POST_TIMEOUT = 30_000;
const MAX_REDIRECTS = 3;
/** Of an answer so much is read, for its words. */
const MAX_ANSWER = 4 * 1024;
const MAX_WORDS = 120;
/** Nobody may have us wait longer; milliseconds. */
const MAX_WAIT = 60 * 60_000;
/** The request has to be changed before it can succeed; others may by waiting. */
const REFUSED = new Set([400, 405, 406, 411, 413, 414, 415, 422, 431]);

/** Sends it and reads the answer. Throws SendError for whatever is not an answer of 2xx. */
export async function post(what: Post): Promise<void> {
  const signal = AbortSignal.any([what.signal, AbortSignal.timeout(POST_TIMEOUT)]);
  const first = new URL(what.url);
  const { secrets } = what;
  let url = first;
  try {
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const headers = url.origin === first.origin ? what.headers : {};
      const next = await once({ ...what, headers, signal }, url);
      if (next === undefined) return;
      if (first.protocol === "https:" && next.protocol !== "https:") {
        throw new SendError(`${maskedAddress(url.href)} redirects to an address without TLS`);
      }
      if (next.protocol !== "https:" && next.protocol !== "http:") {
        throw new SendError(`${maskedAddress(url.href)} redirects to no address of the web`);
      }
      url = next;
    }
    throw new SendError(`${maskedAddress(first.href)} redirects more than ${MAX_REDIRECTS} times`);
  } catch (e) {
    if (what.signal.aborted) throw e;
    const where = maskedAddress(url.href);
    if (signal.aborted) throw new SendError(`${where} did not answer in ${POST_TIMEOUT / 1000} s`);
    if (e instanceof SendError) {
      const { refused, wait } = e;
      throw new SendError(masked(e.message, secrets), { refused, wait });
    }
    if (e instanceof AddressError) throw new SendError(e.message);
    const why = clean((e as Error).message ?? String(e), MAX_WORDS).replace(
      / \(os error \d+\)/,
      "",
    );
    throw new SendError(masked(`${where}: ${why}`, secrets));
  }
}

/** One request; where it leads on, undefined once it was taken. */
async function once(what: Post, url: URL): Promise<URL | undefined> {
  const conn = await connect(url, what);
  const close = () => {
    try {
      conn.close();
    } catch { /* closed already */ }
  };
  what.signal.addEventListener("abort", close, { once: true });
  try {
    const line = { method: "POST", target: url.pathname + url.search };
    const headers = {
      host: url.host,
      "user-agent": "dockerctl",
      accept: "*/*",
      connection: "close",
      "content-length": String(what.body.length),
      ...what.headers,
    };
    await writeAll(conn, requestBytes(line, headers, what.body));
    const reader = new AnswerReader(conn);
    const head = await reader.head();
    const { status } = head;
    if (status >= 200 && status < 300 || status === 303) return undefined;
    if (status >= 300 && status < 400 && head.headers.location !== undefined) {
      try {
        return new URL(head.headers.location, url);
      } catch {
        throw new SendError(`${maskedAddress(url.href)} redirects to no address`);
      }
    }
    const words = await reader.body(head, "POST", MAX_ANSWER).then(
      ({ bytes }) => clean(new TextDecoder().decode(bytes), MAX_WORDS),
      () => "",
    );
    const wait = Number(head.headers["retry-after"]) * 1000;
    throw new SendError(
      `${maskedAddress(url.href)} answers ${status}${words === "" ? "" : `: ${words}`}`,
      {
        refused: REFUSED.has(status),
        ...(wait > 0 && { wait: Math.min(wait, MAX_WAIT) }),
      },
    );
  } finally {
    what.signal.removeEventListener("abort", close);
    close();
  }
}

/** Connects to an address that was checked: no name is looked up after that. */
async function connect(url: URL, { signal, ca, resolve }: Post): Promise<Connection> {
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = await ended(addressesOf(url.hostname, resolve), signal);
  const tls = url.protocol === "https:";
  const port = Number(url.port) || (tls ? 443 : 80);
  let last: unknown;
  for (const address of addresses) {
    let conn: Deno.TcpConn | undefined;
    try {
      conn = await ended(Deno.connect({ hostname: address, port }), signal, (c) => c.close());
      if (!tls) return conn;
      const secure = await ended(
        Deno.startTls(conn, {
          hostname,
          alpnProtocols: ["http/1.1"],
          ...(ca !== undefined && { caCerts: [ca] }),
        }),
        signal,
        (c) => c.close(),
      );
      conn = undefined;
      await ended(secure.handshake(), signal);
      return secure;
    } catch (e) {
      try {
        conn?.close();
      } catch { /* it went into the TLS one */ }
      if (signal.aborted) throw e;
      last = e;
    }
  }
  throw last;
}

/** What a promise gives, or the signal's reason; what comes too late is given back. */
function ended<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  late?: (value: T) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then((value) => {
      if (signal.aborted) late?.(value);
      resolve(value);
    }, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
