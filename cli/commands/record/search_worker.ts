/** `record search-worker`: the process in which a server searches for its clients' expressions. */
import { defineCommand } from "../../spec/types.ts";

export const searchWorker = defineCommand({
  path: "record search-worker",
  summary: "Search files of the record, told on stdin",
  hidden: true,
  run: async (ctx) => {
    const [{ serveSearch }, { setPriority }] = await Promise.all([
      import("../../../core/recorder/search/search_process.ts"),
      import("node:os"),
    ]);
    try {
      // Behind everything else that the machine has to do.
      setPriority(15);
    } catch { /* it is allowed nothing of the kind */ }
    await serveSearch(
      ReadableStream.from(ctx.streams.stdin.read(ctx.signal)),
      (bytes) => ctx.streams.stdout.write(bytes),
    );
  },
});
