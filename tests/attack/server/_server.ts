/** The binary's server before a simulated engine, in a home of its own, and what attacks it. */
import { type FakeEngine, startFakeEngine } from "../../fake_engine/mod.ts";

/** The program that is attacked. */
export const BINARY = new URL("../../../dist/dockerctl", import.meta.url).pathname;

/** A server that runs. */
export interface Attacked extends AsyncDisposable {
  fake: FakeEngine;
  port: number;
  pid: number;
  home: string;
  token: string;
  url: string;
  /** What it has said so far. */
  said(): string;
  connect(): Promise<Deno.TcpConn>;
  /** Sends bytes as they are, and gives what came until the connection ended. */
  raw(...pieces: (string | Uint8Array)[]): Promise<string>;
  /** One request with the token. */
  ask(method: string, path: string, body?: unknown, more?: string): Promise<Answer>;
  /** A client: the binary with `--server`. */
  cli(words: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }>;
}

/** An answer, read to its end. */
export interface Answer {
  status: number;
  head: string;
  body: string;
}

/** Settings of {@link attacked}. */
export interface AttackedOptions {
  /** Flags beside `--listen`. */
  args?: readonly string[];
  /** `serve` unless given. */
  command?: "serve" | "run";
  /** Before it starts: the folder of the home, and what the engine is reached at. */
  prepare?(home: string, host: string): void | Promise<void>;
}

/** Starts the server and waits until it listens. */
export async function attacked(options: AttackedOptions = {}): Promise<Attacked> {
  const { args = [], command = "serve", prepare } = options;
  const home = await Deno.makeTempDir();
  const fake = await startFakeEngine();
  await prepare?.(home, fake.host);
  const child = new Deno.Command(BINARY, {
    args: ["-H", fake.host, "record", command, "--listen", "127.0.0.1:0", ...args],
    env: { HOME: home, TMPDIR: home, NO_COLOR: "1" },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let said = "";
  const listening = Promise.withResolvers<string>();
  const reading = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      said += text;
      const url = / Listening on (\S+) \(/.exec(said)?.[1];
      if (url !== undefined) listening.resolve(url);
    }
    listening.reject(new Error(`it ended: ${said}`));
  })();
  const stop = async () => {
    try {
      child.kill("SIGTERM");
    } catch { /* it has ended */ }
    await child.status;
    await reading;
    await fake[Symbol.asyncDispose]();
    await Deno.remove(home, { recursive: true });
  };
  try {
    const url = await listening.promise;
    const port = Number(url.slice(url.lastIndexOf(":") + 1));
    const tokenFile = `${home}/.local/state/dockerctl/record/server.token`;
    const token = (await Deno.readTextFile(tokenFile)).trim();
    const connect = () => Deno.connect({ hostname: "127.0.0.1", port });
    const send = async (...pieces: (string | Uint8Array)[]) => {
      const conn = await connect();
      try {
        for (const piece of pieces) await writeAll(conn, piece);
      } catch { /* it was refused in the middle; the answer says why */ }
      return await readAll(conn);
    };
    return {
      fake,
      port,
      pid: child.pid,
      home,
      token,
      url,
      said: () => said,
      connect,
      raw: send,
      async ask(method, path, body, more = "") {
        const text = body === undefined ? "" : JSON.stringify(body);
        const size = new TextEncoder().encode(text).length;
        const answer = await send(
          `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n` +
            `Authorization: Bearer ${token}\r\n${more}` +
            (text === "" ? "" : `Content-Type: application/json\r\nContent-Length: ${size}\r\n`) +
            `\r\n${text}`,
        );
        return answerOf(answer);
      },
      async cli(words) {
        const out = await new Deno.Command(BINARY, {
          args: ["--server", url, "--server-token-file", tokenFile, ...words],
          env: { HOME: home, TMPDIR: home, NO_COLOR: "1" },
          clearEnv: true,
          stdin: "null",
        }).output();
        const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
        return { code: out.code, stdout: text(out.stdout), stderr: text(out.stderr) };
      },
      [Symbol.asyncDispose]: stop,
    };
  } catch (e) {
    await stop();
    throw e;
  }
}

/** Writes text or bytes. */
export async function writeAll(conn: Deno.Conn, piece: string | Uint8Array): Promise<void> {
  const bytes = typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

/** What comes until the connection ends, which is then closed. */
export async function readAll(conn: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  const block = new Uint8Array(64 * 1024);
  let text = "";
  for (;;) {
    const n = await conn.read(block).catch(() => null);
    if (n === null) break;
    text += decoder.decode(block.subarray(0, n), { stream: true });
  }
  try {
    conn.close();
  } catch { /* closed already */ }
  return text;
}

/** An answer's text in its parts; chunks are left as they are. */
export function answerOf(text: string): Answer {
  const end = text.indexOf("\r\n\r\n");
  return {
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0),
    head: text.slice(0, end),
    body: text.slice(end + 4),
  };
}

/** Seconds of a processor that a process has used. */
export async function processorTime(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Bytes of memory that a process holds now. */
export async function memoryOf(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) * 1024;
}

/** The processes below one, by what their command lines hold. */
export async function below(pid: number, words: string): Promise<number[]> {
  const found: number[] = [];
  for (const entry of Deno.readDirSync("/proc")) {
    const id = Number(entry.name);
    if (!(id > 0)) continue;
    const text = await Deno.readTextFile(`/proc/${id}/stat`).catch(() => "");
    if (text === "" || Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]) !== pid) {
      continue;
    }
    const line = await Deno.readTextFile(`/proc/${id}/cmdline`).catch(() => "");
    if (line.replaceAll("\0", " ").includes(words)) found.push(id);
    found.push(...await below(id, words));
  }
  return found;
}

/** Waits until something is so; fails after a time that is far from what it takes. */
export async function until(what: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  const end = performance.now() + ms;
  while (!await what()) {
    if (performance.now() > end) throw new Error("it did not come to be");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
