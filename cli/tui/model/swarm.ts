/** The swarm of the engine, as the screen knows it. */
import {
  emptySwarm,
  type SwarmNode,
  type SwarmService,
  type SwarmStack,
  type SwarmTask,
  type SwarmView,
} from "../../../core/swarm/view.ts";
import type { Model } from "./model.ts";
import { slot } from "./slot.ts";

export type { SwarmNode, SwarmService, SwarmStack, SwarmTask };

/** What is known of the swarm, and which watch tells it. */
export interface SwarmState extends SwarmView {
  readonly error: string | undefined;
  /** Several hosts are shown: their swarms are not. */
  readonly several: boolean;
  /** The engine said in its greeting that it is a manager. */
  readonly greeted: boolean;
  /** Another number is another watch. */
  readonly watch: number;
}

/** Said while the swarm has no leader. */
export const NO_LEADER = "The swarm has no leader: more than half of its managers must be up";

export const swarmSlot = slot<SwarmState, Partial<SwarmState>>("swarm", {
  ...emptySwarm,
  error: undefined,
  several: false,
  greeted: false,
  watch: 0,
});

/** What is known of the swarm. */
export function swarmOf(model: Model): SwarmState {
  return swarmSlot.of(model);
}

/** Whether the engine is a manager of a swarm, as far as is known. */
export function inSwarm(model: Model): boolean {
  const { phase, greeted } = swarmOf(model);
  return phase === "unknown" ? greeted : phase === "manager" || phase === "leaderless";
}

/** Whether a service or task is there, or may be: of a swarm that does not answer nothing is known. */
export function hasSwarmObject(model: Model, kind: "service" | "task", id: string): boolean {
  const { services, tasks, phase } = swarmOf(model);
  if (phase !== "manager") return true;
  return (kind === "service" ? services : tasks).some((o) => o.id === id);
}

/** An image without the digest that the swarm pins it by. */
export function bareImage(image: string): string {
  return image.replace(/@sha256:[0-9a-f]+$/, "");
}
