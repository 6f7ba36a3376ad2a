/** The questions to registries, asked through an engine. */
import { bind, type Bound } from "../bind.ts";
import type { Transport } from "../transport/types.ts";
import { inspectDistribution } from "./inspect.ts";

/** What registries have. */
export interface Distribution {
  /** What is under a reference: {@link inspectDistribution}. */
  readonly inspect: Bound<typeof inspectDistribution>;
}

/** The group `engine.distribution`. */
export function distribution(transport: Transport): Distribution {
  return bind(transport, { inspect: inspectDistribution });
}
