/** Numbers of signals and their names, as on Linux for x86 and ARM (signal(7)). */
const SIGNAL_NAMES: Readonly<Record<number, string>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  4: "SIGILL",
  5: "SIGTRAP",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  10: "SIGUSR1",
  11: "SIGSEGV",
  12: "SIGUSR2",
  13: "SIGPIPE",
  14: "SIGALRM",
  15: "SIGTERM",
  16: "SIGSTKFLT",
  17: "SIGCHLD",
  18: "SIGCONT",
  19: "SIGSTOP",
  20: "SIGTSTP",
  21: "SIGTTIN",
  22: "SIGTTOU",
  23: "SIGURG",
  24: "SIGXCPU",
  25: "SIGXFSZ",
  26: "SIGVTALRM",
  27: "SIGPROF",
  28: "SIGWINCH",
  29: "SIGIO",
  30: "SIGPWR",
  31: "SIGSYS",
};

/** Those that stop a program, let it go on, or are ignored where it does not ask for them. */
const ENDS_NOTHING = new Set([17, 18, 19, 20, 21, 22, 23, 28]);

/** `9`, `KILL`, `SIGKILL` and `sigkill` are the same; a number without a name stays one. */
export function signalName(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^\d+$/.test(text)) return SIGNAL_NAMES[Number(text)] ?? `signal ${Number(text)}`;
  const name = text.toUpperCase();
  return name.startsWith("SIG") ? name : `SIG${name}`;
}

/**
 * The signal that an exit code above 128 tells of: what the kernel, and then a shell, makes of it;
 * undefined for signals that end no program, whose numbers are a program's own.
 */
export function exitSignal(exitCode: number): string | undefined {
  const signal = exitCode - 128;
  if (signal < 1 || signal > 31 || ENDS_NOTHING.has(signal)) return undefined;
  return signalName(String(signal));
}
