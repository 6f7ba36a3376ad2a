/** A log is read on while others close, compress and remove its files. */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { SegmentRow } from "../index/index_writer.ts";
import { type Ground, ground, OWNER, put, run, SECOND } from "../testing/ground.ts";

/** Puts a compressed segment in its place, in one turn as the recorder does. */
function compressed(g: Ground, s: SegmentRow): void {
  const path = g.segments.path(s);
  const bytes = gzipSync(Deno.readFileSync(path));
  Deno.writeFileSync(`${path}.gz`, bytes);
  g.segments.replaced(s, `${s.file}.gz`, bytes.length);
  Deno.removeSync(path);
}

for (
  const [what, change] of [
    ["compressed", (g, s) => compressed(g, s)],
    ["closed", (g) => g.segments.close(g.segments.newest(OWNER.id)!)],
  ] as [string, (g: Ground, s: SegmentRow) => void][]
) {
  ground(`resume() knows the lines of a segment that is ${what} while it reads`, async (g) => {
    g.config.logs.rotateBytes = 600;
    const log = await g.open();
    await log.resume();
    for (let i = 0; i < 80; i += 10) put(log, run(i, i + 10));
    const resumed = log.resume();
    change(g, g.segments.of(OWNER.id)[3]);
    const { since } = await resumed;
    put(log, run(0, 80).filter(([time]) => time >= since!));
    assert.equal(g.segments.of(OWNER.id).reduce((sum, s) => sum + s.lines, 0), 80);
  });
}

for (const gz of [false, true]) {
  ground(
    `resume() does not ask for what retention removes while it reads${gz ? ", compressed" : ""}`,
    async (g) => {
      g.config.logs.rotateBytes = 600;
      const log = await g.open();
      await log.resume();
      // Within what is read again.
      const step = SECOND / 100n;
      for (let i = 0; i < 80; i += 10) put(log, run(i, i + 10, step));
      const [first, second] = g.segments.of(OWNER.id);
      if (gz) { for (const s of [first, second]) compressed(g, s); }
      const resumed = log.resume();
      for (const s of [first, second]) g.segments.remove(s);
      const { since } = await resumed;
      put(log, run(0, 80, step).filter(([time]) => time >= since!));
      assert.equal(g.segments.of(OWNER.id).reduce((sum, s) => sum + s.lines, 0), 60);
    },
  );
}

ground("resume() goes on from nothing where the record is removed while it reads", async (g) => {
  const log = await g.open();
  await log.resume();
  put(log, run(0, 10));
  const resumed = log.resume();
  g.segments.remove(g.segments.newest(OWNER.id)!);
  g.segments.generation++;
  assert.deepEqual(await resumed, {});
  put(log, run(0, 10));
  assert.equal(g.segments.newest(OWNER.id)!.lines, 10);
});
