/** The documents of the record that the flags and the environment name. */
import type { DocumentReader } from "../../../core/recorder/documents/types.ts";
import { serverOf } from "../../spec/server.ts";
import { type CommandContext, ExitError } from "../../spec/types.ts";
import { recordPlaceOf } from "./record.ts";

/** They are read from the disk alone; undefined where nothing is recorded. */
export async function documentsOf(
  ctx: Pick<CommandContext, "env" | "global">,
  below?: string,
): Promise<DocumentReader | undefined> {
  if (!below && serverOf(ctx.global, ctx.env) !== undefined) {
    throw new ExitError(
      1,
      "documents of containers are read where the record lies, not of a server",
    );
  }
  const { dir, exists } = await recordPlaceOf(ctx, below);
  if (!exists) return undefined;
  const [{ openDocuments }, { placeAt }] = await Promise.all([
    import("../../../core/recorder/documents/reader.ts"),
    import("../../../core/recorder/places.ts"),
  ]);
  return openDocuments(placeAt(dir));
}
