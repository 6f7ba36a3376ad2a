/** Why a container ended, in words. */

/** What is known of an end. */
export interface ExitFacts {
  exitCode: number;
  oom: boolean;
  signal?: string;
  /** The signal was sent because somebody asked the engine to. */
  asked: boolean;
}

/** Codes that a shell or the engine itself gives (docker run's exit status). */
const KNOWN: Readonly<Record<number, string>> = {
  125: "the engine could not start it",
  126: "its command cannot be run",
  127: "its command was not found",
};

/**
 * `exited normally (0)`, `ran out of memory and was killed (137)`, `stopped by SIGTERM, as asked
 * (143)`, `crashed with SIGSEGV (139)`, `failed with 3`.
 */
export function exitWords({ exitCode, oom, signal, asked }: ExitFacts): string {
  if (oom) return `ran out of memory and was killed (${exitCode})`;
  if (asked && signal !== undefined) {
    if (exitCode === 0) return `ended normally (0) on ${signal}, as asked`;
    return exitCode > 128
      ? `was ended by ${signal}, as asked (${exitCode})`
      : `failed with ${exitCode} on ${signal}, as asked`;
  }
  if (exitCode === 0) return "ended normally (0)";
  if (signal !== undefined) {
    const crash = /^SIG(SEGV|ABRT|BUS|FPE|ILL|QUIT)$/.test(signal);
    return crash ? `crashed with ${signal} (${exitCode})` : `was ended by ${signal} (${exitCode})`;
  }
  const known = KNOWN[exitCode];
  return known === undefined ? `failed with ${exitCode}` : `failed with ${exitCode}: ${known}`;
}
