/** How each kind of object is listed for the cache. */
import { listContainers } from "../containers/list.ts";
import { listImages } from "../images/list.ts";
import { listNetworks } from "../networks/list.ts";
import type { Transport } from "../transport/types.ts";
import { listVolumes } from "../volumes/list.ts";
import type { Listing } from "./shelf.ts";
import type { LiveKind, LiveRows } from "./types.ts";

/** How one engine lists what the cache holds. */
export function listingsOf(t: Transport): { [K in LiveKind]: Listing<LiveRows[K]> } {
  const now: Transport = {
    endpoint: t.endpoint,
    greeting: (signal) => t.greeting(signal),
    upgrade: (r) => t.upgrade(r),
    close: () => t.close(),
    send: (r) => t.send({ ...r, unversioned: true }),
  };
  return {
    containers: containerListing(t, now),
    images: {
      key: (row) => row.id,
      all: (signal) => listImages(t, { signal }),
      early: (signal) => listImages(now, { signal }),
      same: (row) => row,
    },
    networks: {
      key: (row) => row.id,
      all: (signal) => listNetworks(t, { signal }),
      early: (signal) => listNetworks(now, { signal }),
      some: (id, signal) => listNetworks(t, { signal, filters: { id } }),
      same: (row) => row,
    },
    volumes: {
      key: (row) => row.name,
      all: async (signal) => (await listVolumes(t, { signal })).volumes,
      early: async (signal) => (await listVolumes(now, { signal })).volumes,
      some: async (name, signal) => (await listVolumes(t, { signal, filters: { name } })).volumes,
      same: (row) => row,
    },
  };
}

function containerListing(t: Transport, now: Transport): Listing<LiveRows["containers"]> {
  const list = async (signal: AbortSignal, id?: readonly string[], by = t) => {
    const rows = await listContainers(by, { all: true, signal, ...(id && { filters: { id } }) });
    const asOf = new Date();
    return rows.map((row) => ({ ...row, asOf }));
  };
  return {
    key: (row) => row.id,
    all: (signal) => list(signal),
    early: (signal) => list(signal, undefined, now),
    some: (ids, signal) => list(signal, ids),
    same: ({ asOf: _, ...row }) => row,
    lags: true,
    order: (a, b) => b.created.getTime() - a.created.getTime(),
  };
}
