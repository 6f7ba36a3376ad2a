/** The simulated shell, from scripts to what they print. */
import assert from "node:assert/strict";
import { ManualClock } from "./clock.ts";
import { SimEngine } from "./engine.ts";
import { Proc } from "./process.ts";
import { filesOf } from "./programs.ts";
import { Shell } from "./shell.ts";
import { parse, ShellSyntaxError, tokenize } from "./shell_parser.ts";

/** Runs a script in the sample `db`; what it wrote and its exit code. */
async function run(script: string, input?: string): Promise<[string, string, number]> {
  const clock = new ManualClock();
  const engine = new SimEngine({ clock });
  try {
    const c = engine.sim.container("db");
    filesOf(engine.sim, c);
    const text = { 1: "", 2: "" };
    const proc = new Proc(
      1,
      "sh",
      (io) => new Shell(engine.sim, c, io, ["A=a b", "HOME=/root"], "/", []).script(script),
      (stream, data) => {
        text[stream] += new TextDecoder().decode(data);
        return Promise.resolve();
      },
      false,
      () => undefined,
    );
    if (input !== undefined) await proc.input(new TextEncoder().encode(input));
    proc.endInput();
    let over = false;
    const exit = proc.exit.finally(() => over = true);
    for (let i = 0; !over && i < 1_000; i++) await clock.advance(10);
    return [text[1], text[2], await exit];
  } finally {
    engine.close();
  }
}

Deno.test("Shell runs lists, conditions and loops", async () => {
  const cases: [string, string, number][] = [
    ["echo a; echo b", "a\nb\n", 0],
    ["true && echo yes || echo no", "yes\n", 0],
    ["false && echo yes || echo no", "no\n", 0],
    ["if [ -f /etc/passwd ]; then echo file; else echo none; fi", "file\n", 0],
    ["if false; then echo 1; elif true; then echo 2; fi", "2\n", 0],
    ["for i in 1 2 3; do echo -n $i; done", "123", 0],
    ["i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i", "3\n", 0],
    ["until true; do echo never; done", "", 0],
    ["(X=1; cd /etc; echo sub; exit 3); echo $? $X; pwd", "sub\n3\n/\n", 0],
    ["sh -c 'exit 5'; echo $?", "5\n", 0],
    ["sleep 1; echo slept", "slept\n", 0],
    ["exit 9", "", 9],
  ];
  for (const [script, out, code] of cases) {
    const [stdout, , exit] = await run(script);
    assert.deepEqual([stdout, exit], [out, code], script);
  }
});

Deno.test("Shell expands words as a shell does", async () => {
  const cases: [string, string][] = [
    ['echo "$A"', "a b\n"],
    ["echo '$A'", "$A\n"],
    ["for w in $A; do echo $w; done", "a\nb\n"],
    ['for w in "$A"; do echo "$w"; done', "a b\n"],
    ["echo ${NOPE:-default} $((2*(3+4)%5))", "default 4\n"],
    ["echo a\\ b", "a b\n"],
    ["X=1 Y=2; echo $X$Y", "12\n"],
    ["printf '%03d|%-4s|%s\\n' 7 ab c", "007|ab  |c\n"],
    ["echo -e 'a\\tb'", "a\tb\n"],
    ["echo # no comment", "\n"],
  ];
  for (const [script, out] of cases) assert.equal((await run(script))[0], out, script);
});

Deno.test("Shell pipes and redirects", async () => {
  assert.equal((await run("seq 1 20 | grep 1 | wc -l"))[0], "11\n");
  assert.equal((await run("yes | head -n 2"))[0], "y\ny\n");
  assert.equal((await run("echo x > /tmp/f; echo y >> /tmp/f; cat < /tmp/f"))[0], "x\ny\n");
  assert.deepEqual(await run("echo oops >&2"), ["", "oops\n", 0]);
  assert.deepEqual(await run("nope 2>/dev/null"), ["", "", 127]);
  assert.equal((await run("cat - | tail -n 1", "1\n2\n3\n"))[0], "3\n");
  assert.equal((await run("read line; echo got $line", "hello\n"))[0], "got hello\n");
});

Deno.test("Shell says what it cannot do", async () => {
  assert.deepEqual(await run("nope"), ["", "sh: nope: not found\n", 127]);
  assert.deepEqual(await run("cat /nope"), [
    "",
    "cat: can't open '/nope': No such file or directory\n",
    1,
  ]);
  assert.deepEqual(await run("echo 'open"), ["", "sh: unterminated quoted string\n", 2]);
  assert.equal((await run("if true; echo x"))[2], 2);
  assert.equal((await run("toString"))[2], 127);
});

Deno.test("parse() refuses what it cannot read, whatever it is (5,000 scripts)", () => {
  const parts = ["a", ";", "|", "&&", "||", "(", ")", "{", "}", "if", "then", "fi", "for", "in"];
  parts.push("do", "done", "while", ">", "<", "2>&1", "'q'", '"d"', "$x", "$((1", "\\", "#", "\n");
  let seed = 7;
  const next = () => seed = Math.imul(seed, 1664525) + 1013904223 >>> 0;
  for (let n = 0; n < 5_000; n++) {
    const script = Array.from({ length: next() % 12 }, () => parts[next() % parts.length]).join(
      next() % 3 ? " " : "",
    );
    try {
      parse(script);
    } catch (e) {
      assert.ok(e instanceof ShellSyntaxError, `${JSON.stringify(script)}: ${e}`);
    }
  }
});

Deno.test("tokenize() keeps quotes and tells operators apart", () => {
  assert.deepEqual(tokenize(`echo 'a b'"c" 2>&1|x&&y`), [
    "echo",
    `'a b'"c"`,
    "2>&",
    "1",
    "|",
    "x",
    "&&",
    "y",
  ]);
});
