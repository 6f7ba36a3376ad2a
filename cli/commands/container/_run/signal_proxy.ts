/** Hands signals on to the container in the foreground. */
import { BrokenPipe, type CommandContext, ExitError } from "../../../spec/types.ts";

/**
 * Signals that go to the container's process: all that a process can catch but CHLD, PIPE and
 * URG, which speak of the client itself (docker/cli container/signals.go). WINCH is there too,
 * as docker has it.
 */
const FORWARDED: readonly Deno.Signal[] = [
  "SIGABRT",
  "SIGALRM",
  "SIGCONT",
  "SIGHUP",
  "SIGINT",
  "SIGIO",
  "SIGQUIT",
  "SIGSYS",
  "SIGTERM",
  "SIGTRAP",
  "SIGTSTP",
  "SIGTTIN",
  "SIGTTOU",
  "SIGUSR1",
  "SIGUSR2",
  "SIGWINCH",
  "SIGXCPU",
  "SIGXFSZ",
];

/**
 * Sends signals that reach us on to a container, in order, until `stop`. A container that is gone
 * or not yet started takes none, and that is no error.
 */
export function forwardSignals(
  ctx: Pick<CommandContext, "onSignal">,
  kill: (signal: string) => Promise<void>,
  stop: AbortSignal,
): void {
  let last: Promise<void> = Promise.resolve();
  const names = Deno.build.os === "windows" ? ["SIGINT" as const, "SIGBREAK" as const] : FORWARDED;
  ctx.onSignal(names, (name) => {
    last = last.then(() => kill(name.replace(/^SIG/, ""))).catch(() => {});
  }, stop);
}

/** Docker's client lets go of a container at this signal in a row (docker/cli cmd/docker). */
const INSISTED = 3;

/**
 * With `--sig-proxy=false` neither the container nor we end with a signal: the third one aborts
 * what is returned, with docker's words as the reason. The container runs on.
 */
export function insistedSignal(
  ctx: Pick<CommandContext, "onSignal">,
  stop: AbortSignal,
): AbortSignal {
  const insisted = new AbortController();
  let count = 0;
  ctx.onSignal(["SIGINT", "SIGTERM"], () => {
    if (++count < INSISTED) return;
    const words = `\ngot ${INSISTED} SIGTERM/SIGINTs, forcefully exiting`;
    insisted.abort(new ExitError(1, words));
  }, stop);
  return insisted.signal;
}

/**
 * What a command whose signals are the container's says to a closed stdout: docker catches SIGPIPE
 * there too, so it does not end by it. All other errors are given back as they are.
 */
export function closedOutput(error: unknown, container: string): unknown {
  if (!(error instanceof BrokenPipe)) return error;
  return new ExitError(
    1,
    `write /dev/stdout: broken pipe\nHint: the container ${container} runs on`,
  );
}
