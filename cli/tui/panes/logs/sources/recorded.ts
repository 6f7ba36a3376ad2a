/** Lines of the record, as the log shows them. */
import type { RecordedItem, RecordReader } from "../../../../../core/recorder/types.ts";
import { sanitise } from "../../../../format/sanitise.ts";
import { lineText, type NewLine, shortName } from "./lines.ts";
import type { LogSource } from "../../../model/log.ts";

/** Which lines of the record are wished for. */
export interface RecordedWish {
  readonly source: LogSource;
  /** Of which source of the log they are. */
  readonly index: number;
  /** Nanoseconds since 1970, both inclusive. */
  readonly since?: bigint;
  readonly until?: bigint;
  /** Only the last so many; else the first so many. */
  readonly tail?: number;
  readonly head?: number;
  /** Earlier containers of the same name, too. */
  readonly runs?: boolean;
}

/** Lines of the record as the log shows them, oldest first. */
export async function recordedLines(
  reader: RecordReader,
  wish: RecordedWish,
  signal: AbortSignal,
): Promise<NewLine[]> {
  const { source, index, head } = wish;
  const containers = wish.runs ? await runsOf(reader, source, signal) : [source.id];
  const lines: NewLine[] = [];
  let last: string | undefined;
  const items = reader.lines({
    containers,
    signal,
    ...(wish.since !== undefined && { since: wish.since }),
    ...(wish.until !== undefined && { until: wish.until }),
    ...(wish.tail !== undefined && { tail: wish.tail }),
  });
  for await (const item of items) {
    if (last !== undefined && last !== item.containerId) {
      lines.push({ ...note(index, `${sanitise(source.name)} was made anew`), time: item.time });
    }
    last = item.containerId;
    lines.push(shown(item, index, source.name));
    if (head !== undefined && lines.length >= head) break;
  }
  return lines;
}

/** The containers that had this name, this one among them: one that was made anew has a past. */
async function runsOf(
  reader: RecordReader,
  source: LogSource,
  signal: AbortSignal,
): Promise<string[]> {
  const [own, named] = await Promise.all([
    reader.find(source.id, signal),
    reader.find(source.name, signal),
  ]);
  const born = own[0]?.created.getTime() ?? Infinity;
  const earlier = named.filter((c) => c.name === source.name && c.created.getTime() < born);
  return [...new Set([source.id, ...earlier.map((c) => c.id)])];
}

const note = (source: number, text: string): NewLine => ({ source, stream: "note", text });

function shown(item: RecordedItem, source: number, name: string): NewLine {
  const { time } = item;
  if (item.type === "line") return { source, stream: item.stream, time, text: lineText(item.data) };
  const who = shortName(name);
  const words = {
    gap: item.maybe
      ? "lines may be missing here: the engine no longer has that time"
      : "lines are missing here: the engine no longer had them",
    late: "lines from here on were found late: they stand behind newer ones",
    truncated: "what came before is no longer kept",
    started: `${who} started again`,
    stopped: `${who} stopped${item.exitCode === undefined ? "" : ` (exit ${item.exitCode})`}`,
  };
  return { ...note(source, words[item.mark]), time };
}
