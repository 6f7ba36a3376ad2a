/** Writes recorded data for other programs. */
import { join } from "node:path";
import { encodeFileLine } from "../../../core/recorder/format/line_codec.ts";
import type {
  RecordedContainer,
  RecordedEvent,
  RecordReader,
  SpanQuery,
} from "../../../core/recorder/types.ts";
import { shortId } from "../_lib/ids.ts";
import { nanosText } from "./_json.ts";

/** So much is written at once. */
const FULL = 256 * 1024;

/** Writes containers and, if these are all, the events of everything else, below `dir`. */
export async function writeExport(
  dir: string,
  reader: RecordReader,
  containers: readonly RecordedContainer[],
  span: Omit<SpanQuery, "containers"> & { all: boolean },
): Promise<void> {
  const { all, ...times } = span;
  for (const c of containers) {
    const query = { ...times, containers: [c.id] };
    const own = join(dir, `${safe(c.name)}_${shortId(c.id)}`);
    await Deno.mkdir(own, { mode: 0o700 });
    await using files = new Files(own);
    await files.write("container.json", JSON.stringify(c, nanosText, 2) + "\n");
    for await (const item of reader.lines(query)) {
      await files.write("log.txt", encodeFileLine("text", item));
    }
    for (const { containerId: _, ...sample } of await reader.samples(query)) {
      await files.write("samples.jsonl", JSON.stringify(sample) + "\n");
    }
    for await (const event of reader.events(query)) await files.write("events.jsonl", line(event));
  }
  if (!all) return;
  await using files = new Files(dir);
  const known = new Set(containers.map((c) => c.id));
  for await (const event of reader.events(times)) {
    if (!known.has(event.id)) await files.write("events.jsonl", line(event));
  }
}

const line = (event: RecordedEvent) => JSON.stringify(event, nanosText) + "\n";

/** A name is what the engine lets it be; nothing leads out of the folder all the same. */
function safe(name: string): string {
  return name.replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^\.+/, "") || "container";
}

/** Files of a folder, each made when there is something for it. */
class Files implements AsyncDisposable {
  #files = new Map<string, { file: Deno.FsFile; parts: Uint8Array[]; length: number }>();
  #encoder = new TextEncoder();

  constructor(private readonly dir: string) {}

  async write(name: string, data: string | Uint8Array): Promise<void> {
    let held = this.#files.get(name);
    if (held === undefined) {
      const file = await Deno.open(join(this.dir, name), {
        write: true,
        createNew: true,
        mode: 0o600,
      });
      this.#files.set(name, held = { file, parts: [], length: 0 });
    }
    const bytes = typeof data === "string" ? this.#encoder.encode(data) : data;
    held.parts.push(bytes);
    held.length += bytes.length;
    if (held.length >= FULL) await this.#flush(name);
  }

  async #flush(name: string): Promise<void> {
    const held = this.#files.get(name)!;
    const { parts } = held;
    held.parts = [];
    held.length = 0;
    const bytes = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
    for (let at = 0; at < bytes.length;) at += await held.file.write(bytes.subarray(at));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      for (const name of this.#files.keys()) await this.#flush(name);
    } finally {
      for (const { file } of this.#files.values()) file.close();
    }
  }
}
