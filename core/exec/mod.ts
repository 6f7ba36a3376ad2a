/** The calls about further processes in containers, bound to an engine. */
import { bind, type Bound } from "../bind.ts";
import type { Transport } from "../transport/types.ts";
import { createExec } from "./create.ts";
import { inspectExec } from "./inspect.ts";
import { resizeExec } from "./resize.ts";
import { startExec } from "./start.ts";
import { startExecDetached } from "./start_detached.ts";

/** Further processes in running containers. */
export interface Exec {
  /** Prepares: {@link createExec}. */
  readonly create: Bound<typeof createExec>;
  /** Runs and connects: {@link startExec}. */
  readonly start: Bound<typeof startExec>;
  /** Runs: {@link startExecDetached}. */
  readonly startDetached: Bound<typeof startExecDetached>;
  /** How it stands: {@link inspectExec}. */
  readonly inspect: Bound<typeof inspectExec>;
  /** The terminal's size: {@link resizeExec}. */
  readonly resize: Bound<typeof resizeExec>;
}

/** The group `engine.exec`. */
export function exec(transport: Transport): Exec {
  return bind(transport, {
    create: createExec,
    start: startExec,
    startDetached: startExecDetached,
    inspect: inspectExec,
    resize: resizeExec,
  });
}
