/** The types of a benchmark's case and of what it is given. */
import type { PrivateEngine } from "../engine/mod.ts";

/** Something that is measured: a program run to its end, or work whose measure is returned. */
export type Subject =
  | { words: readonly string[]; env?: Record<string, string>; stdin?: string }
  /** Returns the measure itself, in the case's unit. */
  | { measure: () => Promise<number> };

export interface Prepared {
  dockerctl: Subject;
  /** Left out when the peer is not on this machine. */
  peer?: Subject & { name: string };
  /** What the runtime or the machine cannot go below. */
  floor?: Subject & { name: string };
  /** Ends what was prepared. */
  end?: () => Promise<void>;
}

/** What a case is given to prepare itself with. */
export interface BenchContext {
  engine: PrivateEngine;
  /** Makes load and checks state by the real docker; throws when it fails; returns stdout. */
  docker(args: readonly string[]): Promise<string>;
  /** The compiled dockerctl. */
  binary: string;
  /** The peer `docker`: `find` has it, else it is the one of Debian that came with the engine. */
  peer: { name: string; words: readonly string[] };
  /** A program of the PATH, or undefined; always undefined with small loads. */
  find(program: string): Promise<string | undefined>;
  /** The environment of every program that is measured. */
  env: Record<string, string>;
  /** An empty folder for files; removed at the end. */
  dir: string;
  /** Small loads and few pairs, to see that everything works; the figures mean nothing. */
  short: boolean;
  /** How long what is watched for a minute is watched for; 60 unless told otherwise. */
  seconds: number;
}

export interface BenchCase {
  name: string;
  /** What is measured, in one line. */
  summary: string;
  /** What is aimed at, in words: "at most 1.5 times docker". */
  aim: string;
  /** Whether the measured figures reach the aim; undefined when there is not enough to tell. */
  reached(result: { dockerctl: number; peer?: number; floor?: number }): boolean | undefined;
  /** Default "ms"; less is better unless the aim says at least. */
  unit?: string;
  /** How many pairs; 20, never below 10 for what takes under a second. */
  pairs?: number;
  /** Runs thrown away before the first pair; 3. */
  warmUp?: number;
  /** It needs no engine: none is started for it, and its context has `dir`, `short` and `seconds` alone. */
  engineless?: boolean;
  prepare(c: BenchContext): Promise<Prepared>;
}
