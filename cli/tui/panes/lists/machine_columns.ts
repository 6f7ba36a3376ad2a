/** Columns that hosts and nodes of a swarm share: what the machine has, and which engine it runs. */
import { sanitise } from "../../../format/sanitise.ts";
import { span } from "../../text/block.ts";
import { shortSize } from "../../text/human.ts";
import type { Column } from "./list.ts";

/** What is known of a machine. */
export interface Machine {
  readonly cpus?: number;
  /** Bytes. */
  readonly memory?: number;
}

/** How many CPUs it has. */
export function cpusColumn(drop: number): Column<Machine> {
  return {
    id: "cpus",
    title: "CPUS",
    width: 4,
    drop,
    align: "right",
    cell: ({ cpus }) => span(cpus === undefined ? "" : String(cpus), "dim"),
    sort: ({ cpus }) => cpus ?? 0,
  };
}

/** How much memory it has; `id` is the name under which the column is remembered. */
export function memoryColumn(id: string, drop: number): Column<Machine> {
  return {
    id,
    title: "MEM",
    width: 5,
    drop,
    align: "right",
    cell: ({ memory }) => span(memory === undefined ? "" : shortSize(memory), "dim"),
    sort: ({ memory }) => memory ?? 0,
  };
}

/** Its engine's version. */
export function engineColumn<T>(version: (item: T) => string, drop: number): Column<T> {
  return {
    id: "engine",
    title: "ENGINE",
    width: 8,
    drop,
    cell: (item) => span(sanitise(version(item)), "dim"),
    sort: version,
  };
}
