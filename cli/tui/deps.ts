/** What everything that reaches out of the model is given to reach the engine, the record, plugins. */
import type { Engine } from "../../core/mod.ts";
import type { Streams } from "../spec/types.ts";
import type { Retry } from "./engine/watch.ts";
import type { CommandHost } from "./line/commands.ts";
import type { HostSwitch } from "./model/hosts.ts";
import type { TimeSwitch } from "./model/past.ts";
import type { Arrangement } from "./model/model.ts";
import type { PluginWork } from "./plugin/work.ts";
import type { RecordAccess } from "./record/record.ts";

/** What subscriptions are made of. */
export interface SubscriptionDeps {
  engine(signal: AbortSignal): Promise<Engine>;
  /** The way to the record, if there can be one. */
  record?: RecordAccess;
  retry: Retry;
  /** Wall clock in ms. */
  now(): number;
  plugins?: PluginWork;
  commands?: CommandHost;
}

/** How what is removed by key is kept for a while. */
export interface KeepRemoved {
  /** For how long, in ms. */
  readonly ms: number;
  /** Removes a container so that it can come back. Throws EngineError. */
  remove(engine: Engine, id: string, force: boolean, signal: AbortSignal): Promise<void>;
}

/** What effects are done with. */
export interface EffectDeps {
  engine(signal: AbortSignal): Promise<Engine>;
  retry: Retry;
  /** Wall clock in ms. */
  now(): number;
  commands?: CommandHost;
  hosts?: HostSwitch;
  times?: TimeSwitch;
  plugins?: PluginWork;
  /** Runs `f` with the terminal given to it, then takes the terminal back. */
  withTerminal<T>(f: (streams: Streams) => Promise<T>): Promise<T>;
  /** Keeps what is removed by key for a while; unset: it is gone at once. */
  keepRemoved?: KeepRemoved;
  /** Has the arrangement of the screen remembered. */
  keepArrangement?(arrangement: Arrangement): void;
  repaint(): void;
  setTheme(name: string): void;
  setMouse(on: boolean): void;
  /** Stops the process until the shell goes on with it. */
  suspend(): Promise<void>;
  copy(text: string): void;
  openUrl(url: string): Promise<void>;
  save(path: string, text: string): Promise<void>;
}
