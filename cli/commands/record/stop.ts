/** `record stop`: end the recorder of the engine. */
import { hostname } from "node:os";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { dirOption, recordPlaceOf } from "./_recorder.ts";

/** How long a recorder may take to write what it has read, in milliseconds. */
const PATIENCE = 30_000;
const LOOK = 50;

export const stop = defineCommand({
  path: "record stop",
  summary: "End the recorder of the engine",
  options: dirOption,
  async run(ctx, input) {
    const { place, endpoint } = await recordPlaceOf(ctx, input);
    const { runningRecorder } = await import("../../../core/recorder/write/lock.ts");
    const running = await runningRecorder(place);
    if (running === undefined) throw new ExitError(1, `No recorder of ${endpoint} runs`);
    const { pid, host } = running;
    if (host !== hostname()) {
      throw new ExitError(
        1,
        `The recorder of ${endpoint} runs on ${host}, as pid ${pid}; end it there`,
      );
    }
    try {
      Deno.kill(pid, "SIGTERM");
    } catch (e) {
      if (!(e instanceof Deno.errors.NotFound)) {
        throw new ExitError(1, `Cannot end the recorder (pid ${pid}): ${(e as Error).message}`);
      }
    }
    const end = performance.now() + PATIENCE;
    while ((await runningRecorder(place))?.pid === pid) {
      ctx.signal.throwIfAborted();
      if (performance.now() > end) {
        throw new ExitError(
          1,
          `The recorder (pid ${pid}) has not ended within ${PATIENCE / 1000} seconds`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
    await ctx.streams.stdout.write(`The recorder of ${endpoint} has ended\n`);
  },
});
