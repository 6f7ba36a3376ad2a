import type { Transport } from "../../core/transport/types.ts";
import type { AnyCommandSpec } from "../spec/types.ts";

/** An engine a plugin can stand in for, reached as `--host SCHEME://`. */
export interface PluginEndpoint {
  /** `demo` serves `demo://`. */
  scheme: string;
  summary: string;
  /** Makes a transport; `rest` is what follows `SCHEME://`. */
  connect(rest: string): Transport;
}

/** What a plugin's module exports as its default. */
export interface Plugin {
  /** Lower case, digits and dashes; unique. */
  name: string;
  /** Version of this contract. */
  api: 1;
  /** One line, no full stop. */
  summary: string;
  commands?: readonly AnyCommandSpec[];
  endpoints?: readonly PluginEndpoint[];
}
