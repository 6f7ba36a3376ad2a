import { defineCommand, ExitError } from "../../spec/types.ts";
import { copyFrames } from "./_run/copy_frames.ts";
import { parseMoment } from "./_run/moments.ts";

const WHEN = '(e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)';

/** `logs`: what a container has written, and with `-f` what it goes on to write. */
export const logs = defineCommand({
  path: "container logs",
  aliases: ["logs"],
  summary: "Fetch the logs of a container",
  args: [{ name: "container", complete: "container" }],
  options: {
    "details": { type: "boolean", summary: "Show extra details provided to logs" },
    "follow": { type: "boolean", short: "f", summary: "Follow log output" },
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
  ],
  async run(ctx, input) {
    const engine = await ctx.engine();
    const { signal, streams } = ctx;
    const container = await engine.containers.inspect(input.container, { signal });
    const moment = (name: string, text: string | undefined) => {
      try {
        return text ? parseMoment(text, ctx.now()) : undefined;
      } catch (error) {
        throw new ExitError(1, `invalid value for "${name}": ${(error as Error).message}`);
      }
    };
    const flag = (on: boolean) => on ? "1" : undefined;
    // The engine's frames are copied in bulk here; the library's iterator hands them out one by one.
    const response = await engine.transport.send({
      method: "GET",
      path: `/containers/${encodeURIComponent(container.Id)}/logs`,
      query: {
        stdout: "1",
        stderr: "1",
        since: moment("since", input.since),
        until: moment("until", input.until),
        timestamps: flag(input.timestamps),
        details: flag(input.details),
        follow: flag(input.follow),
        tail: input.tail,
      },
      op: "read logs of container",
      kind: "stream",
      signal,
    });
    if (container.Config.Tty) {
      for await (const piece of response.body) await streams.stdout.write(piece);
    } else await copyFrames(response.body, streams.stdout, streams.stderr);
  },
});
