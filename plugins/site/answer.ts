/** Whether a site answers. */
import { ExitError } from "../../cli/plugin/mod.ts";
import type { Engine } from "../../core/mod.ts";

const PAUSE = 200;
/** One question may take so long, in milliseconds. */
const ASK_LIMIT = 5_000;

/** Where a site is asked. */
export interface Asked {
  engine: Engine;
  id: string;
  host: string;
  port: number;
  /** Milliseconds until it is given up. */
  limit: number;
  signal: AbortSignal;
}

/** `http://web1:8080/`. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}${port === 80 ? "" : `:${port}`}/`;
}

/**
 * Waits until the site answers anything at all, and gives the status. Throws an ExitError with the
 * last lines of its log where it ends before that, or does not answer in time.
 */
export async function waitForAnswer(asked: Asked): Promise<number> {
  const { engine, id, host, port, limit, signal } = asked;
  const end = Date.now() + limit;
  let why = "";
  for (;;) {
    try {
      return await ask(host, port, AbortSignal.any([signal, AbortSignal.timeout(ASK_LIMIT)]));
    } catch (e) {
      signal.throwIfAborted();
      why = reasonOf(e);
    }
    const { State: state } = await engine.containers.inspect(id, { signal });
    if (!state.Running || state.Restarting) {
      const code = `it ended with code ${state.ExitCode}`;
      throw new ExitError(1, `The site does not start: ${code}${await tail(engine, id, signal)}`);
    }
    if (Date.now() > end) {
      throw new ExitError(
        1,
        `The site does not answer at ${
          urlOf(host, port)
        } (${why}): does a program listen on that ` +
          `port of the container, on all addresses?${await tail(engine, id, signal)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function reasonOf(e: unknown): string {
  if (e instanceof Deno.errors.ConnectionRefused) return "nobody listens";
  if (e instanceof Deno.errors.ConnectionReset) return "it hangs up";
  if ((e as Error).name === "TimeoutError") return "no answer in time";
  return (e as Error).message;
}

/**
 * One request; the status. By hand, as a proxy of the environment shall not stand between, and
 * whoever accepts and then hangs up is not to keep us.
 */
async function ask(hostname: string, port: number, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  const connecting = Deno.connect({ hostname, port });
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  stopped.promise.catch(() => {});
  try {
    using connection = await Promise.race([connecting, stopped.promise]);
    const authority = urlOf(hostname, port).slice("http://".length, -1);
    const text = `GET / HTTP/1.1\r\nHost: ${authority}\r\nConnection: close\r\n\r\n`;
    await Promise.race([connection.write(new TextEncoder().encode(text)), stopped.promise]);
    return await Promise.race([statusOf(connection), stopped.promise]);
  } catch (e) {
    connecting.then((c) => c.close()).catch(() => {}); // late, or closed already
    throw e;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** The status that the first line of an answer tells. */
async function statusOf(connection: Deno.Conn): Promise<number> {
  const buffer = new Uint8Array(1024);
  for (let length = 0; length < buffer.length;) {
    const n = await connection.read(buffer.subarray(length));
    if (n === null) throw new Error("it hangs up");
    length += n;
    const line = /^HTTP\/1\.[01] (\d{3})[ \r\n]/.exec(
      new TextDecoder().decode(buffer.subarray(0, length)),
    );
    if (line !== null) return Number(line[1]);
    if (length > 16) break;
  }
  throw new Error("it speaks no HTTP");
}

async function tail(engine: Engine, id: string, signal: AbortSignal): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  try {
    const options = { stdout: true, stderr: true, tail: 5, signal };
    for await (const { data } of engine.containers.logs(id, options)) {
      text += decoder.decode(data, { stream: true });
      if (text.length > 4_096) break;
    }
  } catch { /* a container that is gone has no log */ }
  const lines = text.trim().split("\n").filter((l) => l !== "").slice(-5);
  return lines.map((l) => `\n  ${l.slice(0, 200)}`).join("");
}
