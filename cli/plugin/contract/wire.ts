/** What dockerctl and a plugin's process say to each other: plain data, no functions. */
import type { GatheredTable } from "./gathered.ts";
import type { WireRequest } from "../../../core/transport/types.ts";
import type { CommandContext, Offered } from "../../spec/types.ts";
import type { Manifest } from "./manifest.ts";
import type { ConfigValue, HookEvent, ObjectRow, PluginPermissions } from "./types.ts";

type Config = Readonly<Record<string, ConfigValue>>;

/** Which of a command's values is completed. */
export type Completed = { arg: number } | { option: string };

/** A command's context as data; what it does goes by {@link Want}. */
export interface CommandData {
  env: CommandContext["env"];
  global: CommandContext["global"];
  caller: CommandContext["caller"];
  config: Config;
  terminal: { stdin: boolean; stdout: boolean; stderr: boolean };
  /** Tables are taken as data: those of several hosts become one. */
  gathers?: boolean;
  size?: { columns: number; rows: number };
}

/** What a worker is asked to do. */
export type Task =
  | { do: "load"; url: string }
  | {
    do: "render";
    pane: string;
    object?: ObjectRow;
    width: number;
    height: number;
    config: Config;
  }
  | { do: "hook"; hook: string; event: HookEvent; config: Config }
  /** Values of the plugin's columns of a kind, row by row. */
  | { do: "cells"; of: string; rows: readonly unknown[]; now: number }
  | { do: "act"; action: number; object: ObjectRow; config: Config }
  /** `input` holds the texts of options with a parser of their own: the worker parses them. */
  | { do: "command"; path: string; input: Record<string, unknown>; data: CommandData }
  | { do: "interactive"; path: string; input: Record<string, unknown> }
  | { do: "dangerous"; path: string; input: Record<string, unknown> }
  | {
    do: "complete";
    path: string;
    of: Completed;
    word: string;
    before: readonly string[];
    env: CommandContext["env"];
  }
  /** The tests in a module, by name; then one of them. */
  | { do: "tests"; url: string }
  | { do: "test"; url: string; name: string };

/** What a task gives. */
export type Result =
  | Manifest
  | Sketch
  | readonly string[]
  | Offered
  | Readonly<Record<string, readonly Cellular[]>>
  | boolean
  | null;

/** What a module exports, its functions by {@link FUNCTION}: dockerctl reads the manifest out of it. */
export interface Sketch {
  exported: unknown;
}

/** Stands for a function in a {@link Sketch}. */
export const FUNCTION = { function: true } as const;

/** A column's value; `!` where the plugin threw. */
export type Cellular = string | number;

/** Data for a stream. */
export interface Written {
  stream: "stdout" | "stderr";
  data: string | Uint8Array;
}

/** What a running task wants of dockerctl. Each is answered, so that nothing piles up. */
export type Want =
  | { do: "confirm" | "askText" | "askSecret"; question: string }
  | { do: "write"; parts: readonly Written[] }
  /** The next chunk of stdin; nothing more is read until then. */
  | { do: "read" }
  | { do: "endRead" }
  | { do: "raw"; on: boolean }
  | { do: "signals"; id: number; names: readonly Deno.Signal[] }
  | { do: "endSignals"; id: number }
  | { do: "dataDir" }
  /** Where a host is, its engine connected; calls that name the host go there. */
  | { do: "host"; word?: string }
  | { do: "gather"; table: GatheredTable }
  | { do: "openUrl"; url: string }
  /** Another command line; with `stdin` its output is given back in place of being shown. */
  | { do: "run"; words: readonly string[]; stdin?: string };

/** What happens around a task without being asked for. */
export type Happening =
  | { size: { columns: number; rows: number } | undefined }
  | { signal: Deno.Signal; id: number };

/** An error as data. */
export interface Failure {
  message: string;
  stack: string;
  /** Of an EngineError. */
  code?: string;
  op?: string;
  status?: number;
  hint?: string;
  /** Of an ExitError. */
  exitCode?: number;
  /** An option's value that cannot be read: which option, and what it was. */
  option?: { name: string; text: string };
  /** The plugin is not what the contract says, or its module cannot be linked. */
  problem?: boolean;
  brokenPipe?: boolean;
  aborted?: boolean;
}

/** Version of these messages; both sides are the same binary, a later contract may have others. */
export const PROTOCOL = 1;

/** The first message to a plugin's process: what it may do. */
export interface Start {
  protocol: number;
  name: string;
  permissions: Required<PluginPermissions>;
  /** Files and folders it may read, and those it may write, by their whole paths. */
  read: readonly string[];
  write: readonly string[];
  /** The environment it has. */
  env: Readonly<Record<string, string>>;
}

/** dockerctl → plugin. */
export type ToWorker =
  | { kind: "task"; id: number; task: Task }
  | { kind: "abort"; id: number }
  | { kind: "ping" }
  | { kind: "happened"; id: number; what: Happening }
  | { kind: "answer"; call: number; status: number; headers: Record<string, string> }
  | { kind: "chunk"; call: number; bytes: Uint8Array }
  | { kind: "end"; call: number }
  | { kind: "failed"; call: number; failure: Failure }
  | { kind: "greeted"; call: number; greeting: unknown }
  | { kind: "got"; call: number; value: unknown }
  /** The next part of a request's body is wanted. */
  | { kind: "feed"; call: number };

/** A request without what cannot be sent; `streams` says that its body follows. */
export type PlainRequest = Omit<WireRequest, "signal" | "body"> & {
  body?: Uint8Array;
  streams?: boolean;
  /** A host other than the one that the flags name. */
  host?: string;
};

/** Plugin → dockerctl. Foreign: nothing of it is used before it was looked at. */
export type FromWorker =
  | { kind: "hello"; protocol: number }
  /** The plugin's thread ended by itself. */
  | { kind: "gone"; message: string }
  /** The answer to {@link ToWorker} `ping`: it is not busy. */
  | { kind: "pong" }
  | { kind: "done"; id: number; result: Result }
  | { kind: "failed"; id: number; failure: Failure }
  | { kind: "greet"; call: number; host?: string }
  | { kind: "send" | "upgrade"; call: number; request: PlainRequest }
  /** The next part of a request's body; none: that was all. */
  | { kind: "fed"; call: number; bytes?: Uint8Array; failure?: Failure }
  /** The worker wants the next chunk: nothing is sent unasked, so nothing piles up. */
  | { kind: "pull"; call: number }
  /** Bytes for an upgraded connection; without any its half is closed. Answered as call `ack`. */
  | { kind: "push"; call: number; ack: number; bytes?: Uint8Array }
  | { kind: "cancel"; call: number }
  | { kind: "want"; call: number; task: number; want: Want }
  | { kind: "say"; level: "debug" | "notify"; text: string };
