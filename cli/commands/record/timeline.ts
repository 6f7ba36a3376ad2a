/** `record timeline`: show what happened to a container, why it ended, and its peaks. */
import type { TimelineEntry } from "../../../core/recorder/read/timeline.ts";
import { nanosOf, stampOf } from "../../../core/logs/time.ts";
import type { HistoryEntry } from "../../../core/recorder/documents/generations.ts";
import type { DocumentReader, HealthChange } from "../../../core/recorder/documents/types.ts";
import type { RecordedContainer, RecordReader } from "../../../core/recorder/types.ts";
import { paint, type Tone, wantsColour } from "../../format/colour.ts";
import { exitWords } from "../../format/exit_words.ts";
import { bytesSize, goTime, humanSize, toFixed } from "../../format/human.ts";
import { sanitise } from "../../format/sanitise.ts";
import { serverOf } from "../../spec/server.ts";
import { defineCommand } from "../../spec/types.ts";
import { momentOf } from "../container/_logs/moment_of.ts";
import { documentsOf } from "../_lib/documents.ts";
import { shortId } from "../_lib/ids.ts";
import { findRecorded, openRecordOf, recordedNames, tellLacks } from "../_lib/record.ts";
import { nanosText } from "./_json.ts";
import { DIR, SINCE, UNTIL } from "./_options.ts";

/** Events that come by the dozen and say nothing of how a container fares. */
const NOISE =
  /^(exec_(create|start|die)|top|resize|archive-path|extract-to-dir|export|attach|detach)\b/;

/** `record timeline`: what happened to a container. */
export const recordTimeline = defineCommand({
  path: "record timeline",
  summary: "Show what happened to a container, why it ended, and its peaks",
  hosts: {
    output: (_input, global) => global.json ? "plain" : "timed",
    targets: "container",
    recorded: () => true,
    strips: () => true,
  },
  args: [{ name: "container", variadic: true, complete: recordedNames }],
  options: {
    all: {
      type: "boolean",
      short: "a",
      summary: "Show every event, also those of exec and the like",
    },
    dir: DIR,
    since: SINCE,
    until: UNTIL,
  },
  examples: [
    { text: "Why it died last night", command: "dockerctl record timeline web --since 12h" },
    { text: "On all hosts", command: "dockerctl record timeline web --hosts @all" },
  ],
  run: async (ctx, input) => {
    const { timelineOf } = await import("../../../core/recorder/read/timeline.ts");
    const span = {
      since: momentOf(ctx, "since", input.since),
      until: momentOf(ctx, "until", input.until),
      signal: ctx.signal,
    };
    await using reader = await openRecordOf(ctx, input.dir);
    await tellLacks(ctx, reader);
    const documents = serverOf(ctx.global, ctx.env) === undefined || input.dir
      ? await documentsOf(ctx, input.dir)
      : undefined;
    const containers = await withGenerations(reader, documents, input.container, ctx.signal);
    const names = new Map(containers.map((c) => [c.id, c.name]));
    // One that was made anew has another name since; to who asks it is still this one.
    for (const name of input.container) {
      for (const c of documents?.find(name) ?? []) {
        if (c.names.includes(name) && names.has(c.id)) names.set(c.id, name);
      }
    }
    const entries: Entry[] = documents === undefined
      ? []
      : await documented(documents, input.container, span);
    for (const c of containers) entries.push(...await timelineOf(reader, c, span));
    entries.sort((a, b) => a.time < b.time ? -1 : a.time > b.time ? 1 : 0);
    const { stdout } = ctx.streams;
    // What documents tell of health says more than its event.
    const told = entries.some((e) => e.kind === "health");
    const shown = entries.filter((e) =>
      !(told && e.kind === "event" && e.action.startsWith("health_status"))
    ).filter((e) => input.all || ctx.global.json || e.kind !== "event" || !NOISE.test(e.action));
    if (ctx.global.json) {
      return await stdout.write(shown.map((e) => json(e, names, ctx.hostName) + "\n").join(""));
    }
    const colours = wantsColour(stdout.isTerminal, ctx.env) && ctx.caller !== "tui";
    // A name that was used again tells containers apart no more.
    const several = containers.length > 1;
    const width = Math.max(...[...names.values()].map((n) => sanitise(n).length));
    const lines = shown.map((entry) => {
      const [text, tone] = words(entry);
      const who = several
        ? `${sanitise(names.get(entry.containerId) ?? "").padEnd(width)} ${
          shortId(entry.containerId)
        }  `
        : "";
      const time = goTime(new Date(Number(entry.time / 1_000_000n))).slice(0, 19);
      // By it the lines of several hosts are put in order; it is not shown.
      const stamp = ctx.hostName === undefined ? "" : `${stampOf(entry.time)} `;
      return `${stamp}${time}  ${who}${colours ? paint(text, tone) : text}\n`;
    });
    if (lines.length === 0) await ctx.streams.stderr.write("Nothing happened in that time\n");
    await stdout.write(lines.join(""));
  },
});

type Entry = TimelineEntry | HistoryEntry;

/** What documents tell of names: their generations, what was changed, and their health. */
async function documented(
  documents: DocumentReader,
  names: readonly string[],
  span: { since: string | undefined; until: string | undefined },
): Promise<HistoryEntry[]> {
  const { historyOf } = await import("../../../core/recorder/documents/generations.ts");
  const since = span.since === undefined ? undefined : nanosOf(span.since);
  const until = span.until === undefined ? undefined : nanosOf(span.until);
  return names.flatMap((name) => historyOf(documents, name.replace(/^\//, ""))).filter((e) =>
    (since === undefined || e.time >= since) && (until === undefined || e.time <= until)
  );
}

/** All that had the name, also those that were made anew since and have another now. */
async function withGenerations(
  reader: RecordReader,
  documents: DocumentReader | undefined,
  names: readonly string[],
  signal: AbortSignal,
): Promise<RecordedContainer[]> {
  const found = new Map<string, RecordedContainer>();
  for (const name of names) {
    const had = (documents?.find(name) ?? []).filter((c) => c.names.includes(name));
    for (const { id } of had) for (const c of await reader.find(id, signal)) found.set(c.id, c);
    if (found.size > 0 && (await reader.find(name, signal)).length === 0) continue;
    for (const c of await findRecorded(reader, [name], signal)) found.set(c.id, c);
  }
  return [...found.values()];
}

function json(
  entry: Entry,
  names: ReadonlyMap<string, string>,
  hostName: string | undefined,
): string {
  const { time, containerId, ...rest } = entry;
  const name = names.get(containerId);
  return JSON.stringify(
    { ...hostName && { Host: hostName }, time, name, id: containerId, ...rest },
    nanosText,
  );
}

/** An entry in words. */
export function words(entry: Entry): [string, Tone | undefined] {
  switch (entry.kind) {
    case "generation": {
      const { number, differences } = entry;
      const what = differences.length === 0 ? "nothing is different" : differences.join("; ");
      return [`made anew, as number ${number}: ${sanitise(what)}`, "warning"];
    }
    case "changed":
      return [`changed: ${sanitise(entry.differences.join("; "))}`, "warning"];
    case "health":
      return healthWords(entry);
    case "event":
      return [eventWords(entry.action, entry.attributes), "faint"];
    case "started":
      return entry.run > 1 ? [`started again (run ${entry.run})`, "good"] : ["started", "good"];
    case "exited": {
      const { exitCode, oom, asked } = entry.reason;
      const tone = oom ? "bad" : exitCode === 0 ? "faint" : asked ? "warning" : "bad";
      return [exitWords(entry.reason), tone];
    }
    case "log": {
      const { lines, bytes, stderr, since, time } = entry;
      const ofErrors = stderr > 0 ? `, ${stderr} of them to stderr` : "";
      const seconds = Number(time - since) / 1e9;
      const over = seconds >= 1 ? ` in ${spanWords(seconds)}` : "";
      const count = `${lines} ${lines === 1 ? "line" : "lines"}`;
      return [`wrote ${count} (${humanSize(bytes, 3)})${over}${ofErrors}`, undefined];
    }
    case "log-peak":
      return [`wrote most: ${entry.lines} lines in this minute`, undefined];
    case "cpu-peak":
      return [`highest use of CPU: ${toFixed(entry.percent, 1)}%`, undefined];
    case "memory-peak": {
      const { bytes, limit } = entry;
      const of = limit > 0
        ? ` of ${bytesSize(limit, 3)} (${toFixed(bytes / limit * 100, 0)}%)`
        : "";
      const tone = limit > 0 && bytes / limit > 0.9 ? "warning" : undefined;
      return [`highest use of memory: ${bytesSize(bytes, 3)}${of}`, tone];
    }
    case "gap":
      return entry.maybe
        ? ["lines may be missing before this: the engine no longer has that time", "warning"]
        : ["lines are missing before this: the engine no longer had them", "bad"];
    case "late":
      return ["lines from here on were found late: they stand behind newer ones", "warning"];
    case "truncated":
      return ["what it wrote before this is no longer kept", "faint"];
    case "recorded":
      return ["recorded from now on", "faint"];
    case "removed":
      return ["removed", "faint"];
  }
}

/** A change of health, with what the first of the failing probes said. */
function healthWords(
  { status, from, failing, output, exitCode }: HealthChange,
): [string, Tone | undefined] {
  const before = from === undefined ? "" : `, was ${sanitise(from)}`;
  if (status !== "unhealthy") return [`health: ${sanitise(status)}${before}`, "good"];
  const first = output?.trim().split("\n")[0] ?? "";
  const said = first === "" ? "" : `: ${sanitise(first).slice(0, 200)}`;
  const probes = failing > 1 ? `, ${failing} probes failed` : "";
  const how = exitCode === undefined ? "" : `, the first with ${exitCode}${said}`;
  return [`health: unhealthy${before}${probes}${how}`, "bad"];
}

/** Attributes that say more than the event's own name. */
function eventWords(action: string, attributes: Readonly<Record<string, string>>): string {
  const clean = sanitise(action);
  switch (action) {
    case "create":
      return attributes.image === undefined
        ? "created"
        : `created from ${sanitise(attributes.image)}`;
    case "kill":
      return `sent signal ${sanitise(attributes.signal ?? "?")}`;
    case "rename":
      return `renamed from ${sanitise(attributes.oldName?.replace(/^\//, "") ?? "?")} to ${
        sanitise(attributes.name ?? "?")
      }`;
    case "oom":
      return "ran out of memory";
    case "pause":
      return "paused";
    case "unpause":
      return "went on";
    case "stop":
      return "stopped on request";
    case "restart":
      return "restarted on request";
    default:
      return clean;
  }
}

function spanWords(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} days`;
}
