import type { Engine } from "../core/mod.ts";
import type { GlobalOptions } from "./spec/types.ts";

/** An engine's client as the global flags and the environment want it. Loads the transport. */
export async function connectEngine(
  _global: GlobalOptions,
  _env: Readonly<Record<string, string | undefined>>,
  _signal: AbortSignal,
): Promise<Engine> {
  const { EngineError } = await import("../core/mod.ts");
  throw new EngineError("", { code: "unreachable", op: "connect" });
}
