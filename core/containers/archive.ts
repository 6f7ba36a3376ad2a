/** The endpoints `HEAD /containers/{id}/archive`, `GET /containers/{id}/archive` and `PUT /containers/{id}/archive`. */
import { EngineError } from "../errors.ts";
import { containerPath } from "../_path.ts";
import type { BytesOptions, CallOptions } from "../options.ts";
import { parseDocument } from "../stream/json_stream.ts";
import type { Transport, WireRequest } from "../transport/types.ts";

/** What the engine tells of a path in a container. */
export interface PathStat {
  /** The last part of the path. */
  name: string;
  /** Bytes. */
  size: number;
  /** Go's os.FileMode: permissions in the low nine bits, the kind in the high ones. */
  mode: number;
  /** It is a directory. */
  isDirectory: boolean;
  /** It is a symbolic link. */
  isSymlink: boolean;
  /** RFC 3339. */
  mtime: Date;
  /** Where a symbolic link leads, as an absolute path in the container; `""` if it is none. */
  linkTarget: string;
}

/** Bits of Go's os.FileMode. */
const DIRECTORY = 2 ** 31;
const SYMLINK = 2 ** 27;

/**
 * What is at a path in a container, running or not (`HEAD /containers/{id}/archive`, API 1.24).
 * A symbolic link is not followed. Throws EngineError: `not_found` for the container as for the
 * path.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * const stat = btoa('{"name":"hosts","size":42,"mode":420,"mtime":"2024-01-02T03:04:05Z"}');
 * await using engine = createEngine(memoryTransport({
 *   "HEAD /containers/web/archive": { headers: { "x-docker-container-path-stat": stat } },
 * }));
 * assert.equal((await engine.containers.archive.stat("web", "/etc/hosts")).size, 42);
 * ```
 */
export async function statArchive(
  transport: Transport,
  id: string,
  path: string,
  options: CallOptions = {},
): Promise<PathStat> {
  const op = "stat path in container";
  const response = await transport.send(request("HEAD", id, path, op, options));
  await response.discard();
  return pathStat(response.headers, op);
}

/**
 * A file or directory of a container as a tar stream (`GET /containers/{id}/archive`, API 1.24).
 * The entries of `/etc` are named `etc/…`, those of `/etc/.` are named `./…`. The body must be
 * read or left. Throws EngineError: `not_found` for the container as for the path.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * const stat = btoa('{"name":"hosts","size":42,"mode":420,"mtime":"2024-01-02T03:04:05Z"}');
 * await using engine = createEngine(memoryTransport({
 *   "GET /containers/web/archive": {
 *     headers: { "x-docker-container-path-stat": stat },
 *     body: new Uint8Array(1024),
 *   },
 * }));
 * const { body } = await engine.containers.archive.get("web", "/etc/hosts");
 * for await (const chunk of body) assert.equal(chunk.length, 1024);
 * ```
 */
export async function getArchive(
  transport: Transport,
  id: string,
  path: string,
  options: BytesOptions = {},
): Promise<{ stat: PathStat; body: AsyncIterable<Uint8Array> }> {
  const op = "copy from container";
  const response = await transport.send({
    ...request("GET", id, path, op, options),
    kind: "stream",
    lent: options.lent,
  });
  return { stat: pathStat(response.headers, op), body: response.body };
}

/** Options of {@link putArchive}. */
export interface PutArchiveOptions extends CallOptions {
  /** Refuse to replace a directory by something else or the other way round. Default false. */
  noOverwriteDirNonDir?: boolean;
  /** Keep the owners that the archive names, instead of root. Default false. */
  copyUidGid?: boolean;
}

/**
 * Unpacks a tar stream, plain or compressed, into a directory of a container that is there
 * already (`PUT /containers/{id}/archive`, API 1.24). Throws EngineError: `not_found` for the
 * container as for the directory, `bad_request` (`engine` up to 20.10) when the path is no
 * directory, `denied` when it is read-only.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * const transport = memoryTransport({ "PUT /containers/web/archive": {} });
 * await using engine = createEngine(transport);
 * await engine.containers.archive.put("web", "/srv", new Uint8Array(1024));
 * assert.equal(transport.requests[0].query?.path, "/srv");
 * ```
 */
export async function putArchive(
  transport: Transport,
  id: string,
  path: string,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  options: PutArchiveOptions = {},
): Promise<void> {
  const op = "copy to container";
  const base = request("PUT", id, path, op, options);
  const response = await transport.send({
    ...base,
    query: {
      ...base.query,
      noOverwriteDirNonDir: options.noOverwriteDirNonDir ? "true" : undefined,
      copyUIDGID: options.copyUidGid ? "true" : undefined,
    },
    headers: { "content-type": "application/x-tar" },
    body,
    kind: "wait",
  });
  await response.discard();
}

function request(
  method: WireRequest["method"],
  id: string,
  path: string,
  op: string,
  options: CallOptions,
): WireRequest {
  return {
    method,
    path: containerPath(id, op, "/archive"),
    query: { path },
    op,
    signal: options.signal,
  };
}

function pathStat(headers: Readonly<Record<string, string>>, op: string): PathStat {
  const header = headers["x-docker-container-path-stat"];
  if (header === undefined) {
    throw new EngineError("The engine did not say what is at the path", { code: "protocol", op });
  }
  const raw = parseDocument<
    { name: string; size: number; mode: number; mtime: string; linkTarget?: string }
  >(decode(header, op), { op });
  return {
    name: raw.name,
    size: raw.size,
    mode: raw.mode,
    isDirectory: has(raw.mode, DIRECTORY),
    isSymlink: has(raw.mode, SYMLINK),
    mtime: new Date(raw.mtime),
    linkTarget: raw.linkTarget ?? "",
  };
}

/** `&` would cut the mode to 31 bits and a sign. */
function has(mode: number, bit: number): boolean {
  return Math.floor(mode / bit) % 2 === 1;
}

function decode(base64: string, op: string): string {
  try {
    const bytes = Uint8Array.from(
      atob(base64.replaceAll("-", "+").replaceAll("_", "/")),
      (char) => char.charCodeAt(0),
    );
    return new TextDecoder().decode(bytes);
  } catch (cause) {
    throw new EngineError("The engine sent a header that is not base64", {
      code: "protocol",
      op,
      cause,
    });
  }
}
