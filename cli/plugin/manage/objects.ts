/** The row of the engine's list that a name or id means. */
import type { Engine } from "../../../core/engine.ts";
import { ExitError } from "../../spec/types.ts";
import type { ObjectKind, ObjectRow } from "../contract/types.ts";

/** The row of the engine's list that a name or id means. Throws ExitError where there is none. */
export async function objectOf(
  engine: Engine,
  kind: ObjectKind,
  word: string,
  signal: AbortSignal,
): Promise<ObjectRow> {
  const rows = await listOf(engine, kind, signal);
  const found = rows.find((r) => r.id === word || r.name === word) ??
    rows.find((r) => r.id.replace(/^sha256:/, "").startsWith(word));
  if (found === undefined) throw new ExitError(1, `No such ${kind}: ${word}`);
  return found;
}

async function listOf(
  engine: Engine,
  kind: ObjectKind,
  signal: AbortSignal,
): Promise<ObjectRow[]> {
  switch (kind) {
    case "container":
      return (await engine.containers.list({ all: true, signal })).map((c) => ({ ...c }));
    case "image":
      return (await engine.images.list({ signal })).flatMap((i) =>
        (i.repoTags.length > 0 ? i.repoTags : [i.id]).map((name) => ({ ...i, name }))
      );
    case "network":
      return (await engine.networks.list({ signal })).map((n) => ({ ...n }));
    case "volume":
      return (await engine.volumes.list({ signal })).volumes.map((v) => ({ ...v, id: v.name }));
  }
}
