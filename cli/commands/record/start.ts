/** `record start`: start a recorder in the background. */
import { resolve } from "node:path";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { checkListen, LISTEN_OPTIONS, programWords } from "./_listen.ts";
import { recordConfig, recorderOptions, recordPlaceOf, sameWords } from "./_recorder.ts";

/** How long a recorder may take until it says that it runs, in milliseconds. */
const PATIENCE = 60_000;
const LOOK = 50;
/** So much of the recorder's own words is shown when it did not come up. */
const LAST_WORDS = 4_096;

export const start = defineCommand({
  path: "record start",
  summary: "Start a recorder in the background",
  options: { ...recorderOptions, ...LISTEN_OPTIONS },
  async run(ctx, input) {
    checkListen(input, input.given);
    await recordConfig(ctx, input);
    const { place, endpoint } = await recordPlaceOf(ctx, input);
    const [{ runningRecorder, reason }, { openOwn, ownFolder }, { isEngineError }] = await Promise
      .all([
        import("../../../core/recorder/write/lock.ts"),
        import("../../../core/own_path.ts"),
        import("../../../core/errors.ts"),
      ]);
    const running = await runningRecorder(place);
    if (running !== undefined) {
      throw new ExitError(
        1,
        `A recorder of ${endpoint} runs already: pid ${running.pid} on ${running.host}, since ${running.startedAt.toISOString()}`,
      );
    }
    try {
      ownFolder(place.dir, { what: "record folder" });
      openOwn(place.log, { what: "recorder's log", append: true, create: true }).close();
    } catch (e) {
      if (isEngineError(e)) throw e;
      throw new ExitError(1, `Cannot write to ${place.dir}: ${reason(e)}`);
    }
    const { size } = await Deno.stat(place.log);
    const { before, after } = sameWords(ctx.global, input, (path) => resolve(path));
    // The shell gives the recorder its own log as output, and goes.
    const child = new Deno.Command("/bin/sh", {
      args: [
        "-c",
        'log=$1; shift; exec "$@" >>"$log" 2>&1 </dev/null',
        "sh",
        place.log,
        ...programWords(),
        ...before,
        "record",
        "run",
        ...after,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
      detached: true,
      cwd: "/",
    }).spawn();
    let ended: Deno.CommandStatus | undefined;
    void child.status.then((status) => ended = status);
    const end = performance.now() + PATIENCE;
    for (;;) {
      const status = await runningRecorder(place);
      if (status?.pid === child.pid && status.state !== "starting") {
        child.unref();
        const waits = status.state === "waiting"
          ? `, which does not answer: ${status.trouble}`
          : "";
        await ctx.streams.stdout.write(
          `Recording ${endpoint}${waits}\n${
            status.listen === undefined ? "" : `Listening on ${status.listen}\n`
          }The recorder has pid ${child.pid} and writes its own log to ${place.log}\n`,
        );
        return;
      }
      if (ended !== undefined) {
        throw new ExitError(1, `The recorder ended at once:\n${await lastWords(place.log, size)}`);
      }
      if (performance.now() > end) {
        child.unref();
        throw new ExitError(
          1,
          `The recorder (pid ${child.pid}) has not come up within ${
            PATIENCE / 1000
          } seconds; see ${place.log}`,
        );
      }
      ctx.signal.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  },
});

/** What was written to the log from `from` on. */
async function lastWords(path: string, from: number): Promise<string> {
  const bytes = await Deno.readFile(path);
  const words = new TextDecoder().decode(bytes.subarray(Math.max(from, bytes.length - LAST_WORDS)));
  return words.trim();
}
