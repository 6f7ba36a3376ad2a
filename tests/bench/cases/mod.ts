/** The list of what is measured. */
import type { BenchCase } from "../types.ts";
import { demultiplexBlocks, demultiplexLines } from "./demultiplex.ts";
import { startHelp, startPs } from "./start.ts";

export const cases: readonly BenchCase[] = [
  startHelp,
  startPs,
  demultiplexLines,
  demultiplexBlocks,
];
