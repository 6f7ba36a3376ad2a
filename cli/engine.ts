import type { Engine } from "../core/mod.ts";
import type { GlobalOptions } from "./spec/types.ts";

/** An engine's client as the global flags and the environment want it. Loads the transport. */
export async function connectEngine(
  global: GlobalOptions,
  env: Readonly<Record<string, string | undefined>>,
  _signal: AbortSignal,
): Promise<Engine> {
  const { connect } = await import("../core/mod.ts");
  return await connect({ host: global.host, env });
}
