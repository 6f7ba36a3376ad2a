/** What containers may use, what they used, and what should be changed. */

/** One container. */
export interface ResourceUse {
  /** Full id. */
  id: string;
  /** Without slash. */
  name: string;
  /** It runs now. */
  running: boolean;
  /** Bytes. */
  memory: {
    /** 0: none. */
    limit: number;
    /** The highest that was recorded, without the page cache. */
    peak?: number;
    /** When that was. */
    peakAt?: Date;
    /** How often the kernel killed in it for want of memory, as far as is known. */
    ooms: number;
  };
  /** The limit in CPUs (0: none), what was used in percent of one. */
  cpu: { limit: number; peak?: number; average?: number };
  /** Processes and threads; limit 0: none. */
  pids: { limit: number; peak?: number };
  /** How much time was recorded (ms); unset: none. */
  recorded?: number;
  /** What to change; unset: nothing, or see {@link ResourceUse.lacks}. */
  advice?: Advice;
  /** Why no advice can be given, in words. */
  lacks?: string;
}

/** A change of a limit. */
export interface Advice {
  /** Bytes. */
  memory?: number;
  /** CPUs. */
  cpus?: number;
  /** Processes. */
  pids?: number;
  /** In words. */
  reason: string;
  /** What does it. */
  command: string;
}

/** The limits of what runs on a host against what it has. */
export interface HostSum {
  /** Bytes that the host has. */
  memory: number;
  /** CPUs that it has. */
  cpus: number;
  /** Containers that run. */
  running: number;
  /** Bytes of all limits. */
  memoryLimits: number;
  /** How many have no limit of memory. */
  memoryUnlimited: number;
  /** The peaks of what runs, added up; unset: nothing was recorded. */
  memoryPeaks?: number;
  /** CPUs of all limits. */
  cpuLimits: number;
  /** How many have no limit of CPUs. */
  cpuUnlimited: number;
  /** What a person should know, in words. */
  warnings: string[];
}

/** All of it. */
export interface ResourceReport {
  /** Those that were meant, as the engine lists them. */
  containers: ResourceUse[];
  /** The sum of what runs. */
  host: HostSum;
  /** There is a record of this engine. */
  recorded: boolean;
}
