/** Reads a record's log files without any of the recorder's own code: the judge is no party. */
import { gunzipSync } from "node:zlib";

/** A line as it stands in a record, or as the engine has it. */
export interface Line {
  time: string;
  stream: "out" | "err";
  data: string;
}

/** What is recorded of one container. */
export interface Recorded {
  id: string;
  name: string;
  lines: Line[];
  /** `gap`, `stopped exit=0`, `started`, each with its time and how many lines stand before it. */
  marks: { time: string; what: string; from?: string; behind: number }[];
  files: string[];
}

interface Part {
  seq: number;
  path: string;
  text: string;
  id: string;
  name: string;
}

/** So often is a record read anew whose files are renamed while it is read. */
const TRIES = 50;

/** All containers' logs below a record's folder, by id. */
export async function readRecord(logs: string): Promise<Map<string, Recorded>> {
  let { parts, moved } = await partsOf(logs);
  // What is missing after that is missing.
  for (let i = 1; i < TRIES && (moved || hasHole(parts)); i++) {
    ({ parts, moved } = await partsOf(logs));
  }
  const all = new Map<string, Recorded>();
  for (const { id, name, path, text } of parts) {
    let r = all.get(id);
    if (r === undefined) all.set(id, r = { id, name, lines: [], marks: [], files: [] });
    r.files.push(path);
    const rows = text.split("\n");
    rows.pop(); // what is not at its end is being written
    for (const row of rows) {
      const m = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z) (out|err|---)([ ~])(.*)$/s.exec(row);
      if (m === null) throw new Error(`${path}: no line of a record: ${JSON.stringify(row)}`);
      if (m[2] === "---") {
        const [what, from] = m[4].split(" from=");
        r.marks.push({
          time: m[1],
          what,
          behind: r.lines.length,
          ...(from !== undefined && { from }),
        });
      } else r.lines.push({ time: m[1], stream: m[2] as Line["stream"], data: m[4] });
    }
  }
  return all;
}

/**
 * The segments that are there, each once, those of a container in their order; `moved` when one was
 * there no more at its reading.
 */
async function partsOf(logs: string): Promise<{ parts: Part[]; moved: boolean }> {
  const parts = new Map<string, Part>();
  let moved = false;
  for await (const entry of Deno.readDir(logs)) {
    if (!/\.log(\.gz)?$/.test(entry.name) || /^all(\.\d+)?\.log/.test(entry.name)) continue;
    const path = `${logs}/${entry.name}`;
    const bytes = await Deno.readFile(path).catch(() => undefined);
    if (bytes === undefined) {
      moved = true;
      continue;
    }
    const text = new TextDecoder().decode(path.endsWith(".gz") ? gunzipSync(bytes) : bytes);
    const header = /^#dockerctl-record 1 (\{.*\})\n/.exec(text);
    if (header === null) continue;
    const { id, name, seq } = JSON.parse(header[1]);
    const part = { seq, path, text: text.slice(header[0].length), id, name };
    // Met before and after it was renamed or compressed.
    const known = parts.get(`${id} ${seq}`);
    if (known === undefined || known.text.length <= part.text.length) {
      parts.set(`${id} ${seq}`, part);
    }
  }
  return { parts: [...parts.values()].sort((a, b) => a.seq - b.seq), moved };
}

/** Whether a segment between two of a container is missing. */
function hasHole(parts: readonly Part[]): boolean {
  const last = new Map<string, number>();
  return parts.some(({ id, seq }) => {
    const before = last.get(id);
    last.set(id, seq);
    return before !== undefined && seq !== before + 1;
  });
}

/** The lines of an answer of `/logs?timestamps=1` of a container without a terminal. */
export function linesOfAnswer(body: Uint8Array): Line[] {
  const lines: Line[] = [];
  const open: Record<string, Line | undefined> = {};
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; at + 8 <= body.length;) {
    const stream = body[at] === 2 ? "err" : "out";
    const size = view.getUint32(at + 4);
    const entry = new TextDecoder().decode(body.subarray(at + 8, at + 8 + size));
    at += 8 + size;
    const time = entry.slice(0, 30), data = entry.slice(31);
    const line = open[stream] ?? { time, stream, data: "" };
    line.data += data;
    open[stream] = line;
    if (!data.endsWith("\n")) continue;
    line.data = line.data.slice(0, -1);
    lines.push(line);
    open[stream] = undefined;
  }
  for (const line of Object.values(open)) if (line !== undefined) lines.push(line);
  return lines;
}
