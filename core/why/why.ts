/** Why a container ended, gathered and explained in one call. */
import type { Engine } from "../engine.ts";
import type { DocumentReader } from "../recorder/documents/types.ts";
import type { RecordReader } from "../recorder/types.ts";
import { explain } from "./explain.ts";
import { gatherEvidence } from "./gather.ts";
import { hostOf } from "./this_machine.ts";
import type { Verdict } from "./types.ts";

/** Where {@link whyContainer} looks. */
export interface WhyOptions {
  /** The record, if there is one. */
  record?: RecordReader;
  /** What was recorded of documents, for a container that is gone. */
  documents?: DocumentReader;
  /** The folder of what supervisors keep on disk; see `superviseDir`. */
  supervisors?: string;
  /** The clock. */
  now: Date;
  /** Ends it. */
  signal?: AbortSignal;
}

/**
 * Why a container of an engine ended last, or how it is; undefined where neither engine nor record
 * know it. `reference` is an id, a start of one, or a name. Throws EngineError.
 */
export async function whyContainer(
  engine: Engine,
  reference: string,
  options: WhyOptions,
): Promise<{ name: string; verdict: Verdict } | undefined> {
  const host = await hostOf(engine.transport.endpoint, options.now);
  const evidence = await gatherEvidence(reference, {
    ...options,
    engine,
    ...(host !== undefined && { host }),
  });
  return evidence === undefined ? undefined : { name: evidence.name, verdict: explain(evidence) };
}
