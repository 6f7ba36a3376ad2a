/** Private engines on one network, so that they can be one swarm. */
import assert from "node:assert/strict";
import { type PrivateEngine, run } from "../../engine/mod.ts";

/** Runs a program of the machine, which must succeed. */
async function must(...words: string[]): Promise<void> {
  const { code, stderr } = await run(words);
  assert.equal(code, 0, `${words.join(" ")}: ${stderr}`);
}

/** The address of the engine of this number, from 0. */
export function addressOf(n: number): string {
  return `10.77.0.${n + 1}`;
}

/**
 * Joins the networks of these engines by a bridge in that of the first. Nothing of it is on the
 * machine's own network, and it goes with the engines.
 */
export async function together(engines: readonly PrivateEngine[]): Promise<void> {
  const [first, ...others] = engines;
  const inside = (e: PrivateEngine, ...words: string[]) =>
    must("nsenter", "-t", String(e.pid), "-n", ...words);
  await inside(first, "ip", "link", "add", "between", "type", "bridge");
  await inside(first, "ip", "address", "add", `${addressOf(0)}/24`, "dev", "between");
  await inside(first, "ip", "link", "set", "between", "up");
  for (const [i, other] of others.entries()) {
    const n = i + 1;
    await must(
      ...["ip", "link", "add", `to${n}`, "netns", String(first.pid), "type", "veth"],
      ...["peer", "name", "between", "netns", String(other.pid)],
    );
    await inside(first, "ip", "link", "set", `to${n}`, "master", "between", "up");
    await inside(other, "ip", "address", "add", `${addressOf(n)}/24`, "dev", "between");
    await inside(other, "ip", "link", "set", "between", "up");
  }
}
