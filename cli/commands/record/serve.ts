import { serverOf } from "../../spec/server.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import {
  checkListen,
  engineTransport,
  lateRecord,
  LISTEN_OPTIONS,
  startListening,
} from "./_listen.ts";

/** The server without the recorder: of a record that another process writes, or nobody any more. */
export const serve = defineCommand({
  path: "record serve",
  summary: "Serve the record and the engine to other dockerctls",
  description: "Answers dockerctls that are called with --server, as record run --listen does, " +
    "without recording anything itself. Clients may read; --allow-write lets them run, stop and " +
    "so on, too, but for containers that reach their host. A TCP port wants a token or client " +
    "certificates, and TLS unless only this machine reaches it.",
  examples: [
    { text: "Serve this machine", command: "record serve --listen 127.0.0.1:7700" },
    {
      text: "Use it",
      command: "--server http://127.0.0.1:7700 --server-token-file TOKEN ps",
    },
  ],
  options: LISTEN_OPTIONS,
  run: async (ctx, input) => {
    if (serverOf(ctx.global, ctx.env) !== undefined) {
      throw new ExitError(1, "a server serves an engine, not another server: leave --server out");
    }
    if (input.listen === undefined) {
      throw new ExitError(1, "Say where to listen: --listen HOST:PORT or --listen unix:PATH");
    }
    checkListen(input, input.given);
    const [{ loadRecordConfig }, { recordPlace }, { openRecord }] = await Promise.all([
      import("../../../core/recorder/config.ts"),
      import("../../../core/recorder/places.ts"),
      import("../../../core/recorder/read/reader.ts"),
    ]);
    const say = (line: string) =>
      void ctx.streams.stderr.write(`${ctx.now().toISOString()} ${line}\n`).catch(() => {});
    const { config, problems } = await loadRecordConfig(ctx.env);
    for (const problem of problems) say(problem);
    const transport = await engineTransport(ctx);
    await using record = lateRecord(() =>
      openRecord(recordPlace(config.dir, transport.endpoint).dir)
    );
    try {
      await using _server = await startListening(input, {
        transport,
        record,
        dir: config.dir,
        say,
      });
      await new Promise<void>((resolve) => {
        if (ctx.signal.aborted) return resolve();
        ctx.signal.addEventListener("abort", () => resolve(), { once: true });
      });
    } finally {
      await transport.close();
    }
  },
});
