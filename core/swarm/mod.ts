/** The calls about the swarm itself, bound to an engine. */
import { bind, type Bound } from "../bind.ts";
import type { Transport } from "../transport/types.ts";
import { initSwarm } from "./init.ts";
import { inspectSwarm } from "./inspect.ts";
import { joinSwarm } from "./join.ts";
import { leaveSwarm } from "./leave.ts";
import { swarmUnlockKey, unlockSwarm } from "./unlock.ts";
import { updateSwarm } from "./update.ts";

/** The swarm that an engine is part of. */
export interface Swarm {
  /** A new swarm: {@link initSwarm}. */
  readonly init: Bound<typeof initSwarm>;
  /** Becomes a node: {@link joinSwarm}. */
  readonly join: Bound<typeof joinSwarm>;
  /** Is a node no longer: {@link leaveSwarm}. */
  readonly leave: Bound<typeof leaveSwarm>;
  /** The engine's document: {@link inspectSwarm}. */
  readonly inspect: Bound<typeof inspectSwarm>;
  /** Other settings: {@link updateSwarm}. */
  readonly update: Bound<typeof updateSwarm>;
  /** The key of a locked manager: {@link swarmUnlockKey}. */
  readonly unlockKey: Bound<typeof swarmUnlockKey>;
  /** Unlocks a manager: {@link unlockSwarm}. */
  readonly unlock: Bound<typeof unlockSwarm>;
}

/** The group `engine.swarm`. */
export function swarm(transport: Transport): Swarm {
  return bind(transport, {
    init: initSwarm,
    join: joinSwarm,
    leave: leaveSwarm,
    inspect: inspectSwarm,
    update: updateSwarm,
    unlockKey: swarmUnlockKey,
    unlock: unlockSwarm,
  });
}
