/** The calls about the services of a swarm, bound to an engine. */
import { bind, type Bound } from "../bind.ts";
import type { Transport } from "../transport/types.ts";
import { createService } from "./create.ts";
import { inspectService, inspectServiceText } from "./inspect.ts";
import { listServices } from "./list.ts";
import { serviceLogs } from "./logs.ts";
import { removeService } from "./remove.ts";
import { updateService } from "./update.ts";

/** The services of the swarm. `id` is an id, a unique start of one, or a name. */
export interface Services {
  /** Services: {@link listServices}. */
  readonly list: Bound<typeof listServices>;
  /** The engine's document: {@link inspectService}. */
  readonly inspect: Bound<typeof inspectService>;
  /** The engine's document as it came: {@link inspectServiceText}. */
  readonly inspectText: Bound<typeof inspectServiceText>;
  /** A new service: {@link createService}. */
  readonly create: Bound<typeof createService>;
  /** Other settings: {@link updateService}. */
  readonly update: Bound<typeof updateService>;
  /** Removes: {@link removeService}. */
  readonly remove: Bound<typeof removeService>;
  /** What its tasks write: {@link serviceLogs}. */
  readonly logs: Bound<typeof serviceLogs>;
}

/** The group `engine.services`. */
export function services(transport: Transport): Services {
  return bind(transport, {
    list: listServices,
    inspect: inspectService,
    inspectText: inspectServiceText,
    create: createService,
    update: updateService,
    remove: removeService,
    logs: serviceLogs,
  });
}
