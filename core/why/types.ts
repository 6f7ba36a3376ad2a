/** What is known of a container's end, and what follows from it. */
import type { ContainerInspect } from "../containers/types.ts";
import type { SupervisorAct } from "../supervise/acts.ts";
import type { KernelLog } from "./kernel.ts";

/** Something that happened, as the engine or the record tells it. */
export interface Happening {
  /** Nanoseconds since 1970. */
  time: bigint;
  /** The engine's word: `start`, `die`, `kill`, `oom`, `health_status: unhealthy`, … */
  action: string;
  /** Such as `exitCode` of `die` and `signal` of `kill`. */
  attributes: Readonly<Record<string, string>>;
}

/** What a container used at a moment, in bytes. */
export interface MemoryAt {
  /** When. */
  time: Date;
  /** Its highest use about then, without the page cache. */
  bytes: number;
  /** Its limit; 0: none known. */
  limit: number;
}

/** All that {@link explain} looks at; what is not known is left out. */
export interface Evidence {
  /** The container's name, for next steps. */
  name: string;
  /** The clock. */
  now: Date;
  /** The engine's document on it, unless it is gone. */
  document?: ContainerInspect;
  /** Its own events, oldest first; those that the engine and the record have. */
  events: readonly Happening[];
  /**
   * The oldest event that the engine has of anything, where it has been started anew since it
   * started the container: its list of 256 is not full, and the start is not in it.
   */
  engineSince?: bigint;
  /** What it used, oldest first, from the record. */
  memory?: readonly MemoryAt[];
  /** The last lines that it wrote in the run that ended, stderr and stdout, oldest first. */
  lastLines?: readonly string[];
  /** What the kernel of its host says of its processes, where that was asked. */
  kernel?: KernelLog;
  /** When the engine's host was started, where that can be seen. */
  hostBoot?: Date;
  /** Folders and files that it binds and that are not on the host, where that can be seen. */
  missing?: readonly string[];
  /** What supervisors of ours wrote down that they did to it, oldest first. */
  acts?: readonly SupervisorAct[];
  /** It ran when the recorder saw it last, and the engine does not answer now. */
  ranAt?: Date;
  /** It is gone from the engine. */
  removed?: boolean;
}

/** What a container died of, or how it is. */
export type DeathKind =
  // It ended by itself.
  | "done"
  | "done_at_once"
  | "failed"
  | "crashed"
  | "aborted"
  // Its command.
  | "not_found"
  | "not_executable"
  | "wrong_architecture"
  | "library_missing"
  // Memory and disk.
  | "oom"
  | "oom_child"
  | "out_of_heap"
  | "limit_too_low"
  | "disk_full"
  | "read_only"
  // Somebody or something ended it.
  | "stopped"
  | "stopped_unhealthy"
  | "stop_timeout"
  | "killed"
  | "signalled"
  | "killed_outside"
  | "engine_gone"
  | "host_rebooted"
  // It could not be started.
  | "port_taken"
  | "mount_missing"
  | "device_missing"
  | "network_missing"
  | "start_failed"
  | "dependency_gone"
  // It has not ended.
  | "running"
  | "unhealthy"
  | "paused"
  | "never_started"
  | "not_known";

/** How sure a verdict is. */
export type Certainty = "certain" | "likely" | "not known";

/** One thing that speaks for a verdict. */
export interface Proof {
  /** Nanoseconds since 1970, where it has a time. */
  time?: bigint;
  /** In words. */
  text: string;
}

/** A container that ends again and again and is started again by its restart policy. */
export interface Loop {
  /** Ends that are known of. */
  ends: number;
  /** Between the last two ends (ms). */
  period: number;
  /** When the engine starts it again, at the latest; unset where it runs or has given up. */
  next?: Date;
  /** What differs between the first and the last run that are known of, in words; empty: nothing. */
  differs: string[];
}

/** Why a container ended. */
export interface Verdict {
  /** In one word. */
  kind: DeathKind;
  /** In a sentence, without the container's name. */
  words: string;
  /** How sure that is. */
  certainty: Certainty;
  /** The exit code, where there is one. */
  exitCode?: number;
  /** When it ended, in nanoseconds since 1970. */
  endedAt?: bigint;
  /** What speaks for it, in the order of time. */
  evidence: Proof[];
  /** What to do next, the most useful first. */
  next: string[];
  /** Set where it ends again and again. */
  loop?: Loop;
  /** How it is now, where that is not what the verdict tells of: it runs again, it is removed. */
  now?: string;
}
