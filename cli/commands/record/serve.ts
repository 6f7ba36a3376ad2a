/** `record serve`: serve the record and the engine to other dockerctls. */
import { setPriority } from "node:os";
import { outliveStrays, strayWords } from "../../../core/strays.ts";
import { serverOf } from "../../spec/server.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import {
  checkListen,
  engineTransport,
  lateRecord,
  LISTEN_OPTIONS,
  openServed,
  startListening,
} from "./_listen.ts";
import { dirOption } from "./_recorder.ts";
import { ALIVE_EVERY, type ServerWord } from "./_server_process.ts";

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
  options: {
    ...dirOption,
    ...LISTEN_OPTIONS,
    supervised: {
      type: "boolean",
      summary: "Tell the recorder that started it how it goes",
      hidden: true,
    },
  },
  run: async (ctx, input) => {
    if (serverOf(ctx.global, ctx.env) !== undefined) {
      throw new ExitError(1, "a server serves an engine, not another server: leave --server out");
    }
    if (input.listen === undefined) {
      throw new ExitError(1, "Say where to listen: --listen HOST:PORT or --listen unix:PATH");
    }
    checkListen(input, input.given);
    const [{ loadRecordConfig }, { recordPlace }, { resolve }] = await Promise.all([
      import("../../../core/recorder/config.ts"),
      import("../../../core/recorder/places.ts"),
      import("node:path"),
    ]);
    const supervisor = input.supervised ? supervise(ctx) : undefined;
    const signal = supervisor === undefined
      ? ctx.signal
      : AbortSignal.any([ctx.signal, supervisor.gone]);
    const say = supervisor?.say ??
      ((line: string) =>
        void ctx.streams.stderr.write(`${ctx.now().toISOString()} ${line}\n`).catch(() => {}));
    const { config, problems } = await loadRecordConfig(ctx.env);
    for (const problem of problems) say(problem);
    if (input.dir) config.dir = resolve(input.dir);
    const transport = await engineTransport(ctx);
    await using record = lateRecord(() =>
      openServed(recordPlace(config.dir, transport.endpoint).dir)
    );
    try {
      using _strays = outliveStrays((e) => say(strayWords(e)));
      await using server = await startListening(input, {
        transport,
        record,
        dir: config.dir,
        env: ctx.env,
        configDir: ctx.global.config,
        say,
      });
      if (server !== undefined) supervisor?.listening(server.url);
      await new Promise<void>((resolve) => {
        if (signal.aborted) return resolve();
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    } finally {
      await transport.close();
    }
  },
});

/** Tells the recorder that we live, what we have to say, and notices its end. */
function supervise(ctx: Pick<CommandContext, "streams">) {
  const gone = new AbortController();
  const tell = (word: ServerWord) =>
    void ctx.streams.stdout.write(JSON.stringify(word) + "\n").catch(() => gone.abort());
  const timer = setInterval(() => tell({ alive: true }), ALIVE_EVERY);
  gone.signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  void (async () => {
    try {
      for await (const _ of ctx.streams.stdin.read()) { /* it says nothing */ }
    } catch { /* as good as its end */ }
    gone.abort();
  })();
  try {
    // The recorder comes first, whatever clients ask for.
    setPriority(5);
  } catch { /* it is allowed nothing of the kind */ }
  return {
    gone: gone.signal,
    say: (line: string) => tell({ say: line }),
    listening: (url: string) => tell({ listening: url }),
  };
}
