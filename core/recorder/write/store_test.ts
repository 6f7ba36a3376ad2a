/** Tests of what is gathered for the database, and of its bound. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { defaultRecordConfig } from "../config.ts";
import { ContainerLog } from "./container_log.ts";
import { OUT } from "../../logs/frames.ts";
import { placeAt } from "../places.ts";
import { stampBytes } from "../../logs/stamp.ts";
import { RecordStore } from "./store.ts";
import type { RecordConfig } from "../types.ts";

interface Stored {
  store: RecordStore;
  said: string[];
  put(lines: number): void;
  names(): string[];
  tidy(): Promise<void>;
}

async function stored(
  settings: Partial<RecordConfig["logs"]>,
  body: (s: Stored) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    const place = placeAt(dir);
    const config = defaultRecordConfig({});
    Object.assign(config.logs, { rotateBytes: 600, ...settings });
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
    await body({ store, said, put, names, tidy });
    store.close();
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const base = "1970-01-01_web_c0ffee";

Deno.test("RecordStore.tidy() compresses, and goes on where somebody removed files", async () => {
  await stored({}, async ({ store, said, put, names, tidy }) => {
    const { logs } = store.place;
    put(20);
    await tidy();
    assert.ok(names().includes(`${base}.0001.log.gz`), names().join(" "));
    assert.ok(names().every((f) => f.endsWith(".gz") || f === `${base}.log`), names().join(" "));
    put(20);
    const closed = names().filter((f) => /\d\.log$/.test(f));
    for (const f of [closed[0], `${base}.log`]) await Deno.remove(join(logs, f));
    await tidy();
    assert.ok(!names().includes(`${base}.log`));
    put(3);
    store.flush();
    assert.match(await Deno.readTextFile(join(logs, `${base}.log`)), /line 42 /);
    const files = store.index.segments().map((s) => s.file).sort();
    assert.deepEqual(files, names().filter((f) => f.includes(".log")));
    assert.deepEqual(said, []);
  });
});

Deno.test("RecordStore.tidy() compresses what is left of a log that grows beyond its bound", async () => {
  await stored({ keepBytes: 4000 }, async ({ store, put, names, tidy }) => {
    put(40);
    const first = names()[0];
    const tidied = tidy();
    // While the first is compressed, so much comes that the next ones go, too.
    put(40);
    await tidied;
    assert.ok(!names().some((f) => f.startsWith(first)), names().join(" "));
    await tidy();
    assert.ok(names().filter((f) => f.endsWith(".gz")).length > 1, names().join(" "));
    assert.ok(names().every((f) => f.endsWith(".gz") || f === `${base}.log`), names().join(" "));
    assert.ok(store.segments.bytes <= 4600);
  });
});
