/** Which changes of a container's own layer are somebody's, and would be lost. */
import type { ContainerInspect } from "../containers/types.ts";

/** What the engine itself puts there, and what every start makes anew. */
const MADE_ANEW = /^\/(dev|proc|sys|run|var\/run)(\/|$)|^\/\.dockerenv$|^\/run$/;
const WRITTEN_BY_ENGINE: ReadonlySet<string> = new Set([
  // A folder: podman tells of it alone, without what it wrote there.
  "/etc",
  "/etc/hostname",
  "/etc/hosts",
  "/etc/mtab",
  "/etc/resolv.conf",
  // Of --init.
  "/sbin/docker-init",
]);

/**
 * What of `changes` (`GET /containers/{id}/changes`) would be lost: without the places where
 * something is mounted and the folders that lead there, without what the engine writes itself, and
 * without `/run`, which starts empty everywhere else, too. A folder that stands there only
 * because something in it does is left out.
 */
export function layerChanges<C extends { path: string; kind: string }>(
  inspect: Pick<ContainerInspect, "Mounts" | "HostConfig">,
  changes: readonly C[],
): C[] {
  const mounts = [
    ...(inspect.Mounts ?? []).map((m) => m.Destination),
    ...Object.keys(inspect.HostConfig.Tmpfs ?? {}),
  ].map((path) => path.replace(/\/+$/, ""));
  const paths = changes.map((c) => c.path).sort();
  const leads = (path: string) => mounts.some((m) => m === path || m.startsWith(`${path}/`));
  const within = (path: string) => mounts.some((m) => path.startsWith(`${m}/`));
  return changes.filter(({ path, kind }) => {
    if (MADE_ANEW.test(path) || WRITTEN_BY_ENGINE.has(path)) return false;
    if (within(path) || leads(path) && kind !== "D") return false;
    return kind === "D" || !hasBelow(paths, path);
  });
}

/** Whether a sorted list has a path below `path`. */
function hasBelow(sorted: readonly string[], path: string): boolean {
  const start = `${path}/`;
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < start) low = middle + 1;
    else high = middle;
  }
  return sorted[low]?.startsWith(start) ?? false;
}
