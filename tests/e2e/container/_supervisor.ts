/** `dockerctl supervise` in the background, started anew when it was killed, as systemd does. */
import type { EngineContext } from "../../engine/mod.ts";
import { eventually } from "../record/_recorder.ts";

/** A supervisor of one container. */
export class TestSupervisor implements AsyncDisposable {
  #child: Deno.ChildProcess | undefined;
  #ended: Promise<Deno.CommandStatus> | undefined;
  #reading: Promise<void> = Promise.resolve();
  /** All that it said, over its own deaths. */
  said = "";

  constructor(
    readonly c: EngineContext,
    readonly words: readonly string[],
    readonly env: Record<string, string> = {},
  ) {}

  start(): void {
    this.#child = new Deno.Command(this.c.binary, {
      args: ["supervise", ...this.words],
      env: { ...this.c.env, ...this.env },
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#ended = this.#child.status;
    const { stderr } = this.#child;
    this.#reading = (async () => {
      for await (const text of stderr.pipeThrough(new TextDecoderStream())) this.said += text;
    })();
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Ends it by a signal, and gives its exit code. */
  async end(signal: Deno.Signal = "SIGTERM"): Promise<number> {
    try {
      this.#child?.kill(signal);
    } catch { /* it has ended */ }
    return await this.ended();
  }

  /** Waits until it ends by itself; its exit code. */
  async ended(): Promise<number> {
    const { code } = await this.#ended!;
    await this.#reading;
    this.#child = undefined;
    return code;
  }

  /** Waits until it has said so. */
  async saying(text: string | RegExp): Promise<void> {
    const has = () => typeof text === "string" ? this.said.includes(text) : text.test(this.said);
    await eventually(
      () => Promise.resolve(has()),
      () => `it did not say ${text}:\n${this.said}`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child !== undefined) await this.end("SIGKILL");
  }
}
