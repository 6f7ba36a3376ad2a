/** Which containers of an engine have which devices of its host, and what of that is stale. */
import type { ContainerInspect } from "../containers/types.ts";
import { type DeviceGrant, deviceGrants } from "./grants.ts";
import { type LookAtNode, staleWords } from "./host_nodes.ts";
import { fixedNumber } from "./numbers.ts";

/** A grant and whose it is. */
export interface ContainerDevice extends DeviceGrant {
  /** Full id of the container. */
  id: string;
  /** Its name, without slash. */
  name: string;
  /** What it is doing. */
  state: string;
  /** What is wrong with the node that it has, in words: it is gone, or of a device before. */
  stale?: string;
}

/**
 * The devices of the containers with these documents. `look` sees the host's nodes (`lookHere`);
 * without it numbers are those that Linux gave for good, and nothing is known to be stale.
 */
export function containerDevices(
  documents: readonly ContainerInspect[],
  look?: LookAtNode,
): ContainerDevice[] {
  const numberOf = (path: string) => look?.(path)?.number ?? fixedNumber(path);
  return documents.flatMap((doc) => {
    const whose = { id: doc.Id, name: doc.Name.replace(/^\//, ""), state: doc.State.Status };
    const started = new Date(doc.State.StartedAt);
    return deviceGrants(doc, numberOf).map((grant): ContainerDevice => {
      const stale = look === undefined || !doc.State.Running
        ? undefined
        : staleWords(grant, Number.isNaN(started.getTime()) ? undefined : started, look);
      return { ...whose, ...grant, ...(stale !== undefined && { stale }) };
    });
  });
}
