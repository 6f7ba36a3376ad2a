/** The columns that `stats` lists. */
import type { ContainerStats } from "../../../../core/mod.ts";
import { bytesSize, humanSize, toFixed } from "../../../format/human.ts";
import { columns, type Listing } from "../../../format/list.ts";
import { shortId } from "../../_lib/ids.ts";

/** A row of `stats`. */
export interface StatsRow {
  /** As it was asked for: a name, an id, or twelve digits of one. */
  container: string;
  /** Empty until the first sample. */
  name: string;
  id: string;
  /** Undefined where there is nothing to tell: no answer yet, or none any more. */
  numbers?: ContainerStats;
}

/** What docker shows where it knows nothing. */
const NOTHING = "--";

const percent = (value: number) => `${toFixed(value, 2)}%`;

/** The rows of `stats` (docker/cli container/formatter_stats.go). */
export function statsListing(options: { trunc: boolean; windows: boolean }): Listing<StatsRow> {
  const { trunc, windows } = options;
  const of = (show: (numbers: ContainerStats) => string, without = NOTHING) => (row: StatsRow) =>
    row.numbers ? show(row.numbers) : without;
  const fields = ["ID", "Name", "CPUPerc", "MemUsage", "MemPerc", "NetIO", "BlockIO", "PIDs"];
  return {
    type: "*container.statsContext",
    fields: {
      Container: { header: "CONTAINER", value: (row) => row.container },
      Name: { header: "NAME", value: (row) => row.name || NOTHING },
      ID: { header: "CONTAINER ID", value: (row) => trunc ? shortId(row.id) : row.id },
      CPUPerc: { header: "CPU %", value: of((n) => percent(n.cpuPercent)) },
      MemUsage: {
        header: windows ? "PRIV WORKING SET" : "MEM USAGE / LIMIT",
        value: of(
          (n) =>
            windows
              ? bytesSize(n.memoryUsage)
              : `${bytesSize(n.memoryUsage)} / ${bytesSize(n.memoryLimit)}`,
          `${NOTHING} / ${NOTHING}`,
        ),
      },
      MemPerc: {
        header: "MEM %",
        value: of((n) => windows ? NOTHING : percent(n.memoryPercent)),
      },
      NetIO: {
        header: "NET I/O",
        value: of((n) => `${humanSize(n.networkRx, 3)} / ${humanSize(n.networkTx, 3)}`),
      },
      BlockIO: {
        header: "BLOCK I/O",
        value: of((n) => `${humanSize(n.blockRead, 3)} / ${humanSize(n.blockWrite, 3)}`),
      },
      PIDs: { header: "PIDS", value: of((n) => windows ? NOTHING : String(n.pids)) },
    },
    table: columns(...fields.filter((f) => !windows || (f !== "MemPerc" && f !== "PIDs"))),
  };
}
