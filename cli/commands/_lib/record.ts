/** The record, for commands that read it. Everything of it is loaded when it is asked for. */
import { isEngineError } from "../../../core/errors.ts";
import type { RecordedContainer, RecordReader } from "../../../core/recorder/types.ts";
import { serverOf, serverOptions } from "../../spec/server.ts";
import {
  type Candidate,
  type CommandContext,
  type CompletionContext,
  ExitError,
  MissingHere,
} from "../../spec/types.ts";
import { resolveWhere } from "./where.ts";

/** Where the record of the engine in question lies, and whether there is one. */
export interface FoundPlace {
  dir: string;
  endpoint: string;
  exists: boolean;
}

/**
 * Finds the record of the engine that the flags and the environment name; nothing is connected.
 * `below` is the folder of all records, if not the one of the settings.
 */
export async function recordPlaceOf(
  ctx: Pick<CommandContext, "env" | "global">,
  below?: string,
): Promise<FoundPlace> {
  const [{ formatEndpoint }, { loadRecordConfig }, { recordPlace }] = await Promise.all([
    import("../../../core/transport/endpoint.ts"),
    import("../../../core/recorder/config.ts"),
    import("../../../core/recorder/places.ts"),
  ]);
  const root = below || (await loadRecordConfig(ctx.env)).config.dir;
  const place = async (endpoint: string): Promise<FoundPlace> => {
    const { dir } = recordPlace(root, endpoint);
    const exists = await Deno.stat(dir).then((s) => s.isDirectory, () => false);
    return { dir, endpoint, exists };
  };
  const { host } = ctx.global;
  // An engine of a plugin's scheme has its own name.
  if (host !== undefined && /^demo:/.test(host)) return await place(host);
  const resolved = await resolveWhere(ctx);
  const first = await place(formatEndpoint(resolved.endpoint));
  if (first.exists || resolved.source !== "default") return first;
  // Where nobody names an engine, one at another well-known socket may have been recorded.
  const { wellKnownSockets } = await import("../../../core/config/well_known.ts");
  for (const { path } of wellKnownSockets({ env: ctx.env })) {
    const other = await place(formatEndpoint({ kind: "unix", path }));
    if (other.exists) return other;
  }
  return first;
}

/**
 * Opens the record, here or of the server that the flags name. What cannot be read of it is said on stderr.
 *
 * @throws {EngineError} of code `not_found` where nothing is recorded.
 */
export async function openRecordOf(
  ctx: Pick<CommandContext, "env" | "global">,
  below?: string,
): Promise<RecordReader> {
  if (below && ctx.global.server !== undefined) {
    throw new ExitError(1, "conflicting options: cannot specify both --server and --dir");
  }
  const server = below ? undefined : serverOf(ctx.global, ctx.env);
  if (server !== undefined) {
    const [{ openServer }, { openRemoteRecord }] = await Promise.all([
      import("../../../core/config/server.ts"),
      import("../../../core/recorder/read/remote_reader.ts"),
    ]);
    return openRemoteRecord((await openServer(serverOptions(server, ctx.global, ctx.env))).own());
  }
  const { dir } = await recordPlaceOf(ctx, below);
  const { openRecord } = await import("../../../core/recorder/read/reader.ts");
  return await openRecord(dir);
}

/** The record if there is one that can be read; for what works without it, too. */
export async function recordIfAny(
  ctx: Pick<CommandContext, "env" | "global">,
): Promise<RecordReader | undefined> {
  try {
    const reader = await openRecordOf(ctx);
    if (serverOf(ctx.global, ctx.env) === undefined) return reader;
    // Whether a server has one is known when it is asked.
    try {
      await reader.info();
      return reader;
    } catch (e) {
      await reader[Symbol.asyncDispose]();
      if (isEngineError(e)) return undefined;
      throw e;
    }
  } catch (e) {
    if (isEngineError(e, "not_found", "config")) return undefined;
    throw e;
  }
}

/** Says on stderr what of the record cannot be read, if anything. */
export async function tellLacks(ctx: CommandContext, reader: RecordReader): Promise<void> {
  const { lacks } = await reader.info(ctx.signal);
  if (lacks !== undefined) await ctx.streams.stderr.write(`Warning: ${lacks}\n`);
}

/** The containers that names and ids mean, all runs of a name; throws for what is not recorded. */
export async function findRecorded(
  reader: RecordReader,
  names: readonly string[],
  signal: AbortSignal,
): Promise<RecordedContainer[]> {
  const found = new Map<string, RecordedContainer>();
  for (const name of names) {
    const all = await reader.find(name, signal);
    if (all.length === 0) throw notRecorded(name);
    for (const c of all) found.set(c.id, c);
  }
  return [...found.values()];
}

/** Completes names of what is recorded. */
export async function recordedNames(ctx: CompletionContext): Promise<readonly Candidate[]> {
  return await ctx.recorded?.() ?? [];
}

/** What is said of a name that the record does not know. */
export function notRecorded(name: string): ExitError {
  return new MissingHere(1, `No container ${name} is recorded`);
}
