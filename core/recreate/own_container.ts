/** Which container this very process runs in: making that one anew would stop it half-way. */
import type { ContainerInspect } from "../containers/types.ts";

/** What a process sees of the container around it. */
export interface OwnContainer {
  /** Full ids: of the files that the engine puts into it, and of its control group. */
  ids: ReadonlySet<string>;
  /** Where its own layer is on the host, with overlay file systems. */
  upperDir?: string;
}

/** Files that an engine keeps in the container's folder, and mounts. */
const FILES: ReadonlySet<string> = new Set(["/etc/hostname", "/etc/hosts", "/etc/resolv.conf"]);

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads it from the text of `/proc/self/mountinfo` and `/proc/self/cgroup` (proc(5)). A host has
 * mounts of its containers, too, but none of them over those files.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ownContainerOf } from "./own_container.ts";
 *
 * const id = "4f1c".padEnd(64, "0");
 * const line = `9 1 8:1 /var/lib/docker/containers/${id}/hosts /etc/hosts rw - ext4 /dev/sda1 rw`;
 * assert.deepEqual([...ownContainerOf(line, "0::/").ids], [id]);
 * ```
 */
export function ownContainerOf(mounts: string, cgroups: string): OwnContainer {
  const ids = new Set<string>();
  let upperDir: string | undefined;
  for (const line of mounts.split("\n")) {
    const words = line.split(" ");
    const [root, target] = words.slice(3);
    if (FILES.has(target)) {
      const id = root.split("/").find((part) => /^[0-9a-f]{64}$/.test(part));
      if (id !== undefined) ids.add(id);
    }
    if (target === "/" && words.at(-3) === "overlay") {
      upperDir = words.at(-1)!.split(",").find((o) => o.startsWith("upperdir="))?.slice(9);
    }
  }
  for (const line of cgroups.split("\n")) {
    const path = line.split(":").slice(2).join(":");
    for (const part of path.split("/")) {
      const id = part.replace(/^(docker|libpod)-/, "").replace(/\.scope$/, "");
      if (/^[0-9a-f]{64}$/.test(id)) ids.add(id);
    }
  }
  return { ids, ...(upperDir !== undefined && { upperDir }) };
}

/** The one around this process; where there is no such folder, as elsewhere than on Linux, none. */
export async function ownContainer(proc = "/proc/self"): Promise<OwnContainer> {
  const read = async (name: string) => {
    try {
      return (await Deno.readTextFile(`${proc}/${name}`)).slice(0, MAX_BYTES);
    } catch {
      return "";
    }
  };
  const [mounts, cgroups] = await Promise.all([read("mountinfo"), read("cgroup")]);
  return ownContainerOf(mounts, cgroups);
}

/** Whether a container is the one around this process. */
export function isOwn(c: Pick<ContainerInspect, "Id">, own: OwnContainer): boolean {
  const { GraphDriver } = c as { GraphDriver?: { Data?: Record<string, string> | null } };
  return own.ids.has(c.Id) ||
    own.upperDir !== undefined && GraphDriver?.Data?.["UpperDir"] === own.upperDir;
}

/** Why a container cannot be made anew by a process that runs in it or in one that stands on it. */
export function ownProblems(
  id: string,
  dependents: readonly { id: string; name: string }[],
  own: readonly string[],
): string[] {
  if (own.includes(id)) {
    return ["dockerctl itself runs in it, and would be stopped half-way: do it from outside"];
  }
  return dependents.filter((d) => own.includes(d.id)).map((d) =>
    `dockerctl itself runs in ${d.name}, which stands on it and would be stopped half-way: do it from outside`
  );
}
