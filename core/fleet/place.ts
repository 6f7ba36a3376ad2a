/** Which hosts new containers go to, and why; pure. */
import { EngineError } from "../errors.ts";

/** How hosts are chosen: the emptiest, the fullest that has room, or one by name. */
export type Placement = "spread" | "pack" | { readonly host: string };

/** A host that may be chosen. */
export interface Place {
  readonly name: string;
  /** Containers that run there. */
  readonly running: number;
  /** Bytes of memory that its containers use, and that it has. */
  readonly used: number;
  readonly memory: number;
}

/** A host that was chosen. */
export interface Placed extends Place {
  /** How many of the new containers go there. */
  readonly count: number;
}

/**
 * Chooses hosts for `count` containers that need `need` bytes each (0 where nobody said). `spread`
 * takes the host with the fewest running containers, of several the one with the most free memory;
 * `pack` the one with the least free memory that still has room. Those that were given one count
 * as there for the next.
 *
 * @throws {EngineError} of code `unavailable` where no host has room.
 */
export function placeOn(
  places: readonly Place[],
  way: Placement,
  { count = 1, need = 0 }: { count?: number; need?: number } = {},
): Placed[] {
  const named = typeof way === "object" ? places.filter((p) => p.name === way.host) : places;
  if (named.length === 0) {
    throw refusal(typeof way === "object" ? `${way.host} is none of the hosts` : "no host answers");
  }
  const now = named.map((place) => ({ place, running: place.running, used: place.used, given: 0 }));
  const free = (p: typeof now[number]) => p.place.memory - p.used;
  const better = way === "pack"
    ? (a: typeof now[number], b: typeof now[number]) => free(a) - free(b)
    : (a: typeof now[number], b: typeof now[number]) => a.running - b.running || free(b) - free(a);
  for (let n = 0; n < count; n++) {
    const [best] = now.filter((p) => free(p) >= need).sort(better);
    if (best === undefined) {
      const most = Math.max(...now.map(free));
      throw refusal(
        `No host has room for ${count} with ${gigabytes(need)} each: ` +
          `the emptiest has ${gigabytes(most)} free`,
      );
    }
    best.running++;
    best.used += need;
    best.given++;
  }
  return now.filter((p) => p.given > 0).map((p) => ({ ...p.place, count: p.given }));
}

/** Why a host was chosen: `web2: 11.2 GB free of 16.0 GB, 3 containers`. */
export function placedWords({ name, used, memory, running, count }: Placed): string {
  const many = count === 1 ? "" : `${count} on `;
  const containers = running === 1 ? "1 container" : `${running} containers`;
  return `${many}${name}: ${gigabytes(memory - used)} free of ${gigabytes(memory)}, ${containers}`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function refusal(message: string): EngineError {
  return new EngineError(message, { code: "unavailable", op: "choose a host" });
}
