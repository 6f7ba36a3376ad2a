/** `record ls`: list what is recorded. */
import { dateOf } from "../../../core/logs/time.ts";
import type { RecordedContainer } from "../../../core/recorder/types.ts";
import { bytesSize, goTime, humanSize } from "../../format/human.ts";
import { columns, type Listing } from "../../format/list.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { joinLabels, shortId } from "../_lib/ids.ts";
import { filterOption, LIST_FORMAT, NO_TRUNC } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";
import { openRecordOf, tellLacks } from "../_lib/record.ts";
import {
  matchesRecorded,
  RECORD_FILTERS,
  recordedState,
  recordedStatus,
} from "../_lib/recorded_status.ts";

import { DIR } from "./_options.ts";

/** Seconds and the zone are for `--format`; a person looks for the day and the hour. */
function shortTime(time: Date | undefined, now: Date): string {
  if (time === undefined) return "-";
  const text = goTime(time).slice(0, 16);
  return text.slice(0, 4) === goTime(now).slice(0, 4) ? text.slice(5) : text;
}

const dayOf = (nanos: bigint | undefined) => nanos === undefined ? undefined : dateOf(nanos);

/** The rows of `record ls`. */
export function recordListing(
  options: { now: Date; trunc: boolean },
): Listing<RecordedContainer> {
  const { now, trunc } = options;
  const time = (date: Date | undefined) => date === undefined ? "" : date.toISOString();
  return {
    type: "*record.containerContext",
    fields: {
      ID: { header: "CONTAINER ID", value: (c) => trunc ? shortId(c.id) : c.id },
      Name: { header: "NAME", value: (c) => c.name },
      Image: { header: "IMAGE", value: (c) => c.image },
      Command: { header: "COMMAND", value: (c) => c.command },
      State: { header: "STATE", value: recordedState },
      Status: {
        header: "STATUS",
        value: (c) => recordedStatus(c, now),
        tone: (c) => {
          if (c.oomKilled || (c.exitCode ?? 0) !== 0) return "bad";
          return recordedState(c) === "running" ? "good" : "faint";
        },
      },
      Begin: { header: "FROM", value: (c) => shortTime(dayOf(c.log.from), now) },
      End: { header: "TO", value: (c) => shortTime(dayOf(c.log.to), now) },
      From: { header: "FROM", value: (c) => time(dayOf(c.log.from)) },
      To: { header: "TO", value: (c) => time(dayOf(c.log.to)) },
      Lines: { header: "LINES", value: (c) => c.log.lines },
      Size: { header: "SIZE", value: (c) => humanSize(c.log.bytes, 3) },
      Bytes: { header: "BYTES", value: (c) => c.log.bytes },
      Gaps: { header: "GAPS", value: (c) => c.log.gaps },
      CreatedAt: { header: "CREATED AT", value: (c) => time(c.created) },
      FirstSeen: { header: "FIRST SEEN", value: (c) => time(c.firstSeen) },
      LastSeen: { header: "LAST SEEN", value: (c) => time(c.lastSeen) },
      RemovedAt: { header: "REMOVED AT", value: (c) => time(c.removedAt) },
      ExitCode: { header: "EXIT CODE", value: (c) => c.exitCode ?? "" },
      RestartCount: { header: "RESTARTS", value: (c) => c.restartCount },
      Labels: { header: "LABELS", value: (c) => joinLabels(c.labels) },
    },
    methods: { Label: (c, name) => c.labels[name] ?? "" },
    table: columns("ID", "Name", "Status", "Begin", "End", "Lines", "Size"),
    quiet: "{{.ID}}",
  };
}

/** `record ls`: what is kept of which containers. */
export const recordLs = defineCommand({
  path: "record ls",
  aliases: ["record list"],
  summary: "List what is recorded",
  description: "Times are those of the first and the last line that are kept of a container's log.",
  hosts: { output: "rows" },
  options: {
    dir: DIR,
    filter: filterOption(
      'Filter output based on conditions provided (e.g. "status=removed"): ' +
        RECORD_FILTERS.join(", "),
    ),
    format: LIST_FORMAT,
    "no-trunc": NO_TRUNC,
    quiet: { type: "boolean", short: "q", summary: "Only display container IDs" },
  },
  examples: [
    { text: "What is gone from the engine", command: "dockerctl record ls -f status=removed" },
    {
      text: "The largest logs",
      command: "dockerctl record ls --format '{{.Bytes}} {{.Name}}' | sort -rn | head",
    },
  ],
  run: async (ctx, { dir, filter, format, noTrunc, quiet }) => {
    const unknown = Object.keys(filter).find((key) => !RECORD_FILTERS.includes(key));
    if (unknown !== undefined) throw new ExitError(1, `invalid filter '${unknown}'`);
    await using reader = await openRecordOf(ctx, dir);
    await tellLacks(ctx, reader);
    const containers = (await reader.containers(ctx.signal))
      .filter((c) => matchesRecorded(c, filter));
    const listing = recordListing({ now: ctx.now(), trunc: !noTrunc });
    await printList(ctx, listing, containers, { format, quiet });
    if (!ctx.streams.stdout.isTerminal || format || quiet || ctx.global.json) return;
    const { bytes, recorder } = await reader.info(ctx.signal);
    const by = recorder === undefined ? "no recorder runs" : `recorded by pid ${recorder.pid}`;
    const count = `${containers.length} container${containers.length === 1 ? "" : "s"}`;
    await ctx.streams.stderr.write(`${count}, ${bytesSize(bytes, 3)} on disk, ${by}\n`);
  },
});
