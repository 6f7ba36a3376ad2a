/** The hosts whose containers are managed; every key has its host's name before it. */
import { createEngine, type Engine } from "../../engine.ts";
import { isEngineError } from "../../errors.ts";
import { protectRules } from "../../protect/guard.ts";
import type { ProtectRule } from "../../protect/rules.ts";
import { openDocuments } from "../../recorder/documents/reader.ts";
import type { DocumentReader } from "../../recorder/documents/types.ts";
import { recordPlace } from "../../recorder/places.ts";
import type { RecordReader } from "../../recorder/types.ts";
import type { Transport } from "../../transport/types.ts";

/** What the one host is called where hosts have no names of their own. */
export const LOCAL = "local";

/** A host that is to be managed. */
export interface HostSource {
  /** A name without slash. */
  readonly name: string;
  /** The way to its engine, guarded; where it is read-only, that stands in the way, too. */
  readonly transport: Transport;
  /** The record of it, if one is kept here. */
  readonly record?: RecordReader;
  /** Nothing is changed there. */
  readonly readOnly?: boolean;
  /** The folder of all records, where this host's is to be read for more than its lines. */
  readonly records?: string;
  /** Groups it belongs to. */
  readonly groups?: readonly string[];
}

/** An engine and what it is called. */
export interface ManagedHost {
  readonly name: string;
  readonly engine: Engine;
  readonly record?: RecordReader;
  readonly readOnly: boolean;
  readonly groups: readonly string[];
  /** The folder of its record, whether there is one or not; undefined where none may be read. */
  recordDir(): string | undefined;
  /** What containers were, as it was recorded; undefined where nothing was. */
  documents(): DocumentReader | undefined;
  /** The rules of protection, read anew when they are some seconds old. */
  rules(): Promise<readonly ProtectRule[]>;
}

/** Rules are read from a file by hand: this fresh is fresh enough for what a row shows. */
const RULES_AGE = 5_000;

/** The host of a source. */
export function managedHost(source: HostSource): ManagedHost {
  const { name, transport, record, readOnly = false, groups = [], records } = source;
  let rules: Promise<readonly ProtectRule[]> | undefined;
  let at = -Infinity;
  return {
    name,
    engine: createEngine(transport),
    ...(record && { record }),
    readOnly,
    groups,
    recordDir: () =>
      records === undefined ? undefined : recordPlace(records, transport.endpoint).dir,
    documents: () => records === undefined ? undefined : documentsOf(records, transport.endpoint),
    rules() {
      if (performance.now() - at > RULES_AGE) {
        at = performance.now();
        // What cannot be read protects nothing in a row; the guard itself refuses everything then.
        rules = protectRules(transport).catch(() => []);
      }
      return rules!;
    },
  };
}

function documentsOf(records: string, endpoint: string): DocumentReader | undefined {
  try {
    return openDocuments(recordPlace(records, endpoint));
  } catch (e) {
    if (!isEngineError(e)) throw e;
    return undefined;
  }
}

/** The key of a container among all hosts. */
export function keyOf(host: string, id: string): string {
  return `${host}/${id}`;
}
