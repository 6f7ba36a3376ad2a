/** Every action, by its id. */
import type { Action } from "./action.ts";
import { containerActions } from "./containers.ts";
import { imageActions } from "./images.ts";
import { networkActions } from "./networks.ts";
import { nodeActions } from "./nodes.ts";
import { serviceActions } from "./services.ts";
import { stackActions } from "./stacks.ts";
import { volumeActions } from "./volumes.ts";

export const actions: readonly Action[] = [
  ...containerActions,
  ...imageActions,
  ...networkActions,
  ...volumeActions,
  ...serviceActions,
  ...nodeActions,
  ...stackActions,
];

const byId = new Map(actions.map((a) => [a.id, a]));

/** The action of this id, which must be one. */
export function actionOf(id: string): Action {
  const action = byId.get(id);
  if (action === undefined) throw new Error(`there is no action "${id}"`);
  return action;
}
