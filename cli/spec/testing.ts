/** A command's surroundings for unit tests: streams that remember, a clock that stands still. */
import type { Engine } from "../../core/mod.ts";
import type { CommandContext, InputStream, OutputStream, Streams } from "./types.ts";

/** An output stream that remembers what was written. */
export class MemoryOutput implements OutputStream {
  readonly chunks: Uint8Array[] = [];
  constructor(readonly isTerminal = false) {}

  write(data: string | Uint8Array): Promise<void> {
    this.chunks.push(typeof data === "string" ? new TextEncoder().encode(data) : data.slice());
    return Promise.resolve();
  }

  /** Everything written so far, as text. */
  get text(): string {
    const decoder = new TextDecoder();
    return this.chunks.map((c) => decoder.decode(c, { stream: true })).join("") + decoder.decode();
  }
}

/** An input stream that gives `text` and ends. */
export function memoryInput(text = "", isTerminal = false): InputStream {
  return {
    isTerminal,
    async *read() {
      if (text !== "") yield await Promise.resolve(new TextEncoder().encode(text));
    },
    setRaw() {},
  };
}

/** Streams in memory. */
export interface MemoryStreams extends Streams {
  readonly stdout: MemoryOutput;
  readonly stderr: MemoryOutput;
}

/** Streams in memory; a terminal on all three with `size`. */
export function memoryStreams(
  options: { stdin?: string; size?: { columns: number; rows: number } } = {},
): MemoryStreams {
  const terminal = options.size !== undefined;
  return {
    stdin: memoryInput(options.stdin, terminal),
    stdout: new MemoryOutput(terminal),
    stderr: new MemoryOutput(terminal),
    size: () => options.size,
    onResize() {},
  };
}

/** What a test context starts from. */
export interface TestContextOptions {
  engine?: Engine;
  streams?: MemoryStreams;
  env?: Record<string, string>;
  json?: boolean;
  /** The answer to every question. */
  answer?: boolean;
  now?: Date;
}

/** A context whose clock stands at 2026-01-02T03:04:05Z. */
export function testContext(
  options: TestContextOptions = {},
): CommandContext & { streams: MemoryStreams; questions: string[] } {
  const streams = options.streams ?? memoryStreams();
  const questions: string[] = [];
  return {
    engine: () =>
      options.engine ? Promise.resolve(options.engine) : Promise.reject(new TypeError("no engine")),
    streams,
    signal: new AbortController().signal,
    env: options.env ?? {},
    global: { debug: false, json: options.json ?? false },
    now: () => options.now ?? new Date("2026-01-02T03:04:05Z"),
    confirm: (question) => {
      questions.push(question);
      return Promise.resolve(options.answer ?? false);
    },
    askText: () => Promise.resolve(undefined),
    askSecret: () => Promise.resolve(undefined),
    onSignal() {},
    caller: "cli",
    questions,
  };
}
