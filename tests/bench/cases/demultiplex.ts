/** The benchmark of taking a log's frames apart. */
import { copyFrames } from "../../../core/logs/copy_frames.ts";
import type { BenchCase } from "../types.ts";

/** What goes through in one measurement: many times a read of a socket. */
const CHUNK = 64 * 1024;
const CHUNKS = 1_024;

/** Frames of `size` bytes, as many as fit a chunk; every 64th on stderr. */
function chunkOf(size: number): Uint8Array {
  const chunk = new Uint8Array(CHUNK);
  const view = new DataView(chunk.buffer);
  let at = 0;
  for (let i = 0; at + 8 + size <= CHUNK; i++) {
    chunk[at] = i % 64 === 63 ? 2 : 1;
    view.setUint32(at + 4, size);
    chunk.fill(97, at + 8, at + 8 + size);
    at += 8 + size;
  }
  return chunk.subarray(0, at);
}

async function* body(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
  // Fresh memory, as a socket's reads are.
  for (let i = 0; i < CHUNKS; i++) yield chunk.slice();
}

/** Megabytes a second that go through `work`. */
async function throughput(chunk: Uint8Array, work: () => Promise<number>): Promise<number> {
  const start = performance.now();
  const passed = await work();
  const ms = performance.now() - start;
  if (passed === 0) throw new Error("nothing went through");
  return chunk.length * CHUNKS / 1e6 / (ms / 1e3);
}

function demultiplexCase(name: string, size: number, what: string): BenchCase {
  return {
    name,
    summary:
      `Taking apart frames of ${size} bytes (${what}), beside a plain copy of the same bytes`,
    aim: "at least 0.8 of the copy's speed",
    reached: ({ dockerctl, peer }) => peer === undefined ? undefined : dockerctl >= 0.8 * peer,
    unit: "MB/s",
    pairs: 20,
    engineless: true,
    prepare() {
      const chunk = chunkOf(size);
      return Promise.resolve({
        dockerctl: {
          measure: () =>
            throughput(chunk, async () => {
              let passed = 0;
              // What `dockerctl logs` runs.
              const to = {
                write: (b: Uint8Array) => {
                  passed += b.length;
                  return Promise.resolve();
                },
              };
              await copyFrames(body(chunk), to, to);
              return passed;
            }),
        },
        peer: {
          name: "plain copy",
          measure: () =>
            throughput(chunk, async () => {
              let passed = 0;
              for await (const c of body(chunk)) passed += c.slice().length;
              return passed;
            }),
        },
      });
    },
  };
}

/** Lines as `/logs` sends them, a frame each. */
export const demultiplexLines = demultiplexCase("demultiplex-lines", 120, "lines of a log");
/** Blocks as attach and exec send them. */
export const demultiplexBlocks = demultiplexCase("demultiplex-blocks", 16_384, "output of attach");
