/** Keeps the swarm of the model true, while one of its panes is seen. */
import type { FleetTransport } from "../../../core/fleet/fleet_transport.ts";
import type { Engine, Live } from "../../../core/mod.ts";
import { emptySwarm } from "../../../core/swarm/view.ts";
import { type SwarmWatch, watchSwarm } from "../../../core/swarm/watch.ts";
import type { SubscriptionDeps } from "../deps.ts";
import type { Msg } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import { swarmOf, swarmSlot } from "../model/swarm.ts";
import { placeOf } from "../screen/layout.ts";
import type { Subscription } from "../store.ts";

/** Told at most so often, in ms: a look may tell of thousands of tasks. */
const TOGETHER = 50;

const watches = new WeakMap<Engine, SwarmWatch>();
let made = 0;

/** Watches the swarm of an engine until the signal says stop; nothing is asked of it unseen. */
export function watchSwarmOf(
  engine: Engine,
  live: Live,
  dispatch: (msg: Msg) => void,
  signal: AbortSignal,
): void {
  const several = (engine.transport as Partial<FleetTransport>).fleet !== undefined;
  // Nothing of another engine's swarm stays.
  const before = watches.get(engine)?.view() ?? emptySwarm;
  dispatch(swarmSlot.msg({ error: undefined, ...before, watch: ++made, several }));
  if (several) return;
  void greet(engine, dispatch, signal);
  const watch = watchSwarm(engine.transport, live, signal, before);
  watches.set(engine, watch);
  let timer: ReturnType<typeof setTimeout> | undefined;
  watch.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      dispatch(swarmSlot.msg({ error: undefined, ...watch.view() }));
    }, TOGETHER);
  });
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
}

/** What the engine said when it was asked first; nothing is asked for it. */
async function greet(
  engine: Engine,
  dispatch: (msg: Msg) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { swarm } = await engine.transport.greeting(signal);
    if (!signal.aborted) dispatch(swarmSlot.msg({ greeted: swarm === "active/manager" }));
  } catch {
    // The live cache says so when the engine is gone.
  }
}

/** Somebody looks at a pane of the swarm. */
export function swarmSubscriptions(
  model: Model,
  pane: string,
  deps: Pick<SubscriptionDeps, "engine">,
): readonly Subscription[] {
  const { watch, several } = swarmOf(model);
  if (watch === 0 || several || placeOf(model, pane) === undefined) return [];
  return [{
    key: `swarm/${watch}`,
    async start(_dispatch, signal) {
      watches.get(await deps.engine(signal))?.seen(signal);
    },
  }];
}

/** Names of tasks by their ids: those that are known, and what the engine says of others. */
export function taskNames(engine: Engine): (id: string, signal: AbortSignal) => Promise<string> {
  const asked = new Map<string, Promise<string>>();
  return (id, signal) => {
    const known = watches.get(engine)?.view().tasks.find((t) => t.id === id);
    if (known !== undefined) return Promise.resolve(known.name);
    let name = asked.get(id);
    if (name === undefined) asked.set(id, name = askName(engine, id, signal));
    return name;
  };
}

async function askName(engine: Engine, id: string, signal: AbortSignal): Promise<string> {
  try {
    const { ServiceID = "", Slot, NodeID = "" } = await engine.tasks.inspect(id, { signal });
    const { Spec } = await engine.services.inspect(ServiceID, { signal });
    return `${Spec.Name ?? ServiceID.slice(0, 12)}.${Slot ?? NodeID.slice(0, 12)}`;
  } catch {
    return id.slice(0, 12);
  }
}
