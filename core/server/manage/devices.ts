/** Which containers of a host have which of its devices. */
import { deviceGrants } from "../../devices/grants.ts";
import { isEngineError } from "../../errors.ts";
import type { ManagedHost } from "./hosts.ts";
import type { Clean } from "./views.ts";

/** Containers that are looked into at once, and at most; stopped ones count last. */
const AT_ONCE = 8;
const MAX_CONTAINERS = 2_000;

/** A row for each container and way. */
export async function deviceRows(host: ManagedHost, clean: Clean, signal: AbortSignal) {
  const { engine } = host;
  const list = (await engine.containers.list({ all: true, signal }))
    .sort((a, b) => Number(b.state === "running") - Number(a.state === "running"))
    .slice(0, MAX_CONTAINERS);
  const found: ReturnType<typeof rowsOf>[] = new Array(list.length);
  const rowsOf = (
    id: string,
    c: Parameters<typeof deviceGrants>[0] & { Name: string },
    running: boolean,
  ) =>
    deviceGrants(c).map(({ how, device, inContainer, access, note }) => ({
      host: host.name,
      containerId: id,
      container: clean(c.Name.replace(/^\//, "")),
      running,
      how,
      device: clean(device),
      access,
      ...(inContainer !== undefined && { inContainer: clean(inContainer) }),
      ...(note !== undefined && { note: clean(note) }),
    }));
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, list.length) }, async () => {
    for (let n = next++; n < list.length; n = next++) {
      try {
        const { id } = list[n];
        const c = await engine.containers.inspect(id, { signal });
        found[n] = rowsOf(id, c, c.State.Running);
      } catch (e) {
        // Gone meanwhile.
        if (!isEngineError(e, "not_found")) throw e;
      }
    }
  }));
  return found.flat();
}
