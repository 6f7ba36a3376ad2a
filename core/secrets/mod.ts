/** The calls about the secrets of a swarm, bound to an engine. */
import { bind, type Bound } from "../bind.ts";
import type { Transport } from "../transport/types.ts";
import { createSecret } from "./create.ts";
import { inspectSecret, inspectSecretText } from "./inspect.ts";
import { listSecrets } from "./list.ts";
import { removeSecret } from "./remove.ts";
import { updateSecret } from "./update.ts";

/** The secrets of the swarm: data that tasks get in memory. `id` is an id, a unique start of one, or a name. */
export interface Secrets {
  /** Secrets: {@link listSecrets}. */
  readonly list: Bound<typeof listSecrets>;
  /** A new one: {@link createSecret}. */
  readonly create: Bound<typeof createSecret>;
  /** The engine's document: {@link inspectSecret}. */
  readonly inspect: Bound<typeof inspectSecret>;
  /** The engine's document as it came: {@link inspectSecretText}. */
  readonly inspectText: Bound<typeof inspectSecretText>;
  /** Changes the labels: {@link updateSecret}. */
  readonly update: Bound<typeof updateSecret>;
  /** Removes: {@link removeSecret}. */
  readonly remove: Bound<typeof removeSecret>;
}

/** The group `engine.secrets`. */
export function secrets(transport: Transport): Secrets {
  return bind(transport, {
    list: listSecrets,
    create: createSecret,
    inspect: inspectSecret,
    inspectText: inspectSecretText,
    update: updateSecret,
    remove: removeSecret,
  });
}
