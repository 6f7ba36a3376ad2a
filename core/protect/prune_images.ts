/** A prune of images that leaves the tags which hold the images of backups. */
import { isEngineError } from "../errors.ts";
import { timeOfTag } from "../recreate/names.ts";
import type { Transport, WireRequest, WireResponse } from "../transport/types.ts";
import { jsonAnswer } from "./prune_sparing.ts";

interface Row {
  Id: string;
  RepoTags: string[] | null;
}

interface Pruned {
  ImagesDeleted?: { Untagged?: string; Deleted?: string }[] | null;
  [field: string]: unknown;
}

/**
 * Passes a prune on, and gives those tags back that it took from images of backups: an engine that
 * is to prune all images also takes the further names of images in use.
 */
export async function pruneImagesSparing(
  transport: Transport,
  request: WireRequest,
): Promise<WireResponse> {
  const { op, signal } = request;
  const list = await transport.send({ method: "GET", path: "/images/json", op, signal });
  const tags = (await list.json<Row[]>()).flatMap((image) =>
    (image.RepoTags ?? []).filter((tag) => timeOfTag(tag) !== undefined)
      .map((tag) => ({ tag, id: image.Id }))
  );
  if (tags.length === 0) return await transport.send(request);
  const answer = await (await transport.send(request)).json<Pruned>();
  const gone = new Set((answer.ImagesDeleted ?? []).map((d) => d.Untagged));
  const back = new Set<string>();
  for (const { tag, id } of tags) {
    if (![...gone].some((name) => name === tag || name?.endsWith(`/${tag}`))) continue;
    const at = tag.lastIndexOf(":");
    try {
      const tagged = await transport.send({
        method: "POST",
        path: `/images/${id}/tag`,
        query: { repo: tag.slice(0, at), tag: tag.slice(at + 1) },
        op,
        signal,
      });
      await tagged.discard();
      back.add(tag);
    } catch (error) {
      // No container had it any more: it is gone.
      if (!isEngineError(error, "not_found")) throw error;
    }
  }
  const left = (answer.ImagesDeleted ?? []).filter((d) =>
    d.Untagged === undefined ||
    ![...back].some((tag) => d.Untagged === tag || d.Untagged?.endsWith(`/${tag}`))
  );
  return jsonAnswer({ ...answer, ImagesDeleted: left });
}
