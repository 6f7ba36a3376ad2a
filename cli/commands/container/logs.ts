/** `container logs`: fetch the logs of a container. */
import { isEngineError } from "../../../core/errors.ts";
import { defineCommand } from "../../spec/types.ts";
import { momentOf } from "./_logs/moment_of.ts";
import { copyFrames } from "../../../core/logs/copy_frames.ts";
import { sendLogs } from "../../../core/logs/request.ts";

const WHEN = '(e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)';

/** Flags that ask the record, not the engine. */
const OF_RECORD = ["recorded", "grep", "ignore-case", "invert-match"];

function ofRecord({ given }: { given: ReadonlySet<string> }): boolean {
  return OF_RECORD.some((name) => given.has(name));
}

/** `logs`: what a container has written, and with `-f` what it goes on to write. */
export const logs = defineCommand({
  path: "container logs",
  aliases: ["logs"],
  summary: "Fetch the logs of a container",
  usage: "[OPTIONS] CONTAINER",
  hosts: {
    output: (input, global) => global.json && ofRecord(input) ? "plain" : "timed",
    targets: "container",
    single: true,
    prepare: (input) => ({ ...input, timestamps: true }),
    recorded: ofRecord,
  },
  args: [{ name: "container", optional: true, variadic: true, complete: "container" }],
  argCount: (given) =>
    OF_RECORD.some((name) => given.has(name))
      ? [0, Infinity]
      : given.has("hosts")
      ? [1, Infinity]
      : [1, 1],
  options: {
    "details": { type: "boolean", summary: "Show extra details provided to logs" },
    "follow": { type: "boolean", short: "f", summary: "Follow log output" },
    "grep": {
      type: "string",
      value: "regexp",
      summary: "Show recorded lines that match; of all containers if none is named",
    },
    "ignore-case": { type: "boolean", short: "i", summary: "--grep takes no notice of case" },
    "invert-match": {
      type: "boolean",
      summary: "Show recorded lines that --grep does not match",
    },
    "recorded": {
      type: "boolean",
      summary: "Read what dockerctl recorded: all runs of a name, or of all containers",
    },
    "since": { type: "string", summary: `Show logs since timestamp ${WHEN}` },
    "tail": {
      type: "string",
      short: "n",
      default: "all",
      summary: "Number of lines to show from the end of the logs",
    },
    "timestamps": { type: "boolean", short: "t", summary: "Show timestamps" },
    "until": { type: "string", summary: `Show logs before a timestamp ${WHEN}` },
  },
  examples: [
    { text: "The last ten lines, and then what comes", command: "dockerctl logs -n 10 -f web" },
    { text: "The last quarter of an hour", command: "dockerctl logs --since 15m web" },
    {
      text: "What all containers, also those that are gone, said of a timeout today",
      command: "dockerctl logs --grep 'timed? ?out' -i --since 24h",
    },
  ],
  async run(ctx, input) {
    if (ofRecord(input)) {
      const { recordedLogs } = await import("./_logs/from_record.ts");
      return await recordedLogs(ctx, input.container, input);
    }
    const [name] = input.container;
    const engine = await ctx.engine();
    const { signal, streams } = ctx;
    let container;
    try {
      container = await engine.containers.inspect(name, { signal });
    } catch (e) {
      if (!isEngineError(e, "not_found", "unreachable")) throw e;
      const { goneLogs } = await import("./_logs/from_record.ts");
      return await goneLogs(ctx, name, input, e);
    }
    const response = await sendLogs(engine.transport, {
      path: `/containers/${encodeURIComponent(container.Id)}/logs`,
      op: "read logs of container",
      options: {
        since: momentOf(ctx, "since", input.since),
        until: momentOf(ctx, "until", input.until),
        timestamps: input.timestamps,
        details: input.details,
        follow: input.follow,
        tail: input.tail,
        signal,
      },
      // The screen runs commands too, and must not sleep.
      pace: ctx.caller === "tui" ? undefined : "bulk",
      lent: true,
    });
    if (container.Config.Tty) {
      for await (const piece of response.body) await streams.stdout.write(piece);
    } else await copyFrames(response.body, streams.stdout, streams.stderr);
  },
});
