/** Tests of holes that an engine's reader leaves when files are turned over: each has its mark. */
import assert from "node:assert/strict";
import { memoryTransport } from "../../mod.ts";
import { ERR, OUT, type Std } from "../../logs/frames.ts";
import { stampBytes } from "../../logs/stamp.ts";
import { fuzzed } from "../../testing/fuzz.ts";
import { type Ground, ground, OWNER } from "../testing/ground.ts";
import { LogFollower } from "./log_follower.ts";
import { jsonBytes, localBytes } from "./rotation.ts";

const encoder = new TextEncoder();
const text = (time: bigint) => new TextDecoder().decode(stampBytes(time));
const PIECE = 16 * 1024;
const MAX = 64_000;

/** Small numbers that come back the same each time (mulberry32), from 0 to 1. */
function numbers(seed: number): () => number {
  let a = seed;
  return () => {
    a = a + 0x6d2b79f5 | 0;
    let t = Math.imul(a ^ a >>> 15, 1 | a);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
  };
}

interface Entry {
  time: bigint;
  std: Std;
  data: string;
}

/** A log as an engine turns it over: what stands in each of its files. */
class Files {
  readonly files: Entry[][] = [[]];
  #size = 0;

  /** Bytes until the file that is written is full. */
  get room(): number {
    return MAX - this.#size;
  }

  constructor(readonly driver: "json-file" | "local", readonly keeps: number) {}

  write(entry: Entry): boolean {
    const turned = this.#size >= MAX;
    if (turned) [this.#size] = [0, this.files.push([])];
    const b = encoder.encode(entry.data);
    const complete = entry.data.endsWith("\n");
    const to = b.length - (complete ? 1 : 0);
    const fraction = Number(entry.time % 1_000_000_000n);
    this.#size += this.driver === "local"
      ? localBytes(to)
      : jsonBytes(b, 0, to, complete, fraction);
    this.files.at(-1)!.push(entry);
    return turned;
  }
}

function frame({ time, std, data }: Entry): Uint8Array {
  const payload = encoder.encode(`${text(time)} ${data}`);
  const bytes = new Uint8Array(8 + payload.length);
  bytes[0] = std === ERR ? 2 : 1;
  new DataView(bytes.buffer).setUint32(4, payload.length);
  bytes.set(payload, 8);
  return bytes;
}

function joined(entries: readonly Entry[]): Uint8Array {
  const frames = entries.map(frame);
  const all = new Uint8Array(frames.reduce((n, f) => n + f.length, 0));
  let at = 0;
  for (const f of frames) {
    all.set(f, at);
    at += f.length;
  }
  return all;
}

/**
 * A process that writes bursts of numbered lines on both streams, one in a hundred of them longer
 * than an engine's pieces. The engine copies each stream by itself: now some of the one, now some
 * of the other, and the rest of a long line may come much later than its beginning.
 */
function written(log: Files, pick: () => number, bursts: number): void {
  let time = BigInt(Date.now() + 2_000) * 1_000_000n;
  const speed = 2 + pick() * 60;
  const turn = pick() * 2_000;
  const rests = [200, 500, 1_000][Math.floor(pick() * 3)];
  const run = [1, 10, 200][Math.floor(pick() * 3)];
  const pass = (micros: number) => time += BigInt(Math.round(micros * 1_000));
  const write = (std: Std, data: string, at = time) => {
    if (log.write({ time: at, std, data })) pass(pick() * turn);
    pass(speed * (0.5 + pick()));
  };
  const long = "x".repeat(20_000);
  const next = [0, 0];
  const ahead: (() => void)[][] = [[], []];
  for (let burst = 1; burst <= bursts; burst++) {
    const until = 300 * burst;
    while (next[OUT] < until || next[ERR] < until) {
      const std = next[OUT] < until && (next[ERR] >= until || pick() < 0.5) ? OUT : ERR;
      for (const rest of ahead[std].splice(0)) rest();
      for (let n = Math.ceil(pick() * run); n > 0 && next[std] < until; n--) {
        const i = next[std]++;
        if (std === ERR) write(ERR, `err ${i}\n`);
        else if (i % 100 !== 50) write(OUT, `out ${i}\n`);
        else {
          const line = `out ${i} ${long}\n`;
          const at = time;
          write(OUT, line.slice(0, PIECE));
          const rest = () => write(OUT, line.slice(PIECE), at);
          if (pick() < 0.5) rest();
          else {
            ahead[OUT].push(rest);
            break;
          }
        }
      }
    }
    for (const rest of ahead[OUT].splice(0)) rest();
    pass(rests * 1_000);
  }
}

/** Entries that come together, and the file they stand in. */
interface Chunk {
  entries: readonly Entry[];
  file: number;
}

/** What the record says of a log that is followed; asked, the engine has its last files alone. */
async function followed(g: Ground, log: Files, chunks: readonly Chunk[]): Promise<string[]> {
  let now = 0, looks = 0;
  const body = async function* () {
    for (const { entries, file } of chunks) {
      now = file;
      yield joined(entries);
      await Promise.resolve();
    }
  };
  const started = text(log.files[0][0].time);
  const Config = { "max-size": "64k", compress: "false" };
  const follower: LogFollower = new LogFollower(OWNER.id, await g.open(), {
    transport: memoryTransport({
      [`GET /containers/${OWNER.id}/json`]: () => {
        if (looks++ > 0) {
          follower.remove();
          return { status: 404, json: { message: "No such container" } };
        }
        return {
          json: {
            Created: started,
            Config: { Tty: false },
            HostConfig: { LogConfig: { Type: log.driver, Config } },
            State: { Status: "running", StartedAt: started },
          },
        };
      },
      [`GET /containers/${OWNER.id}/logs`]: ({ query }) => {
        if (query?.follow) return { body: body() };
        const [seconds, rest = ""] = String(query?.since).split(".");
        const since = BigInt(seconds) * 1_000_000_000n + BigInt(rest.padEnd(9, "0"));
        const there = log.files.slice(Math.max(0, now - log.keeps + 1), now + 1).flat();
        return { body: joined(there.filter((e) => e.time >= since)) };
      },
    }),
    signal: new AbortController().signal,
    connected: () => Promise.resolve(false),
    writable: () => Promise.resolve(),
    onInspect: () => {},
    onTrouble: () => {},
  });
  assert.equal(await follower.run(), true);
  return g.text().trimEnd().split("\n");
}

/** A reader that comes too late for some files, and is given entries in pieces of any size. */
function read(log: Files, pick: () => number, often: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let file = 0; file < log.files.length; file++) {
    for (let i = 0; i < log.files[file].length;) {
      const many = 1 + Math.floor(pick() * 200);
      chunks.push({ entries: log.files[file].slice(i, i + many), file });
      i += many;
    }
    // The first files tell how fast the container writes.
    if (file >= 4 && pick() < often) {
      file = Math.min(file + 1 + Math.floor(pick() * 2), log.files.length - 2);
    }
  }
  return chunks;
}

interface Told {
  holes: number;
  /** Holes in a stream's numbers that no mark stands in. */
  silent: string[];
  /** Marks for sure where nothing is missing. */
  wrong: string[];
}

/** `lost`: the times of what did not come, as text. */
function judge(rows: readonly string[], lost: readonly string[]): Told {
  const told: Told = { holes: 0, silent: [], wrong: [] };
  for (const stream of ["out", "err"]) {
    let last = -1, marked = false;
    for (const row of rows) {
      if (row.includes(" --- gap")) marked = true;
      // The end of a line whose beginning is missing has no number.
      const number = new RegExp(`^.{31}${stream}[ ~]${stream} (\\d+)`).exec(row)?.[1];
      if (number === undefined) continue;
      if (Number(number) > last + 1) {
        told.holes++;
        if (!marked) told.silent.push(`${stream} ${last + 1} to ${number}`);
      }
      [last, marked] = [Number(number), false];
    }
  }
  for (const row of rows) {
    const [, time, from] = /^(\S+) --- gap from=(\S+)$/.exec(row) ?? [];
    if (from !== undefined && !lost.some((t) => t >= from && t <= time)) told.wrong.push(row);
  }
  return told;
}

/** Times of the entries of files that were passed over. */
function lostOf(log: Files, chunks: readonly Chunk[]): string[] {
  const came = new Set(chunks.map(({ file }) => file));
  const lost = log.files.filter((_, file) => !came.has(file)).flat();
  return lost.map(({ time }) => text(time));
}

for (const driver of ["json-file", "local"] as const) {
  for (const keeps of [2, 3]) {
    ground(
      `each hole of a log of ${driver} with ${keeps} files has its mark, in each stream`,
      async (g) => {
        let holes = 0;
        for (let seed = 1; seed <= fuzzed(100); seed++) {
          const pick = numbers(seed);
          const log = new Files(driver, keeps);
          written(log, pick, 10);
          const chunks = read(log, pick, 0.3);
          const told = judge(await followed(g, log, chunks), lostOf(log, chunks));
          assert.deepEqual([told.silent, told.wrong], [[], []], `seed ${seed}`);
          holes += told.holes;
          await g.empty();
        }
        assert.ok(holes > 5, `${holes} holes`);
      },
    );
  }
}

for (const next of [OUT, ERR]) {
  ground(`a hole behind the beginning of a long line has its mark: ${next}`, async (g) => {
    const log = new Files("json-file", 2);
    let time = BigInt(Date.now() + 2_000) * 1_000_000n;
    let i = 0;
    const write = (std: Std, data: string) => log.write({ time: time += 20_000n, std, data });
    const pair = () => {
      write(OUT, `out ${i}\n`);
      write(ERR, `err ${i++}\n`);
    };
    // As fast as this, a file is some 20 ms; so the hole is of some 30.
    while (log.files.length < 4) pair();
    while (log.files.length < 6) pair();
    const long = "x".repeat(PIECE - 10);
    while (log.room > PIECE) pair();
    const file = log.files.length - 1;
    write(OUT, `out ${i} ${long}`);
    write(ERR, `err ${i++}\n`);
    while (log.files.length < file + 3) pair();
    log.files[file + 2].splice(0);
    if (next === ERR) write(ERR, `err ${i - 1}\n`);
    for (let n = 0; n < 20; n++) pair();
    const chunks = log.files.map((entries, file) => ({ entries, file }))
      .filter((c) => c.file !== file + 1);
    const rows = await followed(g, log, chunks);
    const told = judge(rows, lostOf(log, chunks));
    assert.deepEqual(
      [told.silent, told.wrong, told.holes],
      [[], [], 2],
      rows.slice(-60).join("\n"),
    );
  });
}
