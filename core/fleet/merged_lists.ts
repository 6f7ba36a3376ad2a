/** Lists of several hosts as one: each document with its host in all that names something. */
import type { Transport, WireRequest } from "../transport/types.ts";
import { keyOf, nameOn } from "./rows.ts";

/** A document as an engine sends it. */
type Raw = Record<string, unknown>;

const idOn = (host: string, id: unknown) =>
  typeof id === "string" && id !== "" ? keyOf(host, id) : id;
const named = (host: string, name: unknown) =>
  typeof name === "string" ? nameOn(host, name.replace(/^\//, "")) : name;
const allNamed = (host: string, names: unknown) =>
  Array.isArray(names) ? names.map((n) => named(host, n)) : names;
const listOf = (value: unknown): Raw[] => Array.isArray(value) ? value as Raw[] : [];

function container(c: Raw, host: string): Raw {
  const { Networks, ...settings } = (c["NetworkSettings"] ?? {}) as { Networks?: unknown };
  return {
    ...c,
    Id: idOn(host, c["Id"]),
    Names: allNamed(host, c["Names"]),
    ImageID: idOn(host, c["ImageID"]),
    Mounts: listOf(c["Mounts"]).map((m) =>
      typeof m["Name"] === "string" ? { ...m, Name: named(host, m["Name"]) } : m
    ),
    NetworkSettings: {
      ...settings,
      Networks: Object.fromEntries(
        Object.entries((Networks ?? {}) as Record<string, Raw>).map(([name, n]) => [
          name,
          { ...n, NetworkID: idOn(host, n?.["NetworkID"]) },
        ]),
      ),
    },
  };
}

/** An image, of a list or inspected, with its host in its id and its names. */
export function imageOf(host: string, image: Raw): Raw {
  return {
    ...image,
    Id: idOn(host, image["Id"]),
    RepoTags: allNamed(host, image["RepoTags"]),
    RepoDigests: allNamed(host, image["RepoDigests"]),
  };
}

/** Lists that can be one, by their paths: the documents in them as they name their host. */
const LISTS: Readonly<Record<string, (document: Raw, host: string) => Raw>> = {
  "/containers/json": container,
  "/images/json": (image, host) => imageOf(host, image),
  "/networks": (n, host) => ({ ...n, Id: idOn(host, n["Id"]), Name: named(host, n["Name"]) }),
  "/volumes": (v, host) => ({ ...v, Name: named(host, v["Name"]) }),
};

/** Whether a path is that of a list which several hosts can have in common. */
export function isList(path: string): boolean {
  return Object.hasOwn(LISTS, path);
}

/** A host's list with the host in its names; volumes are in an object of their own. */
export function listOn(host: string, path: string, list: unknown): unknown {
  const of = (documents: unknown) => listOf(documents).map((d) => LISTS[path](d, host));
  if (Array.isArray(list)) return of(list);
  const { Volumes, ...rest } = (list ?? {}) as Raw;
  return { ...rest, Volumes: of(Volumes) };
}

/**
 * The lists of several hosts as one. A host that fails meanwhile has nothing in it; where all do,
 * the first one's error is thrown.
 */
export async function mergedList(
  ways: readonly { name: string; way: Transport }[],
  request: WireRequest,
): Promise<unknown> {
  const { path } = request;
  const asked = await Promise.allSettled(
    ways.map(async ({ name, way }) => listOn(name, path, await (await way.send(request)).json())),
  );
  const lists = asked.flatMap((a) => a.status === "fulfilled" ? [a.value] : []);
  const [first] = asked;
  if (lists.length === 0 && first?.status === "rejected") throw first.reason;
  if (path !== "/volumes") return lists.flat();
  const parts = lists as { Volumes: Raw[]; Warnings?: string[] | null }[];
  return {
    Volumes: parts.flatMap((p) => p.Volumes),
    Warnings: parts.flatMap((p) => p.Warnings ?? []),
  };
}
