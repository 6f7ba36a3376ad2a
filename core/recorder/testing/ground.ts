/** A container's log on disk for tests, with what it needs around it. */
import { join } from "node:path";
import { Batch } from "../write/batch.ts";
import { defaultRecordConfig } from "../config.ts";
import { Consolidated } from "../write/consolidated.ts";
import { ContainerLog, type LogShared } from "../write/container_log.ts";
import { openForWriting } from "../index/database.ts";
import { IndexWriter } from "../index/index_writer.ts";
import { OUT, type Std } from "../../logs/frames.ts";
import { type FileLayer, OpenFiles } from "../write/open_files.ts";
import { reconcile } from "../index/reconcile.ts";
import { Segments } from "../write/segments.ts";
import { stampBytes } from "../../logs/stamp.ts";
import type { RecordConfig } from "../types.ts";

/** In nanoseconds. */
export const SECOND = 1_000_000_000n;
export const T0 = 1_764_054_600n * SECOND;
/** Whose log it is. */
export const OWNER = {
  id: "c0ffee".repeat(10),
  name: "web",
  image: "i",
  labels: {},
  created: new Date(0),
};

/** A record in a folder; {@link Ground.reopen} is what a new recorder finds. */
export class Ground {
  now = new Date(Number(T0 / 1_000_000n) + 3_600_000);
  segments!: Segments;
  shared!: LogShared;
  index!: IndexWriter;
  files!: OpenFiles;
  config: RecordConfig = defaultRecordConfig({});
  /** Bytes that still fit on the disk. */
  room = Infinity;
  readonly #layer: FileLayer = {
    write: (file, bytes) => {
      if (this.room <= 0) throw new Error("No space left on device (os error 28)");
      const n = Math.min(bytes.length, this.room);
      this.room -= n;
      return file.writeSync(bytes.subarray(0, n));
    },
  };

  constructor(readonly dir: string) {}

  get logs(): string {
    return join(this.dir, "logs");
  }

  async open(): Promise<ContainerLog> {
    Deno.mkdirSync(this.logs, { recursive: true });
    const { db } = openForWriting(join(this.dir, "index.db"), this.now);
    this.index = new IndexWriter(db, "e");
    const { segments, gone, changed } = await reconcile(this.logs, this.index.segments());
    for (const s of gone) this.index.dropSegment(s);
    for (const s of changed) this.index.putSegment(s);
    this.files = new OpenFiles(this.#layer);
    this.segments = new Segments(
      this.logs,
      this.config,
      this.files,
      this.index,
      () => this.now,
      segments,
    );
    const consolidated = this.config.logs.consolidated
      ? new Consolidated(this.segments)
      : undefined;
    await consolidated?.repair(() => "web");
    this.shared = {
      segments: this.segments,
      batch: new Batch(),
      consolidated,
      counters: { lines: 0, bytes: 0, gaps: 0 },
    };
    return new ContainerLog(OWNER, this.shared);
  }

  /** As kill -9 leaves it, or after a commit. */
  close(committed = false): void {
    if (committed) this.segments.save();
    this.shared.consolidated?.[Symbol.dispose]();
    this.files[Symbol.dispose]();
    this.index.db.close();
  }

  async reopen(committed = false): Promise<ContainerLog> {
    this.close(committed);
    return await this.open();
  }

  /** Removes all that was recorded. */
  async empty(): Promise<void> {
    this.close();
    await Deno.remove(this.dir, { recursive: true });
    await Deno.mkdir(this.dir);
    await this.open();
  }

  file(name = "1970-01-01_web_c0ffeec0ffee.log"): string {
    return join(this.logs, name);
  }

  text(name?: string): string {
    return Deno.readTextFileSync(this.file(name)).split("\n").slice(1).join("\n");
  }
}

/** A test in a folder of its own. */
export function ground(name: string, body: (g: Ground) => Promise<void>): void {
  Deno.test(name, async () => {
    const dir = await Deno.makeTempDir();
    const g = new Ground(dir);
    try {
      await body(g);
    } finally {
      g.close();
      await Deno.remove(dir, { recursive: true });
    }
  });
}

/** A line of a log. */
export type Item = [time: bigint, data: string, tag?: Std];

/** Records lines, in one batch. */
export function put(log: ContainerLog, items: readonly Item[]): void {
  log.begin();
  for (const [time, data, tag = OUT] of items) {
    const b = new TextEncoder().encode(data);
    log.put(stampBytes(time), 0, tag, b, 0, b.length, true);
  }
  log.commit();
}

/** What the rows of a file say behind their times. */
export const data = (text: string) => text.split("\n").slice(0, -1).map((l) => l.slice(31));
/** Numbered lines, one each `step`. */
export const run = (from: number, to: number, step = SECOND): Item[] =>
  Array.from({ length: to - from }, (_, i) => [T0 + BigInt(from + i) * step, `n${from + i}`]);
