/** Samples of what one container uses, oldest first: a value like any of the model, made to grow. */
import type { StatsPoint } from "./objects.ts";

/** Samples that are kept: one hour at one a second. */
export const SAMPLES = 3600;
/** Samples in a block: one more costs no copy, and the oldest go a block at a time. */
const BLOCK = 60;
/** What a sample has beside its time. */
const FIELDS = ["cpu", "memory", "limit", "netIn", "netOut", "read", "write", "pids"] as const;

/** Numbers without an object each, of which an hour of forty containers would have 140,000. */
class Block {
  readonly at = new Float64Array(BLOCK);
  readonly values = new Float32Array(BLOCK * FIELDS.length);
  /** How many are written; whoever holds fewer sees no more than those. */
  written = 0;

  write(p: StatsPoint): void {
    this.at[this.written] = p.at;
    const from = this.written++ * FIELDS.length;
    for (const [i, field] of FIELDS.entries()) this.values[from + i] = p[field];
  }

  point(i: number): StatsPoint {
    const v = this.values;
    const f = i * FIELDS.length;
    return {
      at: this.at[i],
      cpu: v[f],
      memory: v[f + 1],
      limit: v[f + 2],
      netIn: v[f + 3],
      netOut: v[f + 4],
      read: v[f + 5],
      write: v[f + 6],
      pids: v[f + 7],
    };
  }
}

/** The samples of one container. What is seen of one never changes; those with more share it. */
export class Samples {
  static readonly none = new Samples([], 0, undefined);

  private constructor(
    private readonly blocks: readonly Block[],
    /** How many of the last block are of these. */
    private readonly inLast: number,
    /** The newest sample, as it was measured. */
    readonly last: StatsPoint | undefined,
  ) {}

  /** These and one more; the oldest go once there are more than {@link SAMPLES} and a block. */
  with(point: StatsPoint): Samples {
    let blocks = this.blocks;
    let block = blocks.at(-1);
    if (block === undefined || this.inLast === BLOCK) {
      block = new Block();
      blocks = [...blocks.slice(-SAMPLES / BLOCK), block];
    } else if (block.written !== this.inLast) {
      // Somebody went on from the same samples otherwise.
      const own = new Block();
      for (let i = 0; i < this.inLast; i++) own.write(block.point(i));
      blocks = [...blocks.slice(0, -1), block = own];
    }
    block.write(point);
    return new Samples(blocks, block.written, point);
  }

  get length(): number {
    return this.blocks.length === 0 ? 0 : (this.blocks.length - 1) * BLOCK + this.inLast;
  }

  /** When the oldest was taken, ms since the epoch. */
  get first(): number | undefined {
    return this.length === 0 ? undefined : this.blocks[0].at[0];
  }

  /** Those that were taken after `time` (ms since the epoch). */
  since(time: number): StatsPoint[] {
    const points: StatsPoint[] = [];
    for (const [n, block] of this.blocks.entries()) {
      const end = n === this.blocks.length - 1 ? this.inLast : BLOCK;
      if (end === 0 || block.at[end - 1] <= time) continue;
      for (let i = 0; i < end; i++) if (block.at[i] > time) points.push(block.point(i));
    }
    return points;
  }
}
