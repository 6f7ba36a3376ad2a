/** `container stats`: display a live stream of container(s) resource usage statistics. */
import { isEngineError } from "../../../core/errors.ts";
import type { Engine } from "../../../core/mod.ts";
import { FormatError, renderList } from "../../format/list.ts";
import { joinErrors } from "../../spec/errors.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { LIST_FORMAT, NO_TRUNC } from "../_lib/options.ts";
import { formatOf, listFormat } from "../_lib/print_list.ts";
import { pause } from "../_lib/terminal_size.ts";
import { StatsRows } from "./_stats/collect.ts";
import { statsListing } from "./_stats/listing.ts";

/** Time between two pictures. */
const REDRAW_MS = 500;

/** Docker's short form of an id, by which rows are kept. */
const ID_LENGTH = 12;

/** `stats`: what containers use, live or once. */
export const stats = defineCommand({
  path: "container stats",
  aliases: ["stats"],
  summary: "Display a live stream of container(s) resource usage statistics",
  args: [{ name: "container", optional: true, variadic: true, complete: "container:running" }],
  options: {
    "all": {
      type: "boolean",
      short: "a",
      summary: "Show all containers (default shows just running)",
    },
    "format": LIST_FORMAT,
    "history": {
      type: "boolean",
      summary: "Show what dockerctl recorded: charts of containers, or a line for each of all",
    },
    "no-stream": {
      type: "boolean",
      summary: "Disable streaming stats and only pull the first result",
    },
    "no-trunc": NO_TRUNC,
    "since": { type: "string", summary: 'With --history: from when on (e.g. "6h"; default "1h")' },
    "until": { type: "string", summary: "With --history: up to when (default now)" },
  },
  examples: [
    {
      text: "How much a container used in the last six hours, also one that is gone",
      command: "dockerctl stats --history web --since 6h",
    },
  ],
  async run(ctx, input) {
    if (input.history) {
      const { statsHistory } = await import("./_stats/history.ts");
      return await statsHistory(ctx, input.container, input);
    }
    if (input.given.has("since") || input.given.has("until")) {
      throw new ExitError(1, "--since and --until need --history");
    }
    const engine = await ctx.engine();
    const { osType } = await engine.transport.greeting(ctx.signal);
    const listing = statsListing({ trunc: !input.noTrunc, windows: osType === "windows" });
    const format = listFormat(ctx, await formatOf(ctx, "statsFormat", input));
    const over = new AbortController();
    const signal = AbortSignal.any([ctx.signal, over.signal]);
    const stream = !input.noStream;
    const rows = new StatsRows(engine, { stream, signal });
    let lost: unknown;
    try {
      // A template that cannot be read is said before anything is collected.
      renderList(listing, [], { format });
      if (input.container.length > 0) {
        for (const name of input.container) rows.add(name);
        await rows.ready();
        if (rows.errors.length > 0) throw new ExitError(1, joinErrors(rows.errors));
      } else {
        const events = followEvents(engine, rows, { all: input.all, signal });
        events.lost.catch((error) => lost = error);
        await events.open;
        const list = await engine.containers.list({ all: input.all, signal });
        for (const { id } of list) rows.add(id.slice(0, ID_LENGTH));
        await rows.ready();
      }
      while (true) {
        ctx.signal.throwIfAborted();
        const text = renderList(listing, rows.list, { format });
        await ctx.streams.stdout.write(stream ? picture(ctx, text) : text);
        // A row that could not be had is told; one whose container went away is not missed.
        const failed = rows.errors.filter((e) => !isEngineError(e, "not_found"));
        if (!stream && failed.length > 0) throw new ExitError(1, joinErrors(failed));
        if (!stream) return;
        await pause(REDRAW_MS, ctx.signal);
        // docker ends here with 0 and without a word, whatever became of the engine.
        if (lost !== undefined) throw lost;
        const gone = failed.find((e) => isEngineError(e, "cut", "unreachable", "timeout"));
        if (gone !== undefined) throw gone;
      }
    } catch (error) {
      if (error instanceof FormatError) throw new ExitError(1, error.message);
      throw error;
    } finally {
      over.abort();
    }
  },
});

/** A picture that covers the one before; elsewhere than on a terminal, the rows alone. */
function picture(ctx: CommandContext, text: string): string {
  if (!ctx.streams.stdout.isTerminal) return text;
  const lines = text.split("\n").map((line) => `${line}\x1b[K`);
  return `\x1b[H${lines.join("\n")}\x1b[J`;
}

/** Adds and drops rows as containers start and end. */
function followEvents(
  engine: Engine,
  rows: StatsRows,
  options: { all: boolean; signal: AbortSignal },
): { open: Promise<void>; lost: Promise<never> } {
  const open = Promise.withResolvers<void>();
  const follow = async (): Promise<never> => {
    try {
      const events = engine.system.events({
        filters: { type: ["container"] },
        signal: options.signal,
        onOpen: open.resolve,
      });
      for await (const { action, id } of events) {
        const short = id.slice(0, ID_LENGTH);
        if (action === "start" || (options.all && action === "create")) rows.add(short);
        else if (action === "destroy" || (!options.all && action === "die")) rows.drop(short);
      }
    } finally {
      // Without events the list is still right; the loss is told by the caller.
      open.resolve();
    }
    return await new Promise<never>(() => {});
  };
  return { open: open.promise, lost: follow() };
}
