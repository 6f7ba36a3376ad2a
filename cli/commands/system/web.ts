/** `dockerctl web`: the page in the browser, from this process, until it is ended. */
import { isEngineError } from "../../../core/errors.ts";
import type { Transport } from "../../../core/mod.ts";
import type { RecordReader } from "../../../core/recorder/types.ts";
import type { HostSource, RunningServer } from "../../../core/server/mod.ts";
import { outliveStrays, strayWords } from "../../../core/strays.ts";
import { serverOf } from "../../spec/server.ts";
import {
  type CommandContext,
  type CommandHost,
  defineCommand,
  ExitError,
} from "../../spec/types.ts";
import {
  checkListen,
  engineTransport,
  lateRecord,
  LISTEN_OPTIONS,
  type ListenInput,
  openServed,
  signInAddress,
  startListening,
} from "../record/_listen.ts";

/** Where it listens unless told; taken, any free port does. */
const ADDRESS = "127.0.0.1:7780";
const ANY_PORT = "127.0.0.1:0";

const { web: _, ...listenOptions } = LISTEN_OPTIONS;

export const web = defineCommand({
  path: "web",
  summary: "Open a page in the browser",
  description:
    "Serves a page with containers, logs, stats and all the rest, and prints an address that signs " +
    "one browser in. Enter prints another one, for another browser. The page only shows; " +
    "--allow-write lets it start, stop, remove, edit and open terminals, too, but nothing in " +
    "containers that reach their host. Scripts find the same calls below /v1, with the token " +
    "(dockerctl record openapi). On an address that other machines reach it wants TLS.",
  examples: [
    { text: "Look at what runs here", command: "web --open" },
    { text: "Change it, too", command: "web --open --allow-write" },
    { text: "All hosts in one page", command: "web --open --hosts @all" },
  ],
  hosts: { output: "own" },
  options: {
    ...listenOptions,
    listen: {
      type: "string",
      value: "address",
      summary: `Serve the page on HOST:PORT (default ${ADDRESS}, else any free port)`,
    },
    open: { type: "boolean", summary: "Open the page in the browser of this desktop" },
    verbose: { type: "boolean", summary: "Print a line for each request" },
  },
  async run(ctx, given) {
    if (serverOf(ctx.global, ctx.env) !== undefined) {
      throw new ExitError(1, "a server serves an engine, not another server: leave --server out");
    }
    const input = { ...given, web: true, listen: given.listen ?? ADDRESS };
    checkListen(input, new Set());
    const [{ loadRecordConfig }, { recordPlace }] = await Promise.all([
      import("../../../core/recorder/config.ts"),
      import("../../../core/recorder/places.ts"),
    ]);
    const say = (line: string) => void ctx.streams.stderr.write(`${line}\n`).catch(() => {});
    const { config, problems } = await loadRecordConfig(ctx.env);
    for (const problem of problems) say(problem);
    await using stack = new AsyncDisposableStack();
    const recordOf = (transport: Transport) =>
      stack.use(lateRecord(() => openServed(recordPlace(config.dir, transport.endpoint).dir)));
    const served = ctx.hosts === undefined
      ? await oneEngine(ctx, recordOf)
      : { hosts: await severalHosts(ctx, ctx.hosts, recordOf, config.dir) };
    try {
      const sources = {
        ...served,
        dir: config.dir,
        env: ctx.env,
        configDir: ctx.global.config,
        warn: say,
        say: given.verbose ? say : () => {},
        fault: (e: unknown) => say(strayWords(e)),
      };
      using _strays = outliveStrays((e) => say(strayWords(e)));
      await using server = await listen(input, given.listen === undefined, sources);
      const address = signInAddress(server);
      say(welcome(server, address, input.allowWrite));
      if (given.open) await openBrowser(address, say);
      // A Ctrl-C is how it is meant to end.
      const ended = new AbortController();
      ctx.onSignal(["SIGINT", "SIGTERM", "SIGHUP"], () => ended.abort(), ended.signal);
      const signal = AbortSignal.any([ctx.signal, ended.signal]);
      void moreAddresses(ctx, server, say, signal);
      await new Promise<void>((resolve) => {
        if (signal.aborted) return resolve();
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    } finally {
      for (const { transport } of served.hosts ?? [served]) await transport.close();
    }
  },
});

async function oneEngine(
  ctx: CommandContext,
  recordOf: (transport: Transport) => RecordReader,
): Promise<{ transport: Transport; record: RecordReader; hosts?: undefined }> {
  const transport = await engineTransport(ctx);
  return { transport, record: recordOf(transport) };
}

/** The ways to the hosts that were chosen; none is taken before somebody looks. */
async function severalHosts(
  ctx: CommandContext,
  chosen: readonly CommandHost[],
  recordOf: (transport: Transport) => RecordReader,
  records: string,
): Promise<HostSource[]> {
  const [{ lateTransport }, { scopedRecord, scopedTransport }, guard, rules] = await Promise.all(
    [
      import("../../../core/fleet/late.ts"),
      import("../../../core/fleet/scoped.ts"),
      import("../../../core/protect/guard.ts"),
      import("../../../core/protect/load_rules.ts"),
    ],
  );
  return chosen.map(({ name, spec, engine }) => {
    const late = lateTransport(
      spec.host ?? spec.server ?? `context ${spec.context}`,
      async () => (await engine()).transport,
    );
    const transport = guard.guardTransport(scopedTransport(late, spec.filter), {
      rules: () => rules.loadProtectRules(ctx.env),
    });
    const { readOnly, groups } = spec;
    const record = scopedRecord(recordOf(late), spec.filter);
    // Documents are not told apart by labels: a host that is seen in part has none.
    const more = spec.filter.length === 0 ? { records } : {};
    return { name, transport, record, readOnly, groups, ...more };
  });
}

/** Listens where it was told, or where there is room. */
async function listen(
  input: ListenInput,
  anywhere: boolean,
  sources: Parameters<typeof startListening>[1],
): Promise<RunningServer> {
  try {
    return (await startListening(input, sources))!;
  } catch (e) {
    if (!anywhere || !isEngineError(e, "config") || !/in use/i.test(e.message)) throw e;
    return (await startListening({ ...input, listen: ANY_PORT }, sources))!;
  }
}

function welcome(server: RunningServer, address: string, write: boolean): string {
  return [
    "The page is ready. This address signs one browser in, once, within ten minutes:",
    "",
    `  ${address}`,
    "",
    `It ${write ? "may change things" : "only shows (--allow-write lets it change things)"}. ` +
    `Enter: another address. Ctrl-C: end. On ${server.url}`,
  ].join("\n");
}

/** A line of the terminal asks for another address. */
async function moreAddresses(
  ctx: Pick<CommandContext, "streams">,
  server: RunningServer,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!ctx.streams.stdin.isTerminal) return;
  try {
    for await (const bytes of ctx.streams.stdin.read()) {
      if (signal.aborted) return;
      if (bytes.includes(10) || bytes.includes(13)) say(`  ${signInAddress(server)}`);
    }
  } catch { /* nobody types any more */ }
}

/** Opens the desktop's browser. The code is good once: who sees it in a list of processes is late. */
async function openBrowser(address: string, say: (line: string) => void): Promise<void> {
  const command = Deno.build.os === "darwin" ? "open" : "xdg-open";
  try {
    const { success } = await new Deno.Command(command, {
      args: [address],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    if (success) return;
  } catch { /* there is no desktop */ }
  say("No browser could be opened here: copy the address into one");
}
