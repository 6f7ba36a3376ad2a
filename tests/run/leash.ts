/** Holds everything that the runner starts, and lets nothing outlive it. */
import { randomBytes } from "node:crypto";
import { lines } from "../engine/mod.ts";

const LEASH = new URL("../engine/leash.sh", import.meta.url).pathname;
const KEEP = `cat >/dev/null; rm -rf --one-file-system -- "$1"`;

/**
 * Holds everything that the runner starts. Each thing ends when the pipe to it does: by
 * disposing of the leash, or when the runner dies in whatever way.
 */
export class Leash implements AsyncDisposable {
  #ends: (() => Promise<unknown>)[] = [];
  #ended: Promise<void> | undefined;

  /** Whether it has been let go. */
  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** Registers what is to be ended; the last one registered ends first. */
  add(end: () => Promise<unknown>): void {
    this.#ends.push(end);
  }

  /** Makes a folder that goes when the runner goes. */
  async folder(parent: string): Promise<string> {
    // Short, as sockets are made below it.
    const path = `${parent}/dockerctl-tests-${randomBytes(3).toString("hex")}`;
    await Deno.mkdir(path, { mode: 0o755 });
    const child = new Deno.Command("setsid", {
      args: ["sh", "-c", KEEP, "sh", path],
      stdin: "piped",
      stdout: "null",
    }).spawn();
    this.add(async () => {
      await child.stdin.close().catch(() => {});
      await child.status;
    });
    return path;
  }

  /** Runs a command to its end, handing on each line it prints; returns its exit code. */
  async run(
    words: string[],
    options: { cwd: string; env: Record<string, string>; clearEnv?: boolean },
    onLine: (line: string) => void,
  ): Promise<number> {
    if (this.#ended) return 130;
    const child = new Deno.Command("setsid", {
      args: ["bash", "-c", `exec bash "$0" "$@" 2>&1`, LEASH, ...words],
      ...options,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.add(async () => {
      await child.stdin.close().catch(() => {});
      await child.status;
    });
    for await (const line of lines(child.stdout)) onLine(line);
    return (await child.status).code;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#ended ??= (async () => {
      for (const end of this.#ends.reverse()) await end();
    })();
  }
}
