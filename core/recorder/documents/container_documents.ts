/** The documents of one container, from the bytes of its file. */
import { Buffer } from "node:buffer";
import type { ContainerInspect } from "../../containers/types.ts";
import { parseLossless } from "../../recreate/lossless.ts";
import { applyDelta } from "./delta.ts";
import { decodeFrames, type Frame, textOf } from "./frames.ts";
import type { DocumentAction, DocumentChange, DocumentedImage, HealthChange } from "./types.ts";

/**
 * The fields of a frame. A document has `d`, the hash that names it, and `b`, that of the whole
 * document of which it is what is different. A change has a time (`t`, ns), an action (`a`), a name
 * (`n`), the hash of its document (`h`), and `e`, that of its environment; `c` is an exit code, `s`
 * the signal that was asked for, `l` marks what was noticed late, `i` the image. The body of a
 * change of health is that. Values of an environment lie in a file of their own, `v` their hash.
 */
export interface FrameMeta {
  d?: string;
  b?: string;
  t?: string;
  a?: DocumentAction;
  n?: string;
  h?: string;
  e?: string;
  i?: string;
  c?: number;
  s?: string;
  l?: 1;
  v?: string;
}

/** A change, and what names its environment and its image. */
export interface KeptChange extends DocumentChange {
  env?: string;
}

const HASH = /^[0-9a-f]{0,64}$/;
const ACTIONS: ReadonlySet<string> = new Set<DocumentAction>([
  "create",
  "start",
  "die",
  "pause",
  "unpause",
  "rename",
  "update",
  "connect",
  "disconnect",
  "health",
  "destroy",
  "seen",
]);

/** One container's documents. */
export class ContainerDocuments {
  readonly changes: KeptChange[] = [];
  /** Whole ones and differences, by hash. */
  readonly #frames = new Map<string, Frame>();
  readonly #whole = new Map<string, ContainerInspect>();
  /** Where the last whole frame ends. */
  readonly end: number;
  /** Bytes that are no frames. */
  readonly damaged: number;
  /** Differences since the last whole document, and the hash of that. */
  base: string | undefined;
  sinceBase = 0;

  /** What is no frame is passed over; changes are in the order of time. */
  constructor(readonly id: string, bytes: Uint8Array) {
    const { frames, end, damaged } = decodeFrames(bytes);
    this.end = end;
    this.damaged = damaged;
    for (const frame of frames) {
      const { d, b } = frame.meta as FrameMeta;
      if (typeof d === "string") {
        if (!this.#frames.has(d)) this.#frames.set(d, frame);
        if (b === undefined) [this.base, this.sinceBase] = [d, 0];
        else this.sinceBase++;
        continue;
      }
      const change = changeOf(id, frame);
      if (change !== undefined) this.changes.push(change);
    }
    // A clock may have been set back meanwhile: what was written later happened later.
    let latest = 0n;
    for (const change of this.changes) {
      if (change.time < latest) change.time = latest;
      latest = change.time;
    }
  }

  /** Whether a document of this hash is there. */
  has(hash: string): boolean {
    return this.#frames.has(hash);
  }

  /** The document of a hash, without values of its environment; undefined if it cannot be read. */
  document(hash: string): ContainerInspect | undefined {
    const kept = this.#whole.get(hash);
    if (kept !== undefined) return kept;
    const frame = this.#frames.get(hash);
    const text = frame === undefined ? undefined : textOf(frame);
    if (frame === undefined || text === undefined) return undefined;
    try {
      const { b } = frame.meta as FrameMeta;
      if (b !== undefined) {
        const base = (this.#frames.get(b)?.meta as FrameMeta | undefined)?.b === undefined
          ? this.document(b)
          : undefined;
        if (base === undefined) return undefined;
        return documentOrNone(applyDelta(base, parseLossless(text)));
      }
      const document = documentOrNone(parseLossless(text));
      if (document !== undefined) this.#whole.set(hash, document);
      return document;
    } catch {
      return undefined;
    }
  }
}

/** Values of environments by their hashes, from the bytes of their file. */
export function environmentsOf(bytes: Uint8Array): Map<string, Frame> {
  const found = new Map<string, Frame>();
  for (const frame of decodeFrames(bytes).frames) {
    const { v } = frame.meta as FrameMeta;
    if (typeof v === "string") found.set(v, frame);
  }
  return found;
}

/** Words such as `A=1` from a frame; undefined for what is none. */
export function environmentOf(frame: Frame | undefined): string[] | undefined {
  const text = frame === undefined ? undefined : textOf(frame);
  if (text === undefined) return undefined;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((w) => typeof w === "string") ? words : undefined;
  } catch {
    return undefined;
  }
}

/** What images are, from the bytes of their file. */
export function imagesOf(bytes: Uint8Array): DocumentedImage[] {
  return decodeFrames(bytes).frames.flatMap((frame) => {
    const { i } = frame.meta as FrameMeta;
    const text = typeof i === "string" ? textOf(frame) : undefined;
    try {
      const image = JSON.parse(text ?? "null") as DocumentedImage | null;
      const good = image?.id === i && Array.isArray(image?.repoDigests) &&
        Array.isArray(image?.repoTags) && isObject(image?.config);
      return good ? [image!] : [];
    } catch {
      return [];
    }
  });
}

function documentOrNone(value: unknown): ContainerInspect | undefined {
  const { Id, Name, Config, HostConfig, State } = (value ?? {}) as Partial<ContainerInspect>;
  const good = typeof Id === "string" && typeof Name === "string" && isObject(Config) &&
    isObject(HostConfig) && isObject(State);
  return good ? value as ContainerInspect : undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function changeOf(containerId: string, frame: Frame): KeptChange | undefined {
  const { t, a, n, h, e, c, s, l } = frame.meta as FrameMeta;
  if (typeof t !== "string" || !/^\d{1,19}$/.test(t) || !ACTIONS.has(a ?? "")) return undefined;
  if (typeof h !== "string" || !HASH.test(h) || typeof n !== "string") return undefined;
  const health = a === "health" ? healthOf(textOf(frame)) : undefined;
  if (a === "health" && health === undefined) return undefined;
  return {
    containerId,
    time: BigInt(t),
    action: a!,
    name: n,
    hash: h,
    ...(typeof e === "string" && HASH.test(e) && { env: e }),
    ...(Number.isInteger(c) && { exitCode: c }),
    ...(typeof s === "string" && { killedBy: s }),
    ...(l === 1 && { noticed: true }),
    ...(health !== undefined && { health }),
  };
}

function healthOf(text: string | undefined): HealthChange | undefined {
  try {
    const h = JSON.parse(text ?? "") as HealthChange;
    if (typeof h?.status !== "string") return undefined;
    const texts = Object.entries(h).filter(([, v]) => typeof v === "string" || Number.isFinite(v));
    return { failing: 0, ...Object.fromEntries(texts) } as HealthChange;
  } catch {
    return undefined;
  }
}

/** No file of documents is larger when it is read, in bytes. */
const MAX_FILE = 64 * 1024 * 1024;

/** All bytes of an open file, up to a bound. */
export function bytesOf(file: Deno.FsFile): Uint8Array {
  const { size } = file.statSync();
  const bytes = Buffer.alloc(Math.min(size, MAX_FILE));
  let have = 0;
  while (have < bytes.length) {
    const n = file.readSync(bytes.subarray(have));
    if (n === null) break;
    have += n;
  }
  return bytes.subarray(0, have);
}
