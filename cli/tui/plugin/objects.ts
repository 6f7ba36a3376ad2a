/** The objects of the engine as plugins get them. */
import type { ObjectKind, ObjectRow } from "../../plugin/contract/types.ts";
import { containerKind, imageKind, type Kind, networkKind, volumeKind } from "../act/kinds.ts";
import type { Model } from "../model/model.ts";
import { type Image, imageName } from "../model/objects.ts";

const KINDS: Readonly<Record<ObjectKind, Kind>> = {
  container: containerKind as Kind,
  image: imageKind as Kind,
  network: networkKind as Kind,
  volume: volumeKind as Kind,
};

/** What the screen knows of a plugin's kind. */
export function kindOf(of: ObjectKind): Kind {
  return KINDS[of];
}

/** The row of an object as plugins get it. */
export function objectRow(of: ObjectKind, item: unknown): ObjectRow {
  const row = item as ObjectRow;
  if (of === "image") return { ...row, name: imageName(item as Image) };
  return of === "volume" ? { ...row, id: row.name } : { ...row };
}

/** The rows of these ids among the objects of a kind, in the order of the engine. */
export function objectRows(
  model: Model,
  of: ObjectKind,
  ids: ReadonlySet<string>,
): readonly ObjectRow[] {
  const kind = kindOf(of);
  return kind.items(model).filter((item) => ids.has(kind.key(item)))
    .map((item) => objectRow(of, item));
}
