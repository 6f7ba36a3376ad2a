/** A server in the background, and clients of it. */
import { BINARY, type EngineContext, type Output, type RunOptions } from "../../engine/mod.ts";

/** `dockerctl record serve`, and clients of it. */
export interface Serving extends AsyncDisposable {
  /** What it says it listens on. */
  url: string;
  port: number;
  tokenFile: string;
  /** What it has said so far. */
  said(): string;
  /** The binary as a client, on nothing but the server. */
  cli(args: readonly string[], options?: RunOptions): Promise<Output>;
  /** Words before a client's own. */
  client: readonly string[];
  /** Ends it as a person would; gives the exit code. */
  stop(signal?: Deno.Signal): Promise<number>;
}

/** An environment in which no engine is found but by the flags. */
export const NO_ENGINE = { DOCKER_HOST: "unix:///nowhere/docker.sock" };

/** Starts `record serve` before the test's engine and waits until it listens. */
export async function serve(
  c: EngineContext,
  args: readonly string[] = [],
  listen = "127.0.0.1:0",
): Promise<Serving> {
  const child = new Deno.Command(BINARY, {
    args: ["record", "serve", "--listen", listen, ...args],
    env: c.env,
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
    listening.reject(new Error(`record serve ended: ${said}`));
  })();
  const url = await listening.promise;
  const tokenFile = `${c.env.HOME}/.local/state/dockerctl/record/server.token`;
  const client = ["--server", url, "--server-token-file", tokenFile];
  const stop = async (signal: Deno.Signal = "SIGTERM") => {
    try {
      child.kill(signal);
    } catch { /* it has ended */ }
    const { code } = await child.status;
    await reading;
    return code;
  };
  return {
    url,
    port: Number(/:(\d+)$/.exec(url)?.[1] ?? 0),
    tokenFile,
    said: () => said,
    client,
    cli: (words, options = {}) =>
      c.cli([...client, ...words], { ...options, env: { ...NO_ENGINE, ...options.env } }),
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

/** Sends bytes to a port as they are, and gives what came until the connection ended. */
export async function raw(port: number, ...pieces: string[]): Promise<string> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  try {
    for (const piece of pieces) {
      const bytes = new TextEncoder().encode(piece);
      for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
    }
  } catch { /* refused in the middle: the answer says why */ }
  let text = "";
  const block = new Uint8Array(64 * 1024);
  for (;;) {
    const n = await conn.read(block).catch(() => null);
    if (n === null) break;
    text += new TextDecoder().decode(block.subarray(0, n));
  }
  conn.close();
  return text;
}
