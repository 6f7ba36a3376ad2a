/** Which containers are meant by names, or by all of them; backups are none of them. */
import type { ContainerSummary, Engine } from "../../../../core/mod.ts";
import { backupOf, successorOf } from "../../../../core/recreate/names.ts";
import { keptOf } from "../../../../core/undo/kept_name.ts";
import type { CommandContext } from "../../../spec/types.ts";

/** The rows of the containers named, in that order; all that are no backups where none is named. */
export async function containersNamed(
  ctx: CommandContext,
  engine: Engine,
  all: readonly ContainerSummary[],
  names: readonly string[],
): Promise<ContainerSummary[]> {
  if (names.length === 0) {
    return all.filter((c) =>
      backupOf(c.name) === undefined && successorOf(c.name) === undefined &&
      keptOf(c.name) === undefined
    );
  }
  const found: ContainerSummary[] = [];
  for (const name of names) {
    const { Id } = await engine.containers.inspect(name, { signal: ctx.signal });
    const row = all.find((c) => c.id === Id);
    if (row !== undefined) found.push(row);
  }
  return found;
}
