/** How the clock was set while no recorder ran. */
import type { DatabaseSync } from "node:sqlite";
import { meta, setMeta } from "../index/database.ts";

/** Where the kernel tells one boot from another. */
const BOOT = "/proc/sys/kernel/random/boot_id";
/** What uptime and clock differ by without anybody setting one, in milliseconds. */
const BLUR = 1_500;

/** The time at which this machine started, by a clock that counts on and by the one that is set. */
function now(): { boot: string; started: number } | undefined {
  try {
    const [uptime] = Deno.readTextFileSync("/proc/uptime").split(" ");
    const boot = Deno.readTextFileSync(BOOT).trim();
    return { boot, started: Date.now() - Number(uptime) * 1000 };
  } catch {
    return undefined; // no Linux
  }
}

/** Notes how the clock stands, for {@link clockBack} of who comes after us, where it changed. */
export class ClockNote {
  #noted = NaN;

  write(db: DatabaseSync): void {
    const here = now();
    if (here === undefined || Math.abs(here.started - this.#noted) < BLUR / 3) return;
    setMeta(db, "clock", JSON.stringify(here));
    this.#noted = here.started;
  }
}

/** By how many nanoseconds the clock was set back since it was noted; 0n where that is not known. */
export function clockBack(db: DatabaseSync, here = now()): bigint {
  try {
    const { boot, started } = JSON.parse(meta(db, "clock") ?? "");
    const back = here !== undefined && boot === here.boot ? started - here.started : 0;
    return back > BLUR ? BigInt(Math.ceil(back)) * 1_000_000n : 0n;
  } catch {
    return 0n;
  }
}
