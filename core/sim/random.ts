/** Numbers that look random, the same for the same seed. */

/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number | string) {
    this.#state = typeof seed === "number" ? seed >>> 0 : hash(seed);
  }

  /** 0 <= x < 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number, `min` <= n <= `max`. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** One of the list. */
  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)];
  }

  /** `length` digits of base 16. */
  hex(length: number): string {
    let s = "";
    while (s.length < length) s += Math.floor(this.next() * 16).toString(16);
    return s;
  }
}

/** A 32-bit hash of the text (FNV-1a). */
export function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** 64 digits that follow from the text. */
export function hexOf(text: string): string {
  let out = "";
  for (let n = 0; out.length < 64; n++) {
    let h = 0x811c9dc5 ^ n;
    for (let k = 0; k < text.length; k++) h = Math.imul(h ^ text.charCodeAt(k), 0x01000193);
    out += (h >>> 0).toString(16).padStart(8, "0");
  }
  return out;
}

const LEFT = "bold calm clever eager fervent gentle happy jolly keen lucid merry noble quiet serene"
  .split(" ");
const RIGHT = "bohr curie darwin euler fermi gauss hopper keller lovelace noether pascal turing"
  .split(" ");

/** A name as the engine gives to a container that has none. */
export function randomName(random: Random): string {
  return `${random.pick(LEFT)}_${random.pick(RIGHT)}`;
}
