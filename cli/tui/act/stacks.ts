/** What can be done to stacks of a swarm. */
import type { Engine } from "../../../core/mod.ts";
import { NAMESPACE } from "../../../core/stacks/labels.ts";
import type { SwarmStack } from "../model/swarm.ts";
import { count } from "../text/human.ts";
import type { Action } from "./action.ts";
import { stackKind } from "./kinds.ts";

async function removeServices(engine: Engine, name: string, signal: AbortSignal): Promise<void> {
  const filters = { label: [`${NAMESPACE}=${name}`] };
  for (const { id } of await engine.services.list({ filters, signal })) {
    await engine.services.remove(id, { signal });
  }
}

export const stackActions: readonly Action<SwarmStack>[] = [
  {
    id: "removeStack",
    of: stackKind,
    keys: "d delete",
    hint: 1,
    label: "remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker stack rm",
    plan: (stacks) => [
      ...stacks.flatMap((k) =>
        k.services.map((s) => `${s.name}: ${count(s.running ?? 0, "task")} of ${s.desired ?? 0}`)
      ),
      "and the networks, secrets and configs of the stack; volumes stay",
    ],
    argv: (name) => ["stack", "rm", "--", name],
    run: (engine, name, _arg, signal) => removeServices(engine, name, signal),
  },
];
