import type { CommandContext } from "../../../spec/types.ts";

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
