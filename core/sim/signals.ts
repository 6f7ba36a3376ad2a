/** The signals of Linux by name and number, as `kill` takes them. */

/** The numbers of the signals that the engine knows by name (Linux). */
const SIGNALS =
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS"
    .split(" ");

/** `SIGTERM` and its number for `TERM`, `SIGTERM`, `15`; undefined for what is no signal. */
export function parseSignal(text: string): { name: string; number: number } | undefined {
  const n = /^\d+$/.test(text)
    ? Number(text)
    : SIGNALS.indexOf(text.toUpperCase().replace(/^SIG/, "")) + 1;
  return n >= 1 && n <= SIGNALS.length ? { name: "SIG" + SIGNALS[n - 1], number: n } : undefined;
}
