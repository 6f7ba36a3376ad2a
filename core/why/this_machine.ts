/** What can be seen of an engine's host where that is this machine. */
import type { EvidenceOptions } from "./gather.ts";
import { readKernelLog } from "./kernel.ts";

/**
 * The engine's host, where its endpoint (a DOCKER_HOST string) says that it is this machine; else
 * undefined. From within a container its kernel is the same, its files are not.
 */
export async function hostOf(endpoint: string, now: Date): Promise<EvidenceOptions["host"]> {
  if (!endpoint.startsWith("unix:")) return undefined;
  const look = (path: string) =>
    Deno.lstat(path).then(() => true, (e) => e instanceof Deno.errors.NotFound ? false : undefined);
  const inside = await look("/.dockerenv") !== false || await look("/run/.containerenv") !== false;
  const exists = (path: string) => inside ? Promise.resolve(undefined) : look(path);
  return {
    boot: new Date(now.getTime() - Deno.osUptime() * 1000),
    exists,
    kernel: readKernelLog,
  };
}
