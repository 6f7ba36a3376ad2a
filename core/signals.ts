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
};

/** `9`, `KILL`, `SIGKILL` and `sigkill` are the same; a number without a name stays one. */
export function signalName(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^\d+$/.test(text)) return SIGNAL_NAMES[Number(text)] ?? `signal ${Number(text)}`;
  const name = text.toUpperCase();
  return name.startsWith("SIG") ? name : `SIG${name}`;
}

/** The signal that an exit code above 128 tells of: what the kernel, and then a shell, makes of it. */
export function exitSignal(exitCode: number): string | undefined {
  return exitCode > 128 && exitCode < 160 ? signalName(String(exitCode - 128)) : undefined;
}
