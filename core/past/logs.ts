/** What a container had written until a time, as the engine sends it. */
import { nanosOf, stampOf } from "../logs/time.ts";
import type { RecordReader } from "../recorder/types.ts";
import type { WireRequest } from "../transport/types.ts";
import type { PastContainer } from "./world.ts";

const encoder = new TextEncoder();
/** Frames are sent together, up to so many bytes. */
const TOGETHER = 64 * 1024;

/** The body of `GET /containers/{id}/logs`: raw with a terminal, else in frames. */
export async function* pastLogs(
  reader: RecordReader,
  c: PastContainer,
  at: bigint,
  { query = {}, signal }: Pick<WireRequest, "query" | "signal">,
): AsyncGenerator<Uint8Array> {
  const is = (value: unknown) => value === true || value === 1 || value === "1" || value === "true";
  const moment = (value: unknown) => {
    const text = value === undefined || value === "" ? undefined : String(value);
    return text === undefined || Number(text) === 0 ? undefined : nanosOf(text);
  };
  const until = moment(query.until);
  const tail = /^\d+$/.test(String(query.tail ?? "")) ? Number(query.tail) : undefined;
  const streams = (["stdout", "stderr"] as const).filter((s) => is(query[s]));
  const framed = c.document.Config.Tty !== true;
  let parts: Uint8Array[] = [];
  let size = 0;
  const lines = reader.lines({
    containers: [c.id],
    since: moment(query.since),
    until: until === undefined || until > at ? at : until,
    streams,
    ...(tail !== undefined && { tail }),
    signal,
  });
  for await (const item of lines) {
    if (item.type !== "line") continue;
    const stamp = is(query.timestamps) ? `${stampOf(item.time)} ` : "";
    const head = encoder.encode(stamp);
    const length = head.length + item.data.length + (item.complete ? 1 : 0);
    const frame = new Uint8Array((framed ? 8 : 0) + length);
    if (framed) {
      frame[0] = item.stream === "stdout" ? 1 : 2;
      new DataView(frame.buffer).setUint32(4, length);
    }
    frame.set(head, framed ? 8 : 0);
    frame.set(item.data, (framed ? 8 : 0) + head.length);
    if (item.complete) frame[frame.length - 1] = 10;
    parts.push(frame);
    size += frame.length;
    if (size < TOGETHER) continue;
    yield joined(parts, size);
    [parts, size] = [[], 0];
  }
  if (size > 0) yield joined(parts, size);
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
