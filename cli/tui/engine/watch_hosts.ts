/** Keeps the hosts of the model true, where the engine is that of several hosts. */
import type { FleetTransport } from "../../../core/fleet/fleet_transport.ts";
import type { Engine } from "../../../core/mod.ts";
import { fleetSlot, hostRow } from "../model/fleet.ts";
import type { Msg } from "../model/messages.ts";

/** Told at most so often, in ms: many hosts change at once. */
const TOGETHER = 100;

/** Tells of the engine's hosts until what it gives is called; undefined for a single engine. */
export function watchHosts(
  engine: Engine,
  dispatch: (msg: Msg) => void,
): (() => void) | undefined {
  const { fleet } = engine.transport as Partial<FleetTransport>;
  if (fleet === undefined) return undefined;
  const tell = () => dispatch(fleetSlot.msg({ hosts: fleet.hosts().map(hostRow) }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = fleet.onHost(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      tell();
    }, TOGETHER);
  });
  tell();
  return () => {
    clearTimeout(timer);
    end();
    dispatch(fleetSlot.msg({ hosts: [] }));
  };
}
