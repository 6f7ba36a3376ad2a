/** What a supervisor is told, what it keeps in mind, and how it ends. */

/** When a container that ended by itself is started again. */
export type SuperviseRestart = "always" | "on-failure" | "no";

/** What a supervisor is told. */
export interface SuperviseOptions {
  /** The container's name; what is made anew under it is kept up as well. */
  name: string;
  /** The folder of what supervisors keep in mind; see `superviseDir`. */
  dir: string;
  /** The folder of the journals of recreates, which are not disturbed; see `journalDir`. */
  journals: string;
  /** After its own end. What the engine, its host or a kill from outside ended is always started. */
  restart: SuperviseRestart;
  /** Restart it when its probe has failed. */
  restartUnhealthy: boolean;
  /** Restarts within {@link SuperviseOptions.within} before it gives up; 0: without a bound. */
  max: number;
  /** Milliseconds. */
  within: number;
  /** What becomes of the supervisor when somebody stopped the container: it ends, or waits for its start. */
  onStop: "end" | "wait";
  /** Start what it depends on first, restart what depends on it after. */
  dependencies: boolean;
  /** Do nothing, say what would be done. */
  dryRun: boolean;
  /** The clock. */
  now(): Date;
  /** Takes a line for people. */
  say(text: string): void;
  /** Takes what systemd wants to know: `ready` once, `status` at each change. */
  notify?(state: { ready?: true; status: string }): void;
  /** Puts right what a killed recreate left half done. */
  recover?(): Promise<unknown>;
  /** Ends it; the container stays as it is. */
  signal: AbortSignal;
  /** When the engine's host was started, where that is this machine. */
  hostBoot?: Date;
}

/** Why a supervisor ended. */
export interface SuperviseEnd {
  /**
   * `done`: the container ended by itself and is not to be started again. `stopped`: somebody
   * stopped it. `removed`: it is gone. `gave up`: it was restarted too often. `ended`: the signal.
   */
  why: "done" | "stopped" | "removed" | "gave up" | "ended";
  /** The container's exit code; 1 for one that is given up while it runs or never started. */
  code: number;
}

/** Who or what ended a run. */
export type EndedBy = "person" | "engine" | "itself" | "us";

/** What a supervisor keeps on disk, so that its own death changes nothing. */
export interface SuperviseMemory {
  version: 1;
  /** Where the engine is, and the container's name. */
  endpoint: string;
  name: string;
  /** The supervisor's process, and since when (RFC 3339). */
  pid: number;
  since: string;
  /** The boot of this machine: after another one, it begins anew. */
  boot: string;
  /** What it waits for or does, in words. */
  status: string;
  /** The container's id. */
  id: string;
  /** Restarts that count against the bound, in milliseconds since 1970, oldest first. */
  restarts: number[];
  /** Short runs in a row. */
  short: number;
  /** Something of our own that is being done, and since when (ms). */
  acting?: { what: "restart"; at: number };
  /** The last end that was judged: the engine's own word of its time, and by whom. */
  ended?: { finished: string; by: EndedBy };
  /** What depends on it is to be restarted as soon as it is ready. */
  dependents?: true;
}

/** A supervisor, for those who look. */
export interface Supervision {
  /** The container's name. */
  name: string;
  /** Where its engine is. */
  endpoint: string;
  /** Its process. */
  pid: number;
  /** Since when. */
  since: Date;
  /** What it does or waits for, in words. */
  status: string;
  /** Restarts that count against its bound now. */
  restarts: number;
}
