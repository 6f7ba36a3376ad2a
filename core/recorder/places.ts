/** Where the record of an engine lies on disk. */
import { readOwnText } from "../own_path.ts";
import { createHash } from "node:crypto";
import { join } from "node:path";

type Env = Readonly<Record<string, string | undefined>>;

/** Where one engine's record lies. */
export interface RecordPlace {
  /** The engine's own folder. */
  dir: string;
  /** Locked while a recorder runs; holds who it is. */
  lock: string;
  /** The database. */
  index: string;
  /** The folder of the log files. */
  logs: string;
  /** The folder of the containers' documents. */
  documents: string;
  /** Names the endpoint, so that records can be listed. */
  endpointFile: string;
  /** What a recorder in the background says. */
  log: string;
}

/** No endpoint is longer; bytes. */
const MAX_ENDPOINT = 16 * 1024;

/** The longest readable part of a folder's name. */
const MAX_READABLE = 48;

/** The folder of all records unless the settings name one: `$XDG_STATE_HOME/dockerctl/record`. */
export function defaultRecordDir(env: Env): string {
  const state = env.XDG_STATE_HOME?.startsWith("/")
    ? env.XDG_STATE_HOME
    : join(env.HOME || "/", ".local/state");
  return join(state, "dockerctl/record");
}

/**
 * Where the record of the engine at `endpoint` (a DOCKER_HOST string) lies below `dir`. The name
 * follows from the endpoint alone, so that it is found while the engine is down.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { recordPlace } from "./places.ts";
 *
 * const { dir } = recordPlace("/state/record", "unix:///var/run/docker.sock");
 * assert.equal(dir, "/state/record/unix-var-run-docker.sock-13c4025c");
 * ```
 */
export function recordPlace(dir: string, endpoint: string): RecordPlace {
  const readable = endpoint.replace(/[^A-Za-z0-9._]+/g, "-").replace(/^[-.]+|[-.]+$/g, "")
    .slice(-MAX_READABLE).replace(/^[-.]+/, "");
  const hash = createHash("sha256").update(endpoint).digest("hex").slice(0, 8);
  return placeAt(join(dir, `${readable || "engine"}-${hash}`));
}

/** The files of the record in folder `dir`. */
export function placeAt(dir: string): RecordPlace {
  return {
    dir,
    lock: join(dir, "recorder.lock"),
    index: join(dir, "index.db"),
    logs: join(dir, "logs"),
    documents: join(dir, "documents"),
    endpointFile: join(dir, "endpoint"),
    log: join(dir, "recorder.log"),
  };
}

/** What the record's endpoint file says; "" where there is none of ours. */
export function endpointOf(place: RecordPlace): string {
  try {
    return readOwnText(place.endpointFile, MAX_ENDPOINT)?.trim() ?? "";
  } catch {
    return "";
  }
}

/** All records below `dir`, sorted by endpoint; none where there is no such folder. */
export async function listRecords(
  dir: string,
): Promise<{ endpoint: string; place: RecordPlace }[]> {
  const found: { endpoint: string; place: RecordPlace }[] = [];
  try {
    for await (const entry of Deno.readDir(dir)) {
      if (!entry.isDirectory) continue;
      const place = placeAt(join(dir, entry.name));
      const endpoint = endpointOf(place);
      if (endpoint !== "") found.push({ endpoint, place });
    }
  } catch (e) {
    if (!(e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory)) throw e;
  }
  return found.sort((a, b) => a.endpoint < b.endpoint ? -1 : a.endpoint > b.endpoint ? 1 : 0);
}
