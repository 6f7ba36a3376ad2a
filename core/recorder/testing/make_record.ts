/** Records for tests: as a recorder would have left them. */
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { closeDatabase, openForWriting, setMeta } from "../index/database.ts";
import { encodeFileLine, encodeHeader } from "../format/line_codec.ts";
import { placeAt } from "../places.ts";
import type {
  RecordedContainer,
  RecordedEvent,
  RecordedLine,
  RecordedMark,
  RecordedSample,
  RecordFormat,
} from "../types.ts";

/** One item of a made segment. */
export type MadeItem = Omit<RecordedLine, "containerId"> | Omit<RecordedMark, "containerId">;

/** One file. */
export interface MadeSegment {
  items: readonly MadeItem[];
  gzip?: boolean;
  format?: RecordFormat;
  /** Lines as they stand in the file, in place of `items`. */
  raw?: { text: string; lines: number; from: bigint; to: bigint };
  /** Bytes behind the last line: one that is torn. */
  rest?: string;
  /** Still written. */
  open?: boolean;
}

/** One container with its log. */
export interface MadeContainer extends Partial<Omit<RecordedContainer, "log">> {
  id: string;
  name: string;
  segments?: Iterable<MadeSegment>;
  /** The number of the first segment. */
  firstSeq?: number;
  samples?: readonly Omit<RecordedSample, "containerId">[];
}

const text = new TextEncoder();

/** A line of stdout. */
export function madeLine(
  time: bigint,
  data: string | Uint8Array,
  stream: "stdout" | "stderr" = "stdout",
  complete = true,
): MadeItem {
  const bytes = typeof data === "string" ? text.encode(data) : data;
  return { type: "line", stream, time, data: bytes, complete };
}

/** Writes a record into `dir`, the engine's own folder. */
export function makeRecord(
  dir: string,
  made: {
    endpoint?: string;
    containers: readonly MadeContainer[];
    events?: readonly RecordedEvent[];
  },
): void {
  const place = placeAt(dir);
  Deno.mkdirSync(place.logs, { recursive: true });
  const endpoint = made.endpoint ?? "unix:///made.sock";
  Deno.writeTextFileSync(place.endpointFile, endpoint + "\n");
  const { db } = openForWriting(place.index, new Date());
  setMeta(db, "endpoint", endpoint);
  const segment = db.prepare(
    "INSERT INTO segments (container, seq, file, format, created, from_ns, to_ns, lines, gaps, " +
      "bytes, closed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  for (const c of made.containers) {
    const created = c.created ?? new Date("2026-01-01T00:00:00Z");
    const { lastInsertRowid } = db.prepare(
      "INSERT INTO containers (id, name, image, image_id, command, labels, created, first_seen, " +
        "last_seen, removed_at, state, started_at, finished_at, exit_code, oom_killed, " +
        "restart_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ).run(
      c.id,
      c.name,
      c.image ?? "img",
      c.imageId ?? "sha256:0",
      c.command ?? "sh",
      JSON.stringify(c.labels ?? {}),
      created.getTime(),
      (c.firstSeen ?? created).getTime(),
      (c.lastSeen ?? created).getTime(),
      c.removedAt?.getTime() ?? null,
      c.state ?? "exited",
      c.startedAt?.getTime() ?? null,
      c.finishedAt?.getTime() ?? null,
      c.exitCode ?? null,
      c.oomKilled ? 1 : 0,
      c.restartCount ?? 0,
    );
    let seq = (c.firstSeq ?? 1) - 1;
    for (const s of c.segments ?? []) {
      seq++;
      const format = s.format ?? "text";
      const number = s.open ? "" : `.${String(seq).padStart(4, "0")}`;
      const file = `2026-01-01_${c.name}_${c.id.slice(0, 12)}${number}.log${s.gzip ? ".gz" : ""}`;
      const header = encodeHeader({
        containerId: c.id,
        name: c.name,
        image: c.image ?? "img",
        seq,
        format,
        created,
      });
      const parts = [header, ...s.items.map((item) => encodeFileLine(format, item))];
      if (s.raw !== undefined) parts.push(text.encode(s.raw.text));
      if (s.rest !== undefined) parts.push(text.encode(s.rest));
      const whole = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
      parts.reduce((at, p) => (whole.set(p, at), at + p.length), 0);
      const path = join(place.logs, file);
      Deno.mkdirSync(dirname(path), { recursive: true });
      Deno.writeFileSync(path, s.gzip ? gzipSync(whole) : whole);
      const times = s.raw ? [s.raw.from, s.raw.to] : s.items.map((item) => item.time);
      segment.run(
        c.id,
        seq,
        file,
        format,
        created.getTime(),
        times.reduce((a: bigint | null, b) => a === null || b < a ? b : a, null),
        times.reduce((a: bigint | null, b) => a === null || b > a ? b : a, null),
        s.raw?.lines ?? s.items.filter((item) => item.type === "line").length,
        s.items.filter((item) => item.type === "mark" && item.mark === "gap").length,
        whole.length,
        s.open ? 0 : 1,
      );
    }
    for (const p of c.samples ?? []) {
      db.prepare(`INSERT INTO samples VALUES (${"?, ".repeat(12)}?)`).run(
        lastInsertRowid,
        p.time.getTime(),
        p.span,
        p.cpu,
        p.cpuMax,
        p.memory,
        p.memoryMax,
        p.memoryLimit,
        p.networkIn,
        p.networkOut,
        p.diskRead,
        p.diskWrite,
        p.pids,
      );
    }
  }
  for (const e of made.events ?? []) {
    db.prepare("INSERT INTO events (time_ns, type, action, id, attributes) VALUES (?, ?, ?, ?, ?)")
      .run(e.time, e.type, e.action, e.id, JSON.stringify(e.attributes));
  }
  closeDatabase(db);
}
