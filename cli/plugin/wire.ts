/** What dockerctl and a plugin's worker say to each other: plain data, no functions. */
import type { WireRequest } from "../../core/transport/types.ts";
import type { Manifest } from "./manifest.ts";
import type { ConfigValue, HookEvent, ObjectRow } from "./types.ts";

/** What a worker is asked to do. */
export type Task =
  | { do: "load"; url: string }
  | {
    do: "render";
    pane: string;
    object?: ObjectRow;
    width: number;
    height: number;
    config: Record<string, ConfigValue>;
  }
  | { do: "hook"; hook: string; event: HookEvent; config: Record<string, ConfigValue> };

/** An error as data. */
export interface Failure {
  message: string;
  stack: string;
  /** Of an EngineError. */
  code?: string;
  op?: string;
  status?: number;
  /** The plugin is not what the contract says, or its module cannot be linked. */
  problem?: boolean;
}

/** dockerctl → worker. */
export type ToWorker =
  | { kind: "task"; id: number; task: Task }
  | { kind: "abort"; id: number }
  | { kind: "answer"; call: number; status: number; headers: Record<string, string> }
  | { kind: "chunk"; call: number; bytes: Uint8Array }
  | { kind: "end"; call: number }
  | { kind: "failed"; call: number; failure: Failure }
  | { kind: "greeted"; call: number; greeting: unknown };

/** Worker → dockerctl. */
export type FromWorker =
  | { kind: "done"; id: number; result: Manifest | string[] | null }
  | { kind: "failed"; id: number; failure: Failure }
  | { kind: "greet"; call: number }
  | { kind: "send"; call: number; request: Omit<WireRequest, "signal" | "body"> }
  /** The worker wants the next chunk: nothing is sent unasked, so nothing piles up. */
  | { kind: "pull"; call: number }
  | { kind: "cancel"; call: number }
  | { kind: "say"; level: "debug" | "notify"; text: string };
