/** The calls about the engine's own plugins, bound to an engine. */
import { bind, type Bound } from "../bind.ts";
import type { Transport } from "../transport/types.ts";
import { createPlugin } from "./create.ts";
import { disablePlugin } from "./disable.ts";
import { enablePlugin } from "./enable.ts";
import { inspectPlugin, inspectPluginText } from "./inspect.ts";
import { installPlugin, pluginPrivileges } from "./install.ts";
import { listPlugins } from "./list.ts";
import { pushPlugin } from "./push.ts";
import { removePlugin } from "./remove.ts";
import { setPlugin } from "./set.ts";
import { upgradePlugin } from "./upgrade.ts";

/** The plugins of the engine (not those of this program). */
export interface Plugins {
  /** Plugins: {@link listPlugins}. */
  readonly list: Bound<typeof listPlugins>;
  /** The engine's document: {@link inspectPlugin}. */
  readonly inspect: Bound<typeof inspectPlugin>;
  /** The engine's document as it came: {@link inspectPluginText}. */
  readonly inspectText: Bound<typeof inspectPluginText>;
  /** What one in a registry wants: {@link pluginPrivileges}. */
  readonly privileges: Bound<typeof pluginPrivileges>;
  /** From its registry: {@link installPlugin}. */
  readonly install: Bound<typeof installPlugin>;
  /** Another version: {@link upgradePlugin}. */
  readonly upgrade: Bound<typeof upgradePlugin>;
  /** To its registry: {@link pushPlugin}. */
  readonly push: Bound<typeof pushPlugin>;
  /** From an archive: {@link createPlugin}. */
  readonly create: Bound<typeof createPlugin>;
  /** Starts: {@link enablePlugin}. */
  readonly enable: Bound<typeof enablePlugin>;
  /** Stops: {@link disablePlugin}. */
  readonly disable: Bound<typeof disablePlugin>;
  /** Sets what can be set: {@link setPlugin}. */
  readonly set: Bound<typeof setPlugin>;
  /** Removes: {@link removePlugin}. */
  readonly remove: Bound<typeof removePlugin>;
}

/** The group `engine.plugins`. */
export function plugins(transport: Transport): Plugins {
  return bind(transport, {
    list: listPlugins,
    inspect: inspectPlugin,
    inspectText: inspectPluginText,
    privileges: pluginPrivileges,
    install: installPlugin,
    upgrade: upgradePlugin,
    push: pushPlugin,
    create: createPlugin,
    enable: enablePlugin,
    disable: disablePlugin,
    set: setPlugin,
    remove: removePlugin,
  });
}
