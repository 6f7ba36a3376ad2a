/** Runs dockerctl in this process, as a start for each of hundreds of lines takes too long. */
import { runApp } from "../../cli/app/app.ts";
import { commands, groups } from "../../cli/commands/mod.ts";
import { connectEngine } from "../../cli/app/engine.ts";
import { askSecret, askText, confirm } from "../../cli/process/prompt.ts";
import { Registry } from "../../cli/spec/registry.ts";
import { memoryStreams } from "../../cli/spec/testing.ts";
import type { Output } from "../engine/mod.ts";

const registry = new Registry(commands, groups);

/** No line of a comparison takes as long, in milliseconds. */
const LIMIT = 120_000;

/**
 * Runs a command line in this process, in its current folder: the binary's start costs more than
 * most lines do.
 */
export async function runInProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin?: string,
): Promise<Output> {
  const streams = memoryStreams({ stdin });
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), LIMIT);
  const { signal } = limit;
  try {
    const code = await runApp(args, {
      registry,
      streams,
      env: { ...env },
      signal,
      now: () => new Date(),
      confirm: (question) => confirm(streams, question, signal),
      askText: (question) => askText(streams, question),
      askSecret: (question) => askSecret(streams, question),
      onSignal() {},
      connect: (global) =>
        connectEngine(global, {
          env: { ...env },
          signal,
          endpoints: () => Promise.resolve([]),
          say: () => {},
        }),
    });
    return { code, stdout: streams.stdout.text, stderr: streams.stderr.text };
  } finally {
    clearTimeout(timer);
  }
}
