/** `stats --hosts`: what containers of several hosts use, in one table. */
import { isEngineError } from "../../../../core/errors.ts";
import type { Listing } from "../../../format/list.ts";
import { FormatError, renderList } from "../../../format/list.ts";
import { hostRows, overHosts } from "../../../format/over_hosts.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { errorText } from "../../../spec/errors.ts";
import { type CommandContext, type CommandHost, ExitError } from "../../../spec/types.ts";
import { formatOf, listFormat } from "../../_lib/list_format.ts";
import { pause } from "../../_lib/terminal_size.ts";
import { ID_LENGTH, StatsRows } from "./collect.ts";
import { statsListing } from "./listing.ts";
import { followEvents, picture } from "./live.ts";

/** Time between two pictures. */
const REDRAW_MS = 500;
/** A live picture does not wait longer for a host than this. */
const FIRST_MS = 3_000;

/** The flags that count. */
interface Input {
  container: readonly string[];
  all: boolean;
  noStream: boolean;
  noTrunc: boolean;
  format?: string;
}

/** One host's part of the picture. */
interface Part {
  host: CommandHost;
  rows?: StatsRows;
  listing?: Listing<unknown>;
  /** The names that it has, as they were given. */
  readonly found: Set<string>;
  /** A host that fails is said once, and its rows are gone. */
  failed?: string;
}

/** Shows stats of several hosts until the signal; exit 1 if one of them failed. */
export async function statsOverHosts(
  ctx: CommandContext,
  hosts: readonly CommandHost[],
  input: Input,
): Promise<void> {
  const format = listFormat(ctx, await formatOf(ctx, "statsFormat", input));
  const over = new AbortController();
  const signal = AbortSignal.any([ctx.signal, over.signal]);
  const parts = hosts.map((host): Part => ({ host, found: new Set() }));
  const listing = (windows: boolean) =>
    statsListing({ trunc: !input.noTrunc, windows }) as Listing<unknown>;
  try {
    // A template that cannot be read is said before anything is collected.
    const shown = overHosts(listing(false));
    renderList(shown, [], { format });
    const begun = parts.map((part) => begin(part, input, listing, signal));
    const all = Promise.all(begun);
    const enough = input.noStream ? all : Promise.race([all, pause(FIRST_MS, signal)]);
    if (await enough !== undefined) sayMissing(input, parts);
    const told = new Set<Part>();
    while (true) {
      ctx.signal.throwIfAborted();
      for (const part of parts) {
        if (part.failed === undefined || told.has(part)) continue;
        told.add(part);
        await ctx.streams.stderr.write(`${part.host.name}: ${sanitise(part.failed)}\n`);
      }
      const rows = parts.flatMap((p) =>
        p.rows === undefined || p.failed !== undefined
          ? []
          : hostRows(p.host, p.listing!, p.rows.list)
      );
      const text = renderList(shown, rows, { format });
      await ctx.streams.stdout.write(input.noStream ? text : picture(ctx, text));
      if (input.noStream || told.size === parts.length) break;
      await pause(REDRAW_MS, ctx.signal);
    }
    if (parts.some((p) => p.failed !== undefined)) throw new ExitError(1);
  } catch (error) {
    if (error instanceof FormatError) throw new ExitError(1, error.message);
    throw error;
  } finally {
    over.abort();
  }
}

/** Begins to follow a host's containers; resolves when each has been measured once. */
async function begin(
  part: Part,
  input: Input,
  listing: (windows: boolean) => Listing<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const fail = (error: unknown) => {
    if (!signal.aborted) part.failed = errorText(error).split("\n", 1)[0];
  };
  try {
    const engine = await part.host.engine();
    const { osType } = await engine.transport.greeting(signal);
    part.listing = listing(osType === "windows");
    const rows = part.rows = new StatsRows(engine, { stream: !input.noStream, signal });
    const named = namesOn(part.host.name, input.container);
    if (named === undefined) {
      const events = followEvents(engine, rows, { all: input.all, signal });
      events.lost.catch(fail);
      await events.open;
      const list = await engine.containers.list({ all: input.all, signal });
      for (const { id } of list) rows.add(id.slice(0, ID_LENGTH));
    } else {
      for (const { name, given } of named) {
        if (!await has(engine, name, signal)) continue;
        part.found.add(given);
        rows.add(name);
      }
    }
    await rows.ready();
    const [first] = rows.errors;
    if (named !== undefined && first !== undefined) throw first;
  } catch (error) {
    fail(error);
  }
}

/** Throws for names that no host has, once all have answered. */
function sayMissing({ container }: Input, parts: readonly Part[]): void {
  if (parts.some((p) => p.failed !== undefined)) return; // one of them may have it
  const missing = container.filter((name) => !parts.some((p) => p.found.has(name)));
  if (missing.length === 0) return;
  throw new ExitError(1, missing.map((n) => `No such container: ${sanitise(n)}`).join("\n"));
}

/** The names that are meant on a host: its own (`web1/api`), and those without a host. */
function namesOn(
  host: string,
  names: readonly string[],
): { name: string; given: string }[] | undefined {
  if (names.length === 0) return undefined;
  return names.flatMap((name) => {
    const slash = name.indexOf("/");
    if (slash <= 0) return [{ name, given: name }];
    return name.slice(0, slash) === host ? [{ name: name.slice(slash + 1), given: name }] : [];
  });
}

async function has(
  engine: Awaited<ReturnType<CommandHost["engine"]>>,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await engine.containers.inspect(name, { signal });
    return true;
  } catch (error) {
    if (isEngineError(error, "not_found")) return false;
    throw error;
  }
}
