/** What a search and its workers say to one another. */
import type { FileSearch, Found } from "./scan_file.ts";

/** What a search's worker is told. */
export type ToSearcher =
  | { do: "open"; id: number; search: FileSearch }
  | { do: "next"; id: number }
  | { do: "close"; id: number };

/**
 * What it answers to `next`: what was found, or nothing at the end, and how far it read. `missing`:
 * there is no such file. `heavy`: another thread has to go on with it.
 */
export type FromSearcher =
  | { id: number; position: number } & Partial<Found>
  | { id: number; failed: string; missing: boolean; heavy?: boolean };
