/** Keys and values of `--filter`, for completion. */
import type { EngineSource } from "../../spec/names.ts";
import type { Candidate, CompletionContext, CompletionSource } from "../../spec/types.ts";

/**
 * What a filter's key may have: a list of values, the names of a kind of object, or anything at
 * all, which nobody can offer.
 */
type Values = readonly string[] | EngineSource | "any";

/**
 * Completes `key=value` of a filter. Shells put a space behind what is the only candidate, so a key
 * alone is offered among others only, and names follow once their key has been begun.
 */
export function filterValues(keys: Readonly<Record<string, Values>>): CompletionSource {
  return async ({ word, engine, signal }: CompletionContext) => {
    const found: Candidate[] = [];
    for (const [key, values] of Object.entries(keys)) {
      const begun = word !== "" && `${key}=`.startsWith(word.slice(0, key.length + 1));
      if (typeof values === "object") found.push(...values.map((v) => pair(key, v)));
      else if (values !== "any" && begun) {
        const { namesOf } = await import("../../spec/names.ts");
        const names = await namesOf(values, word.slice(key.length + 1), await engine(), signal);
        found.push(...names.map(({ value, summary }) => ({ ...pair(key, value), summary })));
      } else if (word === "") found.push({ value: `${key}=` });
    }
    return found;
  };
}

const pair = (key: string, value: string): Candidate => ({ value: `${key}=${value}` });

const YES_NO = ["true", "false"];

/** Keys of `ps --filter`, as the engine has them (docs of GET /containers/json). */
export const CONTAINER_FILTERS = filterValues({
  ancestor: "image",
  before: "container",
  exited: "any",
  expose: "any",
  health: ["starting", "healthy", "unhealthy", "none"],
  id: "any",
  "is-task": YES_NO,
  label: "any",
  name: "container",
  network: "network",
  publish: "any",
  since: "container",
  status: ["created", "restarting", "running", "removing", "paused", "exited", "dead"],
  volume: "volume",
});

/** Keys of `images --filter`. */
export const IMAGE_FILTERS = filterValues({
  before: "image",
  dangling: YES_NO,
  label: "any",
  reference: "image",
  since: "image",
  until: "any",
});

/** Keys of `network ls --filter`. */
export const NETWORK_FILTERS = filterValues({
  dangling: YES_NO,
  driver: ["bridge", "host", "ipvlan", "macvlan", "null", "overlay"],
  id: "any",
  label: "any",
  name: "network",
  scope: ["global", "local", "swarm"],
  type: ["builtin", "custom"],
});

/** Keys of `volume ls --filter`. */
export const VOLUME_FILTERS = filterValues({
  dangling: YES_NO,
  driver: ["local"],
  label: "any",
  name: "volume",
});

/** Keys of `events --filter`. */
export const EVENT_FILTERS = filterValues({
  container: "container",
  event: "any",
  image: "image",
  label: "any",
  network: "network",
  node: "node",
  scope: ["local", "swarm"],
  service: "service",
  type: [
    ..."builder config container daemon image network node plugin secret service volume".split(" "),
  ],
  volume: "volume",
});

/** Keys of `node ls --filter`. */
export const NODE_FILTERS = filterValues({
  id: "any",
  label: "any",
  membership: ["accepted", "pending"],
  name: "node",
  "node.label": "any",
  role: ["manager", "worker"],
});

/** Keys of `service ls --filter`. */
export const SERVICE_FILTERS = filterValues({
  id: "any",
  label: "any",
  mode: ["global", "global-job", "replicated", "replicated-job"],
  name: "service",
});

/** Keys of `service ps --filter` and `node ps --filter`. */
export const TASK_FILTERS = filterValues({
  "desired-state": ["running", "shutdown", "accepted"],
  id: "any",
  label: "any",
  name: "service",
  node: "node",
});
