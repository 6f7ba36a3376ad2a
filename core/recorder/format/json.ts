/**
 * A record's objects as JSON, for the server and the reader on its other side. Dates are ISO
 * texts, nanoseconds are decimal texts, a line's bytes are `text` where they are UTF-8 and
 * `base64` elsewhere.
 */
import { decodeBase64, encodeBase64 } from "./base64.ts";
import type {
  RecordedContainer,
  RecordedEvent,
  RecordedItem,
  RecordedSample,
  RecordInfo,
} from "../types.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Any of a record's objects but a line. */
export function encodeRecorded(value: unknown): string {
  return JSON.stringify(value, (_, v) => typeof v === "bigint" ? String(v) : v);
}

/** A line or mark. */
export function encodeJsonItem(item: RecordedItem): string {
  if (item.type === "mark") return encodeRecorded(item);
  const { data, ...rest } = item;
  let text: string | undefined;
  try {
    text = utf8.decode(data);
  } catch { /* not UTF-8 */ }
  return encodeRecorded(
    text === undefined ? { ...rest, base64: encodeBase64(data) } : { ...rest, text },
  );
}

type Fields = Record<string, unknown>;

/** Turns texts of `names` that are there into dates. */
function dates(value: Fields, names: readonly string[]): void {
  for (const name of names) {
    if (value[name] !== undefined) value[name] = new Date(value[name] as string);
  }
}

function nanos(value: Fields, names: readonly string[]): void {
  for (const name of names) {
    if (value[name] !== undefined) value[name] = BigInt(value[name] as string);
  }
}

/** What {@link encodeRecorded} made of a {@link RecordInfo}. Each decoder changes what it gets. */
export function decodeInfo(value: Fields): RecordInfo {
  dates(value, ["from", "to"]);
  if (value.recorder !== undefined) dates(value.recorder as Fields, ["startedAt"]);
  return value as unknown as RecordInfo;
}

/** What {@link encodeRecorded} made of a {@link RecordedContainer}. */
export function decodeContainer(value: Fields): RecordedContainer {
  dates(value, ["created", "firstSeen", "lastSeen", "removedAt", "startedAt", "finishedAt"]);
  nanos(value.log as Fields, ["from", "to"]);
  return value as unknown as RecordedContainer;
}

/** What {@link encodeRecorded} made of a {@link RecordedSample}. */
export function decodeSample(value: Fields): RecordedSample {
  dates(value, ["time"]);
  return value as unknown as RecordedSample;
}

/** What {@link encodeRecorded} made of a {@link RecordedEvent}. */
export function decodeEvent(value: Fields): RecordedEvent {
  nanos(value, ["time"]);
  return value as unknown as RecordedEvent;
}

/** What {@link encodeJsonItem} made. */
export function decodeJsonItem(value: Fields): RecordedItem {
  nanos(value, ["time", "from"]);
  if (value.type === "mark") return value as unknown as RecordedItem;
  const { text, base64, ...rest } = value;
  const data = typeof text === "string" ? encoder.encode(text) : decodeBase64(base64 as string);
  return { ...rest, data } as unknown as RecordedItem;
}
