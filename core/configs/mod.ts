/** The configs of a swarm, bound to an engine. */
import { bind, type Bound } from "../bind.ts";
import type { Transport } from "../transport/types.ts";
import { createConfig } from "./create.ts";
import { inspectConfig, inspectConfigText } from "./inspect.ts";
import { listConfigs } from "./list.ts";
import { removeConfig } from "./remove.ts";
import { updateConfig } from "./update.ts";

/** The configs of the swarm: files that tasks get. `id` is an id, a unique start of one, or a name. */
export interface Configs {
  /** Configs: {@link listConfigs}. */
  readonly list: Bound<typeof listConfigs>;
  /** A new one: {@link createConfig}. */
  readonly create: Bound<typeof createConfig>;
  /** The engine's document: {@link inspectConfig}. */
  readonly inspect: Bound<typeof inspectConfig>;
  /** The engine's document as it came: {@link inspectConfigText}. */
  readonly inspectText: Bound<typeof inspectConfigText>;
  /** Changes the labels: {@link updateConfig}. */
  readonly update: Bound<typeof updateConfig>;
  /** Removes: {@link removeConfig}. */
  readonly remove: Bound<typeof removeConfig>;
}

/** The group `engine.configs`. */
export function configs(transport: Transport): Configs {
  return bind(transport, {
    list: listConfigs,
    create: createConfig,
    inspect: inspectConfig,
    inspectText: inspectConfigText,
    update: updateConfig,
    remove: removeConfig,
  });
}
