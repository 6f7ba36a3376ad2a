import assert from "node:assert/strict";
import { join } from "node:path";
import { defaultRecordConfig } from "./config.ts";
import { ContainerLog } from "./container_log.ts";
import { OUT } from "./line_codec.ts";
import { placeAt } from "./places.ts";
import { stampBytes } from "./stamp.ts";
import { RecordStore } from "./store.ts";

Deno.test("RecordStore.tidy() compresses, and goes on where somebody removed files", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const place = placeAt(dir);
    const config = defaultRecordConfig({});
    config.logs.rotateBytes = 600;
    const said: string[] = [];
    const store = await RecordStore.open(place, config, "e", { say: (text) => said.push(text) });
    const owner = { id: "c0ffee", name: "web", image: "i", labels: {}, created: new Date(0) };
    const log = new ContainerLog(owner, store.shared);
    await log.resume();
    let n = 0;
    const now = BigInt(Date.now()) * 1_000_000n;
    const put = (lines: number) => {
      for (let i = 0; i < lines; i++) {
        const b = new TextEncoder().encode(`line ${n} with some more words in it`);
        log.begin();
        log.put(stampBytes(now + BigInt(n++)), 0, OUT, b, 0, b.length, true);
        log.commit();
      }
    };
    const names = () => [...Deno.readDirSync(place.logs)].map((f) => f.name).sort();
    const tidy = () => store.tidy(() => true, new AbortController().signal);
    put(20);
    await tidy();
    const base = "1970-01-01_web_c0ffee";
    assert.ok(names().includes(`${base}.0001.log.gz`), names().join(" "));
    assert.ok(names().every((f) => f.endsWith(".gz") || f === `${base}.log`), names().join(" "));
    put(20);
    const closed = names().filter((f) => /\d\.log$/.test(f));
    for (const f of [closed[0], `${base}.log`]) await Deno.remove(join(place.logs, f));
    await tidy();
    assert.ok(!names().includes(`${base}.log`));
    put(3);
    store.flush();
    assert.match(await Deno.readTextFile(join(place.logs, `${base}.log`)), /line 42 /);
    const files = store.index.segments().map((s) => s.file).sort();
    assert.deepEqual(files, names().filter((f) => f.includes(".log")));
    assert.deepEqual(said, []);
    store.close();
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
