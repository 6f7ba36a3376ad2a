/** What packContext() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { unpackTar } from "modern-tar";
import { isEngineError } from "../errors.ts";
import { items } from "../testing/_recorded.ts";
import { packContext, type PackContextOptions } from "./context.ts";

type Files = Record<string, string | Uint8Array>;

async function lay(files: Files): Promise<string> {
  const folder = await Deno.makeTempDir();
  for (const [path, content] of Object.entries(files)) {
    const at = `${folder}/${path}`;
    await Deno.mkdir(at.slice(0, at.lastIndexOf("/")), { recursive: true });
    await Deno.writeFile(
      at,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
  }
  return folder;
}

async function packed(files: Files, options?: PackContextOptions) {
  const folder = await lay(files);
  try {
    const { dockerfile, body } = await packContext(folder, options);
    const bytes = await new Blob(await items(body) as Uint8Array<ArrayBuffer>[]).arrayBuffer();
    return { dockerfile, entries: await unpackTar(bytes) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function names(entries: { header: { name: string } }[]): string[] {
  return entries.map((entry) => entry.header.name);
}

Deno.test("packContext() leaves out what .dockerignore says", async () => {
  const { dockerfile, entries } = await packed({
    "Dockerfile": "FROM scratch",
    ".dockerignore": "*\n!src\nsrc/secret\n!src/secret/but.me\n",
    "src/a.ts": "a",
    "src/secret/key": "k",
    "src/secret/but.me": "b",
    "other": "o",
    "node_modules/x/y": "y",
  });
  assert.equal(dockerfile, "Dockerfile");
  assert.deepEqual(names(entries), [
    ".dockerignore",
    "Dockerfile",
    "src/",
    "src/a.ts",
    "src/secret/but.me",
  ]);
});

Deno.test("packContext() knows the bytes of the files it will send", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/Dockerfile`, "FROM scratch");
    await Deno.writeTextFile(`${folder}/.dockerignore`, "out\n");
    await Deno.writeTextFile(`${folder}/in`, "12345");
    await Deno.writeTextFile(`${folder}/out`, "x".repeat(100));
    assert.equal(await (await packContext(folder)).size(), 12 + 4 + 5);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("packContext() sends a Dockerfile from an excluded folder", async () => {
  const { dockerfile, entries } = await packed({
    "build/docker/Dockerfile": "FROM scratch",
    "build/docker/x": "x",
    ".dockerignore": "build\n",
    "a": "a",
  }, { dockerfile: "./build//docker/Dockerfile" });
  assert.equal(dockerfile, "build/docker/Dockerfile");
  assert.deepEqual(names(entries), [".dockerignore", "a", "build/docker/Dockerfile"]);
});

Deno.test("packContext() prefers the list that belongs to the Dockerfile, for BuildKit", async () => {
  const files = {
    "Other": "FROM scratch",
    "Other.dockerignore": "a\n",
    ".dockerignore": "b\n",
    "a": "a",
    "b": "b",
  };
  const sent = async (builder: "classic" | "buildkit") =>
    names((await packed(files, { dockerfile: "Other", builder })).entries);
  assert.deepEqual(await sent("buildkit"), [".dockerignore", "Other", "Other.dockerignore", "b"]);
  assert.deepEqual(await sent("classic"), [".dockerignore", "Other", "Other.dockerignore", "a"]);
});

Deno.test("packContext() sends BuildKit no list that is excluded or that nobody wrote", async () => {
  const builder = "buildkit";
  const ignored = { "Dockerfile": "", ".dockerignore": ".dockerignore\nDockerfile\n", "a": "" };
  const { entries } = await packed(ignored, { builder });
  assert.deepEqual(names(entries), ["Dockerfile", "a"]);
  const foreign = await packed({ "a": "" }, { builder, dockerfileText: "FROM scratch" });
  assert.deepEqual(names(foreign.entries), ["a", foreign.dockerfile]);
  // The classic builder takes both away again.
  const classic = await packed({ "a": "" }, { dockerfileText: "FROM scratch" });
  const list = classic.entries.find(({ header }) => header.name === ".dockerignore");
  assert.equal(new TextDecoder().decode(list?.data), `.dockerignore\n${classic.dockerfile}\n`);
});

Deno.test("packContext() adds a Dockerfile from elsewhere, and hides it from COPY", async () => {
  const { dockerfile, entries } = await packed({
    "Dockerfile": "mine",
    ".dockerignore": "x\n",
    "x": "x",
  }, { dockerfileText: "FROM scratch" });
  assert.match(dockerfile, /^\.dockerfile\.[0-9a-f]{20}$/);
  assert.deepEqual(names(entries), ["Dockerfile", dockerfile, ".dockerignore"]);
  const text = (name: string) =>
    new TextDecoder().decode(entries.find((entry) => entry.header.name === name)?.data);
  assert.equal(text(dockerfile), "FROM scratch");
  assert.equal(text(".dockerignore"), `x\n\n${dockerfile}\n`);
});

Deno.test("packContext() keeps modes, links, long names and bytes, and drops owners", async () => {
  const long = `${"long/".repeat(60)}ä`;
  const big = new Uint8Array(3 * 1024 * 1024 + 17).map((_, i) => i % 251);
  const folder = await lay({ Dockerfile: "", [long]: "deep", "big": big, "run.sh": "#!/bin/sh" });
  try {
    await Deno.chmod(`${folder}/run.sh`, 0o755);
    await Deno.symlink("big", `${folder}/link`);
    await Deno.symlink("/etc/passwd", `${folder}/out`);
    await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
    const socket = Deno.listen({ transport: "unix", path: `${folder}/socket` });
    const { body } = await packContext(folder);
    const bytes = await new Blob(await items(body) as Uint8Array<ArrayBuffer>[]).arrayBuffer();
    socket.close();
    const entries = await unpackTar(bytes);
    const entry = (name: string) => entries.find((e) => e.header.name === name)!;
    assert.deepEqual(new Uint8Array(entry("big").data!), big);
    assert.equal(new TextDecoder().decode(entry(long).data), "deep");
    assert.equal(entry("run.sh").header.mode! & 0o777, 0o755);
    assert.deepEqual([entry("link").header.type, entry("link").header.linkname], [
      "symlink",
      "big",
    ]);
    assert.equal(entry("out").header.linkname, "/etc/passwd");
    assert.ok(entries.every(({ header }) => header.uid === 0 && header.gid === 0));
    assert.equal(entry("socket"), undefined);
    assert.equal(entry("pipe").header.type, "fifo");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("packContext() says what is missing or wrong", async () => {
  const config = (pattern: RegExp) => (e: unknown) =>
    isEngineError(e, "config") && pattern.test(e.message);
  await assert.rejects(packContext("/nowhere/at/all"), config(/build context/));
  await assert.rejects(packed({ a: "a" }), config(/Dockerfile/));
  for (const dockerfile of ["../Dockerfile", "/Dockerfile", ".", ""]) {
    await assert.rejects(packed({ Dockerfile: "" }, { dockerfile }), config(/not in the build/));
  }
  await assert.rejects(
    packed({ Dockerfile: "", ".dockerignore": "[a" }),
    config(/\[a/),
  );
});

Deno.test("packContext() throws nothing but EngineError when the folder goes away", async () => {
  const folder = await lay({ Dockerfile: "", "a/b": "b" });
  const { body } = await packContext(folder);
  await Deno.remove(folder, { recursive: true });
  await assert.rejects(
    items(body),
    (e) => isEngineError(e, "config") && /build context cannot be read/.test(e.message),
  );
});

Deno.test("packContext() reads no more than is taken, and ends with its signal", async () => {
  const folder = await lay({ Dockerfile: "", a: new Uint8Array(20 * 1024 * 1024), b: "b" });
  try {
    const { body } = await packContext(folder);
    // Left in the middle: nothing may hang.
    for await (const _ of body) break;
    const stop = new AbortController();
    const ended = (await packContext(folder, { signal: stop.signal })).body;
    await assert.rejects(async () => {
      for await (const _ of ended) stop.abort();
    }, (e) => isEngineError(e, "aborted"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
