/** What can be done to images. */
import { type Engine, isEngineError } from "../../../core/mod.ts";
import type { Image } from "../model/objects.ts";
import type { Action } from "./action.ts";
import { imageKind } from "./kinds.ts";

const of = imageKind;

/** An image of several names is removed name by name, as an id of several needs force. */
async function remove(
  engine: Engine,
  id: string,
  force: boolean,
  signal: AbortSignal,
): Promise<void> {
  const image = await engine.images.inspect(id, { signal }).catch((e) => {
    if (!isEngineError(e, "not_found")) throw e;
  });
  const tags = image?.RepoTags?.filter((t) => t !== "<none>:<none>") ?? [];
  for (const ref of tags.length > 0 ? tags : [id]) {
    try {
      await engine.images.remove(ref, { force, signal });
    } catch (e) {
      if (!isEngineError(e, "not_found")) throw e;
    }
  }
}

export const imageActions: readonly Action<Image>[] = [
  {
    id: "removeImage",
    of,
    keys: "d delete",
    hint: 1,
    label: "remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker rmi",
    run: (engine, id, _arg, signal) => remove(engine, id, false, signal),
  },
  {
    id: "forceRemoveImage",
    of,
    keys: "D",
    label: "force remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker rmi --force",
    run: (engine, id, _arg, signal) => remove(engine, id, true, signal),
  },
  {
    id: "tag",
    of,
    keys: "n",
    hint: 2,
    label: "tag",
    doing: "tagging",
    done: "tagged",
    command: "docker tag",
    ask: { label: (name) => `Tag ${name} as`, text: () => "" },
    run: (engine, id, arg, signal) => engine.images.tag(id, arg!, { signal }),
  },
];
