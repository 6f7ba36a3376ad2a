/** Tests of the line shell, with keys and screens in memory. */
import assert from "node:assert/strict";
import { memoryStreams, testContext } from "../spec/testing.ts";
import { historyPath, MAX_LINES, readHistory, remember, writeHistory } from "./history.ts";
import { shellCommand, type ShellHost } from "./mod.ts";
import { expansionIn, splitPipeline, splitSteps } from "./pipeline.ts";
import { scrolled } from "./screen.ts";

/** A host whose commands write what they were given. */
function fakeHost(): ShellHost & { ran: string[][] } {
  const ran: string[][] = [];
  return {
    ran,
    run: async (argv, streams) => {
      ran.push([...argv]);
      await streams.stdout.write(argv.slice(1).join("\n") + "\n");
      return argv[0] === "fail" ? 7 : 0;
    },
    complete: () => Promise.resolve({ candidates: [] }),
    label: () => Promise.resolve("local 2/3"),
    close: () => Promise.resolve(),
  };
}

async function runLines(stdin: string) {
  const host = fakeHost();
  const ctx = testContext({ streams: memoryStreams({ stdin }) });
  let code = 0;
  try {
    await shellCommand(host).run(ctx, { given: new Set() });
  } catch (e) {
    code = (e as { exitCode: number }).exitCode;
  }
  return { host, code, stdout: ctx.streams.stdout.text, stderr: ctx.streams.stderr.text };
}

Deno.test("shell runs the lines of a stdin that is no terminal, and ends with the last code", async () => {
  const { host, code, stdout } = await runLines("echo 'a b' c\n\n# comment\nfail x\n");
  assert.deepEqual(host.ran, [["echo", "a b", "c"], ["fail", "x"]]);
  assert.equal(stdout, "a b\nc\nx\n");
  assert.equal(code, 7);
});

Deno.test("shell stops at exit and knows help", async () => {
  const { host, code } = await runLines("help\nexit\nps\n");
  assert.deepEqual(host.ran, [["--help"]]);
  assert.equal(code, 0);
});

Deno.test("shell leaves its own name out of a line", async () => {
  const { host } = await runLines("docker ps\ndockerctl images\n");
  assert.deepEqual(host.ran, [["ps"], ["images"]]);
});

Deno.test("shell pipes to the system's programs", async () => {
  const path = await Deno.makeTempFile();
  try {
    const { code } = await runLines(`echo one two three | grep -v two > ${path}\n`);
    assert.equal(await Deno.readTextFile(path), "one\nthree\n");
    assert.equal(code, 0);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("shell does not start in itself", async () => {
  const { host, stderr } = await runLines("shell\n");
  assert.deepEqual(host.ran, []);
  assert.match(stderr, /already/);
});

Deno.test("splitPipeline() cuts at the first | or > outside of quotes", () => {
  assert.deepEqual(splitPipeline("ps | grep x | wc"), { command: "ps", rest: "grep x | wc" });
  assert.deepEqual(splitPipeline("ps > f"), { command: "ps", rest: "cat > f" });
  assert.deepEqual(splitPipeline("ps --format '{{.ID}}|x' -a"), {
    command: "ps --format '{{.ID}}|x' -a",
  });
  assert.deepEqual(splitPipeline("a \\| b"), { command: "a \\| b" });
});

Deno.test("remember() keeps lines once, forgets those with a blank before, and has a bound", () => {
  assert.deepEqual(remember(["a"], "a"), ["a"]);
  assert.deepEqual(remember(["a"], " secret"), ["a"]);
  assert.deepEqual(remember(["a"], "b "), ["a", "b"]);
  const many = Array.from({ length: MAX_LINES }, (_, n) => String(n));
  assert.equal(remember(many, "new").length, MAX_LINES);
});

Deno.test("writeHistory() keeps what readHistory() reads, for its owner alone", async () => {
  const home = await Deno.makeTempDir();
  try {
    const path = historyPath({ HOME: home })!;
    await writeHistory(path, ["ps", "logs x"]);
    assert.deepEqual(await readHistory(path), ["ps", "logs x"]);
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    assert.deepEqual(await readHistory(`${home}/none`), []);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("scrolled() shows the part of a line around the cursor", () => {
  assert.deepEqual(scrolled("abcdef", 6, 10), { text: "abcdef", column: 6 });
  assert.deepEqual(scrolled("abcdefghij", 10, 5), { text: "ghij", column: 4 });
  assert.deepEqual(scrolled("abcdefghij", 0, 5), { text: "abcde", column: 0 });
});

Deno.test("splitSteps() cuts a line where commands are joined, outside of quotes", () => {
  assert.deepEqual(splitSteps("a; b 'x;y' && c || d"), [
    { text: "a", after: ";" },
    { text: "b 'x;y'", after: ";" },
    { text: "c", after: "&&" },
    { text: "d", after: "||" },
  ]);
  assert.deepEqual(splitSteps("ps | sort;;"), [{ text: "ps | sort", after: ";" }]);
  assert.equal(expansionIn('exec web echo "$(date)"'), "$(…)");
  assert.equal(expansionIn("exec web echo '$(date)' `"), "`…`");
  assert.equal(expansionIn("ps --format '{{.ID}}' \\$(x"), undefined);
});

Deno.test("shell joins commands by what became of those before", async () => {
  const { host, code } = await runLines("fail a && echo b || echo c; echo d && fail e\n");
  assert.deepEqual(host.ran.map((argv) => argv[1]), ["a", "c", "d", "e"]);
  assert.equal(code, 7);
});

Deno.test("shell changes its folder, runs programs, and says what it does not expand", async () => {
  const before = Deno.cwd();
  const dir = await Deno.realPath(await Deno.makeTempDir());
  try {
    const { host, code, stderr } = await runLines(
      `cd ${dir}\n!echo "$(pwd)" > out; exit 3\necho x || echo y\ncd nope; echo $(x)\n`,
    );
    assert.equal(await Deno.readTextFile(`${dir}/out`), `${dir}\n`);
    assert.deepEqual(host.ran, [["echo", "x"]]);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^cd: nope: no such file or directory\nThis shell does not expand \$\(…\)/,
    );
  } finally {
    Deno.chdir(before);
    await Deno.remove(dir, { recursive: true });
  }
});
