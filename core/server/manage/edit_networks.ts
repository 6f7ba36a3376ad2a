/** The networks of an edited container: those that stay as they are, new ones, the mode that fits. */
import type { ContainerInspect } from "../../containers/types.ts";
import type { EndpointSettings } from "../../networks/types.ts";
import { inspectToCreateRequest } from "../../recreate/create_request.ts";
import { HttpRefusal } from "../types.ts";

/** A network's name as engines take it (moby daemon/names). */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,250}$/;
/** Each is a call to an engine before API 1.44. */
const MAX_NETWORKS = 64;
/** Modes in place of networks. */
const ALONE: readonly string[] = ["none", "host"];

/**
 * What a list of names asks for: all endpoints, and the network mode where it becomes another. A
 * network that stays keeps its aliases and addresses. Throws {@link HttpRefusal}.
 */
export function networksOf(
  names: readonly string[],
  c: ContainerInspect,
): { mode?: string; endpoints: Record<string, EndpointSettings> } {
  if (names.length > MAX_NETWORKS) throw bad(`at most ${MAX_NETWORKS} networks`);
  if (names.length === 0) throw bad('a network has to be named; "none" is none');
  for (const [n, name] of names.entries()) {
    if (!NAME.test(name)) throw bad(`"${name.slice(0, 80)}" is no name of a network`);
    if (names.indexOf(name) !== n) throw bad(`the network ${name} is named twice`);
    if (names.length > 1 && ALONE.includes(name)) throw bad(`"${name}" stands alone`);
  }
  const was = c.HostConfig.NetworkMode ?? "default";
  if (ALONE.includes(names[0])) {
    return { endpoints: {}, ...(was !== names[0] && { mode: names[0] }) };
  }
  const old = inspectToCreateRequest(c).endpoints;
  const first = Object.keys(old).find((name) => isMode(name, was, c));
  const stays = first !== undefined && names.includes(first);
  // The mode's own network is the one that older engines make the container with.
  const sorted = stays ? [first, ...names.filter((name) => name !== first)] : names;
  return {
    endpoints: Object.fromEntries(sorted.map((n) => [n, Object.hasOwn(old, n) ? old[n] : {}])),
    ...(!stays && names[0] !== was && { mode: names[0] }),
  };
}

/** Whether the mode means the network that it is in by this name. */
function isMode(name: string, mode: string, c: ContainerInspect): boolean {
  const id = c.NetworkSettings.Networks?.[name]?.NetworkID;
  return name === (mode === "default" ? "bridge" : mode) ||
    mode.length >= 12 && id?.startsWith(mode) === true;
}

const bad = (what: string) => new HttpRefusal(400, what);
