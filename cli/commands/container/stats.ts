/** `container stats`: display a live stream of container(s) resource usage statistics. */
import { isEngineError } from "../../../core/errors.ts";
import { FormatError, renderList } from "../../format/list.ts";
import { joinErrors } from "../../spec/errors.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { LIST_FORMAT, NO_TRUNC } from "../_lib/options.ts";
import { formatOf, listFormat } from "../_lib/list_format.ts";
import { pause } from "../_lib/terminal_size.ts";
import { ID_LENGTH, StatsRows } from "./_stats/collect.ts";
import { followEvents, picture } from "./_stats/live.ts";
import { statsListing } from "./_stats/listing.ts";

/** Time between two pictures. */
const REDRAW_MS = 500;

/** `stats`: what containers use, live or once. */
export const stats = defineCommand({
  path: "container stats",
  aliases: ["stats"],
  summary: "Display a live stream of container(s) resource usage statistics",
  args: [{ name: "container", optional: true, variadic: true, complete: "container:running" }],
  hosts: {
    output: (input, global) =>
      !input.history
        ? "own"
        : global.json
        ? "plain"
        : input.container.length > 0 && !input.format
        ? "whole"
        : "rows",
    targets: "container",
    recorded: (input) => input.history,
  },
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
    if (ctx.hosts !== undefined) {
      const { statsOverHosts } = await import("./_stats/over_hosts.ts");
      return await statsOverHosts(ctx, ctx.hosts, input);
    }
    const engine = await ctx.engine();
    const { osType } = await engine.transport.greeting(ctx.signal);
    const listing = statsListing({ trunc: !input.noTrunc, windows: osType === "windows" });
    const format = listFormat(ctx, await formatOf(ctx, "statsFormat", input));
    const over = new AbortController();
    const signal = AbortSignal.any([ctx.signal, over.signal]);
    // Time stands still in the past.
    const stream = !input.noStream && ctx.at === undefined;
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
        for (const { id, name } of list) {
          // Of the past no sample may be kept: whose row it is is known all the same.
          rows.add(id.slice(0, ID_LENGTH), ctx.at === undefined ? undefined : { id, name });
        }
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
