/** What the runner reads of Deno's reports, and what it remembers. */
import assert from "node:assert/strict";
import { failuresOf, Memory, slowest, timesOf } from "./times.ts";

Deno.test("timesOf() reads a report, and slowest() puts the longest first", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(
      path,
      `<testsuite name="./a_test.ts"><testcase name="a &lt;b&gt; &amp;amp; &quot;c&quot;"
       classname="./a_test.ts" time="0.5" line="1" col="6"></testcase>
       <testcase name="long" classname="./core/b_test.ts" time="12.25" line="1"></testcase>`
        .replace(/\n\s+classname/, " classname"),
    );
    const times = timesOf(path);
    assert.deepEqual(times[0], { file: "a_test.ts", name: 'a <b> &amp; "c"', seconds: 0.5 });
    assert.deepEqual(slowest(times, 1), ["   12.3 s  core/b_test.ts  long"]);
  } finally {
    await Deno.remove(path);
  }
  assert.deepEqual(timesOf(path), [], "a run that was cut short has no report");
});

Deno.test("failuresOf() names what failed, where, and the first lines of why", async () => {
  const path = await Deno.makeTempFile();
  try {
    const why = Array.from({ length: 40 }, (_, n) => `line ${n} &lt;b&gt; ${"x".repeat(300)}`);
    await Deno.writeTextFile(
      path,
      `<testcase name="well" classname="./a_test.ts" time="0.5" line="1" col="6">
       </testcase><testcase name="a &gt; s" classname="./a_test.ts" time="0.5" line="1" col="6">
       <failure message="Uncaught
Error">${why.join("\n")}</failure></testcase>`,
    );
    const [one, ...more] = failuresOf(path);
    assert.deepEqual(more, []);
    const lines = one.split("\n");
    assert.equal(lines[0], "a_test.ts: a > s");
    assert.match(lines[1], /^ {2}line 0 <b> x+$/);
    assert.equal(lines.length, 13);
    assert.ok(lines.every((l) => l.length <= 162));
  } finally {
    await Deno.remove(path);
  }
  assert.deepEqual(failuresOf(path), [], "a run that was cut short has no report");
});

Deno.test("Memory keeps the times of jobs from run to run, and does without its file", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const memory = new Memory(`${dir}/below/times.json`);
    memory.note("x [sid]", 3.14);
    memory.save();
    assert.equal(new Memory(`${dir}/below/times.json`).of("x [sid]"), 3.1);
    assert.ok(new Memory(`${dir}/below/times.json`).of("never run") > 0);
    await Deno.writeTextFile(`${dir}/broken.json`, "{");
    assert.ok(new Memory(`${dir}/broken.json`).of("x [sid]") > 0);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
