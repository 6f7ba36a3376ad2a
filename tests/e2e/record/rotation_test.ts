/** The recorder marks what an engine rotates away while it is followed. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";
import { TestRecorder, texts } from "./_recorder.ts";

const LINES = 200_000;

/** How logs are rotated, smaller than anybody would: so that the engine outruns its own reader. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  one: ["max-size=100k"],
  three: ["max-size=100k", "max-file=3"],
  compressed: ["max-size=100k", "max-file=3", "compress=true"],
  local: ["max-size=100k"],
};

async function start(c: EngineContext, kind: string): Promise<string> {
  const name = `${c.prefix}-${kind}`;
  const words = ["run", "-d", "--network", "none", "--label", c.label, "--name", name];
  words.push("--log-driver", kind === "local" ? "local" : "json-file");
  for (const option of KINDS[kind]) words.push("--log-opt", option);
  const script = `seq 1 ${LINES}; sleep 2; echo done; sleep 1000`;
  const { code, stderr } = await c.docker([...words, c.image, "sh", "-c", script]);
  assert.equal(code, 0, stderr);
  return name;
}

engineTest("record run marks what is rotated away faster than it can be read", async (c) => {
  await using recorder = new TestRecorder(c);
  await recorder.configure({ dir: recorder.dir });
  recorder.start();
  await recorder.recording();
  let holes = 0, marked = 0;
  for (const kind of Object.keys(KINDS)) {
    const name = await start(c, kind);
    const r = await recorder.until(name, (r) => texts(r).includes("done"));
    const gaps = r.marks.filter((m) => m.what.startsWith("gap"));
    const lines = r.lines.filter((l) => l.data !== "done");
    const before = new Set<string>();
    let last = 0;
    const late = r.marks.find((m) => m.what === "late")?.behind ?? Infinity;
    for (const [at, { data, time }] of lines.entries()) {
      const number = Number(data);
      // What was passed over, and was found at a later reading.
      if (at >= late && number < last) continue;
      // Where it comes to another file, an engine may give a line twice.
      assert.ok(number >= last, `${kind}: line ${data} stands behind ${last}`);
      if (number > last + 1) before.add(time);
      last = number;
    }
    const told = new Set(gaps.map((m) => m.time));
    holes += before.size;
    marked += [...before].filter((time) => told.has(time)).length;
    const wrong = gaps.filter((m) => !m.what.includes("maybe") && !before.has(m.time));
    assert.deepEqual(wrong, [], `${kind}: holes that are told for sure, and are none`);
    if (before.size > 0) {
      const { stderr } = await c.cli(["logs", "--recorded", name]);
      assert.match(stderr, /lines (are|may be) missing (before|between)/);
    }
    await c.docker(["rm", "-f", name]);
  }
  // What the engine's file takes is counted, not seen: a hole in many stands where none is looked
  // for.
  assert.ok(marked >= holes * 0.8, `${marked} of ${holes} holes are marked`);
});
