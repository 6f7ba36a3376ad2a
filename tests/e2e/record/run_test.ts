/** The recorder keeps each line once, whatever happens to it, the engine and the disk. */
// engine tests in 2 parts
import assert from "node:assert/strict";
import { join } from "node:path";
import { type EngineContext, engineTest } from "../../engine/mod.ts";
import type { Recorded } from "../../torture/record_files.ts";
import { eventually, TestRecorder, texts } from "./_recorder.ts";

/** Starts a container of the test; its full name. */
async function start(
  c: EngineContext,
  name: string,
  script: string,
  flags: readonly string[] = [],
): Promise<string> {
  const full = `${c.prefix}-${name}`;
  const words = ["run", "-d", "--network", "none", "--label", c.label, "--name", full, ...flags];
  const { code, stderr } = await c.docker([...words, c.image, "sh", "-c", script]);
  assert.equal(code, 0, stderr);
  return full;
}

const ended = (what: string) => (r: Recorded) => r.marks.some((m) => m.what === what);

/** The mark of the end may stand before lines that the engine took later: those, too. */
const whole = (what: string, lines: number) => (r: Recorded) =>
  ended(what)(r) && r.lines.length >= lines;

engineTest(
  "record run keeps each line once over its own end, a kill and a restart of the container",
  async (c) => {
    await using recorder = new TestRecorder(c);
    const name = await start(
      c,
      "web",
      'r=$(cat /r 2>/dev/null || echo 0); r=$((r+1)); echo $r >/r; i=0; while :; do echo "$r out $i"; echo "$r err $i" >&2; i=$((i+1)); usleep 20000; done',
    );
    recorder.start();
    const before = await recorder.until(name, (r) => r.lines.length > 20);
    assert.equal(texts(before)[0].endsWith(" 0"), true);
    await recorder.end("SIGKILL");
    await c.docker(["restart", "-t", "0", name]);
    recorder.start();
    await recorder.until(name, (r) => texts(r).some((t) => /^2 out 2\d$/.test(t)));
    const { code, said } = await recorder.end("SIGTERM");
    assert.equal(code, 0, said);
    assert.match(said, /Recording unix:/);
    await c.docker(["kill", name]);
    recorder.start();
    const r = await recorder.until(name, ended("stopped exit=137"));
    await recorder.until(
      name,
      (r) => r.marks.filter((m) => m.what.startsWith("stopped")).length === 2,
    );
    const logs = await c.docker(["logs", "-t", name]);
    const count = (logs.stdout + logs.stderr).split("\n").length - 1;
    await recorder.until(name, (r) => r.lines.length >= count);
    await recorder.end();
    for (const stream of ["stdout", "stderr"] as const) {
      const truth = logs[stream].trimEnd().split("\n");
      const have = (await recorder.read())[0].lines
        .filter((l) => l.stream === (stream === "stdout" ? "out" : "err"))
        .map((l) => `${l.time} ${l.data}`);
      assert.deepEqual(have, truth);
    }
    assert.deepEqual(r.marks.filter((m) => m.what === "gap"), []);
  },
);

engineTest(
  "record run keeps containers that live for a moment, and lines without an end",
  async (c) => {
    await using recorder = new TestRecorder(c);
    recorder.start();
    await recorder.recording();
    // A container that is removed at its end has no log any more a moment later.
    const script = (i: number) => `echo one ${i}; printf 'no end ${i}'; printf err >&2; exit ${i}`;
    for (const i of [1, 2, 3]) await start(c, `short${i}`, script(i));
    const wait = "echo one 4; while [ ! -e /go ]; do usleep 50000; done; exit 4";
    const short4 = await start(c, "short4", wait, ["--rm"]);
    await recorder.until(short4, (r) => r.lines.length === 1);
    await c.docker(["exec", short4, "touch", "/go"]);
    const r = await recorder.until(short4, ended("stopped exit=4"));
    assert.deepEqual(texts(r), ["one 4"]);
    for (const i of [1, 2, 3]) {
      const r = await recorder.until(`${c.prefix}-short${i}`, whole(`stopped exit=${i}`, 3));
      assert.deepEqual(texts(r, "out"), [`one ${i}`, `no end ${i}`]);
      assert.deepEqual(texts(r, "err"), ["err"]);
    }
  },
);

engineTest(
  "record run keeps long lines, terminals and bytes that are no text as they are",
  async (c) => {
    await using recorder = new TestRecorder(c);
    recorder.start();
    const long = await start(
      c,
      "long",
      "head -c 1000000 /dev/zero | tr '\\0' x; echo; head -c 1500000 /dev/zero | tr '\\0' y; echo; printf '\\377\\001\\n'; printf 'cr\\r\\n'",
    );
    const tty = await start(c, "tty", "echo one; echo two; printf three", ["-t"]);
    const r = await recorder.until(long, whole("stopped exit=0", 5));
    assert.deepEqual(
      texts(r).map((t) => t.length > 100 ? `${t[0]}*${t.length}` : t),
      ["x*1000000", "y*1048576", "y*451424", "\ufffd\x01", "cr\r"],
    );
    assert.deepEqual(texts(await recorder.until(tty, whole("stopped exit=0", 3))), [
      "one",
      "two",
      "three",
    ]);
  },
);

engineTest("record run marks what the engine rotated away while no recorder ran", async (c) => {
  await using recorder = new TestRecorder(c);
  recorder.start();
  const name = await start(
    c,
    "full",
    'i=0; while [ ! -e /go ]; do echo "first $i"; i=$((i+1)); usleep 50000; done; i=0; while [ $i -lt 3000 ]; do echo "second $i of a line that fills the file of the engine"; i=$((i+1)); done; echo done; sleep 1000',
    ["--log-opt", "max-size=20k", "--log-opt", "max-file=2"],
  );
  await recorder.until(name, (r) => r.lines.length > 5);
  await recorder.end("SIGKILL");
  await c.docker(["exec", name, "touch", "/go"]);
  await eventually(async () => (await c.docker(["logs", "--tail", "1", name])).stdout === "done\n");
  recorder.start();
  const r = await recorder.until(name, (r) => texts(r).includes("done"));
  assert.equal(r.marks.filter((m) => m.what === "gap").length, 1);
  const first = r.lines.find((l) => l.data.startsWith("second "))!;
  assert.equal(r.marks.find((m) => m.what === "gap")!.time, first.time);
  await recorder.end("SIGKILL");
  recorder.start();
  await c.docker(["kill", name]);
  const again = await recorder.until(name, ended("stopped exit=137"));
  assert.deepEqual(again.lines, r.lines);
  assert.equal(again.marks.filter((m) => m.what === "gap").length, 1);
});

engineTest(
  "record run closes, compresses and keeps its segments within their bounds",
  async (c) => {
    await using recorder = new TestRecorder(c);
    await recorder.configure({ logs: { rotateBytes: "8k", keepBytes: "48k" } });
    recorder.start();
    const name = await start(
      c,
      "much",
      'i=0; while [ $i -lt 4000 ]; do echo "line $i of several that fill many segments"; i=$((i+1)); [ $((i % 200)) = 0 ] && usleep 100000; done',
    );
    await recorder.until(
      name,
      (r) => ended("stopped exit=0")(r) && texts(r).some((t) => t.startsWith("line 3999 ")),
    );
    await eventually(async () => {
      const files = [];
      for await (const f of Deno.readDir(join(await recorder.place(), "logs"))) files.push(f.name);
      return files.length > 2 && files.filter((f) => !f.endsWith(".gz")).length <= 1;
    });
    await recorder.end();
    const r = (await recorder.read())[0];
    const numbers = texts(r).map((t) => Number(t.split(" ")[1]));
    const truth = (await c.docker(["logs", "--tail", "1", name])).stdout;
    assert.equal(numbers.at(-1), Number(truth.split(" ")[1]));
    assert.deepEqual(numbers, numbers.map((_, i) => numbers[0] + i));
  },
);

engineTest(
  "record run writes the consolidated file and JSON lines, with a container's new name",
  async (c) => {
    await using recorder = new TestRecorder(c);
    await recorder.configure({
      logs: { consolidated: true, format: "json", file: "{name}-{shortid}" },
    });
    recorder.start();
    const name = await start(
      c,
      "old",
      'i=0; while :; do echo "n $i"; i=$((i+1)); usleep 50000; done',
    );
    const all = async () => {
      const text = await Deno.readTextFile(join(await recorder.place(), "logs/all.log")).catch(() =>
        ""
      );
      return text.split("\n").slice(1, -1).map((l) => JSON.parse(l) as Record<string, string>);
    };
    await eventually(async () => (await all().catch(() => [])).length > 5);
    await c.docker(["rename", name, `${c.prefix}-new`]);
    await eventually(async () => (await all()).some((l) => l.container === `${c.prefix}-new`));
    await recorder.end("SIGKILL");
    recorder.start();
    await c.docker(["kill", `${c.prefix}-new`]);
    await eventually(async () => (await all()).some((l) => l.mark === "stopped"));
    await recorder.end();
    const lines = await all();
    assert.equal(lines[0].container, name);
    const numbers = lines.filter((l) => l.data !== undefined).map((l) =>
      Number(l.data.split(" ")[1])
    );
    assert.deepEqual(numbers, numbers.map((_, i) => i));
    const logs = join(await recorder.place(), "logs");
    const own = [...Deno.readDirSync(logs)].map((f) => f.name).find((f) => f.startsWith(c.prefix))!;
    assert.match(own, new RegExp(`^${name}-[0-9a-f]{12}\\.log$`));
    const { length } = (await Deno.readTextFile(join(logs, own))).split("\n").slice(1, -1);
    assert.equal(length, lines.length);
  },
);

engineTest(
  "record run says once that a log cannot be read, and leaves out what is excluded",
  async (c) => {
    await using recorder = new TestRecorder(c);
    recorder.start(["--name", `${c.prefix}*`, "--exclude", `${c.prefix}-un*`]);
    const none = await start(c, "none", "echo x", ["--log-driver", "none"]);
    await start(c, "unwanted", "echo x");
    const good = await start(c, "good", "echo x");
    await recorder.until(good, ended("stopped exit=0"));
    await c.docker(["start", none]);
    await c.docker(["wait", none]);
    await c.docker(["start", good]);
    await recorder.until(good, (r) => r.lines.length === 2);
    await recorder.saying(`The log of ${none} cannot be read`);
    const { said } = await recorder.end();
    assert.equal(said.split(`The log of ${none} cannot be read`).length, 2, said);
    assert.deepEqual((await recorder.read()).map((r) => r.name), [good]);
  },
);

engineTest("record run survives a full disk and loses nothing that the engine has", async (c) => {
  await using recorder = new TestRecorder(c);
  await Deno.mkdir(recorder.dir);
  const pid = recorder.start(undefined, [
    "unshare",
    "-m",
    "sh",
    "-c",
    `mount -t tmpfs -o size=1m none ${recorder.dir} && exec "$@"`,
    "sh",
  ]);
  const inside = (script: string) => c.run(["nsenter", "-t", `${pid}`, "-m", "sh", "-c", script]);
  const status = async () =>
    (await inside(`exec ${c.binary} record status --json --dir ${recorder.dir}`)).stdout;
  await eventually(async () => (await status()).includes('"state":"recording"'));
  const name = await start(
    c,
    "much",
    'i=0; while [ $i -lt 30000 ]; do echo "line $i of a log that is larger than the disk"; i=$((i+1)); done',
  );
  let said = "";
  await eventually(
    async () => /"trouble":"Cannot write/.test(said = await status()),
    () => `no trouble: ${said}`,
  );
  await inside(`mount -o remount,size=40m ${recorder.dir}`);
  await eventually(async () => !(await status()).includes('"trouble"'));
  let have = "";
  await eventually(async () => {
    have = (await inside(`cat ${recorder.dir}/*/logs/*${name}*.log`)).stdout;
    return have.includes("--- stopped") && have.includes(" line 29999 of a log");
  });
  const rows = have.split("\n").slice(1, -1);
  assert.deepEqual(
    rows.filter((r) => !r.includes(" --- ")).map((r) => r.slice(35)),
    Array.from({ length: 30_000 }, (_, i) => `line ${i} of a log that is larger than the disk`),
  );
  assert.equal(rows.filter((r) => r.includes("--- gap")).length, 0);
  const { code, said: words } = await recorder.end();
  assert.equal(code, 0);
  assert.match(words, /Cannot write /);
  assert.match(words, /can be written again/);
});
