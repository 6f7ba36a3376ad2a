/** Signals that end a run, and the exit codes that tell of them. */

/** What ended a command from outside. */
export class SignalReason extends Error {
  override readonly name = "SignalReason";
  constructor(readonly signal: Deno.Signal) {
    super(`received ${signal}`);
  }
}

/** Exit codes of signals that end us: 128 + n. */
const SIGNAL_NUMBERS: Partial<Record<Deno.Signal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/** The exit code for an end by signal. */
export function signalExitCode(signal: Deno.Signal): number {
  return 128 + (SIGNAL_NUMBERS[signal] ?? 0);
}
