/** Tests of progress.ts: shows a BuildKit build. */
import assert from "node:assert/strict";
import type { BuildTrace, BuildVertex } from "../../../../core/mod.ts";
import { memoryInput, MemoryOutput } from "../../../spec/testing.ts";
import { isArchive, prepareContext } from "./context.ts";
import { cloned, gitAddress } from "./git.ts";
import { plainDisplay, terminalDisplay } from "./progress.ts";

const at = (second: number) => new Date(Date.UTC(2024, 0, 1, 0, 0, second));

function trace(part: Partial<BuildTrace>): BuildTrace {
  return { vertexes: [], statuses: [], logs: [], warnings: [], ...part };
}

function vertex(digest: string, more: Partial<BuildVertex> = {}): BuildVertex {
  return { digest, inputs: [], name: `step ${digest}`, cached: false, ...more };
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** A build of two steps: one from the cache, one that writes and fails. */
const BUILD: BuildTrace[] = [
  trace({ vertexes: [vertex("a"), vertex("b")] }),
  trace({ vertexes: [vertex("a", { started: at(0), completed: at(0), cached: true })] }),
  trace({ vertexes: [vertex("b", { started: at(1) })] }),
  trace({ logs: [{ vertex: "b", stream: "stdout", data: bytes("one\ntw"), timestamp: at(2) }] }),
  trace({
    logs: [{ vertex: "b", stream: "stderr", data: bytes("o\n\x1b]0;x\x07"), timestamp: at(3) }],
    warnings: [{ vertex: "b", short: "careful", detail: [] }],
  }),
  trace({ vertexes: [vertex("b", { started: at(1), completed: at(4), error: "exit code: 3" })] }),
];

Deno.test("plainDisplay() tells each step once, its output by the line, and the failed one again", async () => {
  const out = new MemoryOutput();
  const display = plainDisplay(out);
  for (const part of BUILD) await display.trace(part);
  await display.end({ why: "it failed" });
  assert.equal(
    out.text,
    "#1 step a\n#1 CACHED\n\n#2 step b\n#2 1.0 one\n#2 2.0 two\n#2 WARN: careful\n#2 0.0 \n" +
      "#2 ERROR: exit code: 3\n------\n > step b:\none\ntwo\n\n------\n",
  );
});

Deno.test("terminalDisplay() ends with one line a step, in the width there is", async () => {
  const out = new MemoryOutput(true);
  const display = terminalDisplay(out, () => ({ columns: 40, rows: 10 }), () => at(5));
  for (const part of BUILD) await display.trace(part);
  await display.end();
  const last = out.text.slice(out.text.lastIndexOf("[+]")).replaceAll("\x1b[K", "").split("\n");
  assert.equal(last[0], "[+] Building 0.0s (2/2) FINISHED");
  assert.equal(last[1]!.replace("\r", ""), " => CACHED step a                  0.0s");
  assert.equal(last[2]!.replace("\r", ""), " => ERROR step b                   3.0s");
});

Deno.test("isArchive() tells archives from Dockerfiles", () => {
  const tar = new Uint8Array(512);
  tar.set(bytes("ustar"), 257);
  assert.ok(isArchive(tar));
  assert.ok(isArchive(new Uint8Array([0x1f, 0x8b, 8, 0])));
  assert.ok(!isArchive(bytes("FROM scratch\n")));
});

Deno.test("prepareContext() refuses what cannot be a context, with docker's words", async () => {
  const dir = await Deno.makeTempDir();
  const { signal } = new AbortController();
  const prepare = (context: string, file?: string, stdin = "") =>
    prepareContext(context, file, memoryInput(stdin), () => Promise.resolve("buildkit"), signal);
  try {
    const real = await Deno.realPath(dir);
    const cases: [string, string | undefined, string, string][] = [
      ["-", "-", "", "invalid argument: can't use stdin for both build context and dockerfile"],
      [`${dir}/no`, undefined, "", `unable to prepare context: path "${dir}/no" not found`],
      [
        dir,
        undefined,
        "",
        `unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${real}/Dockerfile: no such file or directory`,
      ],
      [
        "-",
        undefined,
        "",
        "unable to prepare context: failed to peek context header from STDIN: EOF",
      ],
      [
        "-",
        "x",
        "FROM scratch",
        "unable to prepare context: ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles",
      ],
    ];
    for (const [context, file, stdin, message] of cases) {
      await assert.rejects(prepare(context, file, stdin), { message });
    }
    assert.deepEqual(await prepare("https://example.com/x.git"), {
      context: { url: "https://example.com/x.git" },
      dockerfile: undefined,
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("gitAddress() takes an address apart", () => {
  const parts = (text: string) => Object.values(gitAddress(text));
  assert.deepEqual(parts("github.com/a/b"), ["https://github.com/a/b", "HEAD", ""]);
  assert.deepEqual(parts("git://h/r.git#v1:sub/dir"), ["git://h/r.git", "v1", "sub/dir"]);
  assert.deepEqual(parts("git@h:r#:sub"), ["git@h:r", "HEAD", "sub"]);
});

Deno.test("prepareContext() clones a git address for the classic builder", async () => {
  const dir = await Deno.makeTempDir();
  const { signal } = new AbortController();
  const git = async (...args: string[]) => {
    const set = ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "init.defaultBranch=main"];
    const { success, stderr } = await new Deno.Command("git", { args: [...set, ...args], cwd: dir })
      .output();
    assert.ok(success, new TextDecoder().decode(stderr));
  };
  try {
    await Deno.mkdir(`${dir}/sub`);
    await Deno.writeTextFile(`${dir}/sub/Dockerfile`, "FROM scratch");
    await git("init", "-q");
    await git("add", ".");
    await git("commit", "-qm", "one");
    await git("tag", "v1");
    const clone = await cloned(`${dir}#v1:sub`, signal);
    assert.equal(await Deno.readTextFile(`${clone.folder}/Dockerfile`), "FROM scratch");
    await clone.end();
    await assert.rejects(Deno.stat(clone.folder), Deno.errors.NotFound);
    await assert.rejects(cloned(`${dir}#nope`, signal), /nope/);
    await assert.rejects(cloned(`${dir}#v1:..`, signal), /not in the repository/);
    await assert.rejects(cloned(`${dir}#--upload-pack=x`, signal), /invalid refspec/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
