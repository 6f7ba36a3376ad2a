/** `record run`: record logs, stats and events until it is ended. */
import type { Engine } from "../../../core/mod.ts";
import { anyJournal, journalDir } from "../../../core/recreate/journal_dir.ts";
import type { RecorderStatus } from "../../../core/recorder/write/lock.ts";
import type { RecorderSink } from "../../../core/recorder/write/sink.ts";
import type { RecordStore } from "../../../core/recorder/write/store.ts";
import { trimLog } from "../../../core/recorder/write/trim_log.ts";
import { humanSize } from "../../format/human.ts";
import { sanitise } from "../../format/sanitise.ts";
import { type CommandContext, defineCommand } from "../../spec/types.ts";
import { buildInfo } from "../../spec/version.ts";
import { checkListen, LISTEN_OPTIONS, type ListenInput } from "./_listen.ts";
import type { ServerProcess } from "./_server_process.ts";
import { recordConfig, recorderOptions } from "./_recorder.ts";

/** How often the status line is drawn, in milliseconds. */
const REDRAW = 500;
/** How often the recorder's own log is looked at, in milliseconds. */
const RECOVER_EVERY = 15_000;
const TRIM_EVERY = 60_000;
const ERASE = "\r\x1b[K";

/** How a recorder fares, in one line. */
export function statusLine(s: RecorderStatus): string {
  const n = (count: number, what: string) =>
    `${count.toLocaleString("en-US")} ${what}${count === 1 ? "" : "s"}`;
  const state = s.state === "recording"
    ? "Recording"
    : s.state === "waiting"
    ? "Waiting for"
    : "Starting";
  return [
    `${
      s.trouble !== undefined && s.state !== "waiting" ? "NOT WRITING, " : ""
    }${state} ${s.endpoint}`,
    n(s.following, "log"),
    n(s.lines, "line"),
    humanSize(s.bytes),
    n(s.samples, "sample"),
    n(s.events, "event"),
    ...(s.gaps > 0 ? [n(s.gaps, "gap")] : []),
    ...(s.trouble === undefined ? [] : [s.trouble]),
    ...(s.behind === undefined ? [] : [s.behind]),
    ...(s.alerts === undefined || s.alerts.firing === 0 ? [] : [n(s.alerts.firing, "alert")]),
    ...(s.alerts?.trouble === undefined ? [] : [`ALERTS: ${s.alerts.trouble}`]),
  ].join(" · ");
}

export const run = defineCommand({
  path: "record run",
  summary: "Record logs, stats and events until it is ended",
  description:
    "Follows every container of the engine, or those that are chosen, from the moment it is heard " +
    "of, and keeps its log in a file of its own; measures what it uses; notes what happens. What " +
    "ran already is taken up where it was left. There is one recorder an engine.\n\n" +
    "The settings are under `record` in ~/.config/dockerctl/config.json.\n\n" +
    "With --listen it serves the record and the engine to dockerctls that are called with " +
    "--server. They may read; --allow-write lets them run, stop and so on, too, but for containers " +
    "that reach their host. A TCP port wants a token or client certificates, and TLS unless only " +
    "this machine reaches it.",
  options: { ...recorderOptions, ...LISTEN_OPTIONS },
  async run(ctx, input) {
    checkListen(input, input.given);
    const config = await recordConfig(ctx, input);
    const engine = await ctx.engine();
    const { transport } = engine;
    const { Recorder } = await import("../../../core/recorder/write/recorder.ts");
    const screen = new StatusScreen(ctx);
    const ended = new AbortController();
    // A recorder is ended by a signal as a matter of course: that is no failure.
    ctx.onSignal(["SIGINT", "SIGTERM", "SIGHUP"], () => ended.abort(), ended.signal);
    const signal = AbortSignal.any([ended.signal, ctx.signal]);
    const recorder = await Recorder.open(transport, {
      config,
      version: buildInfo().version,
      say: (text) => screen.say(text),
      now: ctx.now,
      signal,
      sink: (store) => openAlerts(ctx, store, (text) => screen.say(text)),
    });
    let server: ServerProcess | undefined;
    try {
      server = await startServer(ctx, input, config.dir, (text) => screen.say(text));
    } catch (e) {
      recorder.close();
      await screen.end();
      throw e;
    }
    if (server !== undefined) recorder.listen = server.url;
    signal.addEventListener("abort", () => void server?.stop(), { once: true });
    screen.say(`The record is kept in ${recorder.place.dir}`);
    screen.start(() => recorder.status(), signal);
    const trimming = setInterval(
      () => void trimLog(recorder.place.log).catch(() => {}),
      TRIM_EVERY,
    );
    // An engine that was killed half-way through a recreate may be back.
    const recovering = setInterval(() => {
      if (recorder.status().state !== "recording" || !anyJournal(journalDir(ctx.env))) return;
      void recoverNow(engine, journalDir(ctx.env), (text) => screen.say(text), signal);
    }, RECOVER_EVERY);
    try {
      await recorder.run(signal);
    } finally {
      clearInterval(recovering);
      ended.abort();
      clearInterval(trimming);
      await server?.stop();
      await screen.end();
    }
    const { lines, bytes, gaps } = recorder.status();
    screen.say(`Ended: ${lines} lines, ${humanSize(bytes)}, ${gaps} gaps`);
    await screen.end();
  },
});

/** The alerts of the settings, on what is recorded. */
async function openAlerts(
  ctx: CommandContext,
  store: RecordStore,
  say: (text: string) => void,
): Promise<RecorderSink> {
  const { alertsOfRecord } = await import("../../../core/alerts/live/of_record.ts");
  return await alertsOfRecord(store, {
    env: ctx.env,
    now: ctx.now,
    say,
    outdated: async (id) => {
      const { openChecks } = await import("../container/_recreate/checks.ts");
      const checks = await openChecks(ctx);
      const { found } = await checks.check(id);
      await checks.save();
      if (found.state === "outdated") return { newest: found.newest ?? "another image" };
      return found.state === "unknown" ? undefined : {};
    },
  });
}

/** Puts right what was left half made anew; what cannot be now is tried again. */
async function recoverNow(
  engine: Engine,
  dir: string,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { recoverRecreates } = await import("../../../core/recreate/recover.ts");
  try {
    for (const { text } of await recoverRecreates(engine, { dir, signal })) say(text);
  } catch { /* the engine went away again */ }
}

/** The server that the flags ask for, in a process of its own; undefined without `--listen`. */
async function startServer(
  ctx: Pick<CommandContext, "global">,
  input: ListenInput,
  dir: string,
  say: (line: string) => void,
): Promise<ServerProcess | undefined> {
  const { listen } = input;
  if (listen === undefined) return undefined;
  const { ServerProcess } = await import("./_server_process.ts");
  return await ServerProcess.start({ input: { ...input, listen }, global: ctx.global, dir, say });
}

/** Messages in lines; below them, on a terminal, how it stands. */
class StatusScreen {
  readonly #terminal: boolean;
  #writing = Promise.resolve();
  #line = "";

  constructor(readonly ctx: Pick<CommandContext, "streams" | "now">) {
    this.#terminal = ctx.streams.stderr.isTerminal;
  }

  say(text: string): void {
    const clean = sanitise(text);
    this.#write(
      this.#terminal
        ? `${ERASE}${clean}\n${this.#line}`
        : `${this.ctx.now().toISOString()} ${clean}\n`,
    );
  }

  start(status: () => RecorderStatus, signal: AbortSignal): void {
    if (!this.#terminal) return;
    const draw = () => {
      const width = this.ctx.streams.size()?.columns ?? 80;
      const text = sanitise(statusLine(status()));
      this.#line = text.length < width ? text : text.slice(0, Math.max(width - 2, 0)) + "…";
      this.#write(ERASE + this.#line);
    };
    draw();
    const timer = setInterval(draw, REDRAW);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      this.#line = "";
      this.#write(ERASE);
    }, { once: true });
  }

  async end(): Promise<void> {
    await this.#writing;
  }

  /** Who reads our messages may go away; the recording goes on. */
  #write(text: string): void {
    this.#writing = this.#writing.then(() => this.ctx.streams.stderr.write(text)).catch(() => {});
  }
}
