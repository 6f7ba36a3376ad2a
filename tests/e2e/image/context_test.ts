/** What of a folder ends up in an image that BuildKit builds, as with docker's buildx. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";

/** A folder with something of everything, and what names it to the build. */
async function lay(c: EngineContext, files: Record<string, string>): Promise<string> {
  const folder = `${c.dir}/context`;
  for (const [path, text] of Object.entries(files)) {
    const at = `${folder}/${path}`;
    await Deno.mkdir(at.slice(0, at.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(at, text);
  }
  return folder;
}

/** BuildKit of 20.10 itself makes files of pipes and devices. */
const NEW = { minApi: "1.44" };

const LIST = "find . ! -name . -exec stat -c '%n|%F|%a|%u' {} + | sort";

/** Builds and tells what is in /c of the image. */
async function made(c: EngineContext, words: readonly string[], stdin?: string): Promise<string[]> {
  const tag = `${c.prefix}-context`;
  const env = { DOCKER_BUILDKIT: "1" };
  const built = await c.cli(["build", "-t", tag, ...words], { env, stdin });
  assert.equal(built.code, 0, built.stderr);
  assert.doesNotMatch(built.stderr, /WARNING/);
  const common = ["run", "--rm", "--network", "none", "--label", c.label, "-w", "/c"];
  const { stdout } = await c.docker([...common, tag, "sh", "-c", LIST]);
  return stdout.trim().split("\n").map((line) => line.replace("./", ""));
}

const paths = (lines: readonly string[]) => lines.map((line) => line.split("|")[0]).sort();

engineTest(
  "BuildKit leaves out what .dockerignore names, Dockerfile and itself too",
  { on: "every" },
  async (c) => {
    const folder = await lay(c, {
      "Dockerfile": `FROM ${c.image}\nCOPY . /c/\n`,
      ".dockerignore": "Dockerfile\n.dockerignore\n*.log\n!keep.log\nsecret\n",
      "a": "a",
      "b.log": "b",
      "keep.log": "k",
      "secret/key": "s",
      "nä me/x": "x",
    });
    assert.deepEqual(paths(await made(c, [folder])), ["a", "keep.log", "nä me", "nä me/x"]);
  },
);

engineTest(
  "BuildKit gets a Dockerfile from stdin or from elsewhere, and nothing of it stays",
  async (c) => {
    const copy = `FROM ${c.image}\nCOPY . /c/\n`;
    const folder = await lay(c, { "a": "a", "sub/b": "b" });
    assert.deepEqual(paths(await made(c, ["-f", "-", folder], copy)), ["a", "sub", "sub/b"]);
    await Deno.writeTextFile(`${c.dir}/Other`, copy);
    assert.deepEqual(paths(await made(c, ["-f", `${c.dir}/Other`, folder])), ["a", "sub", "sub/b"]);
    // The list that belongs to it counts, wherever it stands.
    await Deno.writeTextFile(`${c.dir}/Other.dockerignore`, "sub\n");
    assert.deepEqual(paths(await made(c, ["-f", `${c.dir}/Other`, folder])), ["a"]);
  },
);

engineTest(
  "BuildKit gets pipes, links, devices and modes as they are, and follows links",
  NEW,
  async (c) => {
    const folder = await lay(c, {
      "Dockerfile": `FROM ${c.image}\nCOPY . /c/\n`,
      "Links": `FROM ${c.image}\nCOPY lib/link /c/l\nCOPY data*.json /c/\nCOPY lib/abs/z /c/z\n`,
      ".dockerignore": "Dockerfile\nLinks\n.dockerignore\n",
      "src/a.js": "a",
      "data-1.json": "1",
      "data-2.json": "2",
      "real/z": "z",
    });
    await Deno.chmod(`${folder}/src/a.js`, 0o4755);
    await Deno.mkdir(`${folder}/lib`);
    await Deno.symlink("../src", `${folder}/lib/link`);
    await Deno.symlink("/real", `${folder}/lib/abs`);
    await c.run(["mkfifo", `${folder}/pipe`]);
    await c.run(["mknod", `${folder}/null`, "c", "1", "3"]);
    assert.deepEqual(await made(c, [folder]), [
      "data-1.json|regular file|644|0",
      "data-2.json|regular file|644|0",
      "lib/abs|symbolic link|777|0",
      "lib/link|symbolic link|777|0",
      "lib|directory|755|0",
      "null|character special file|644|0",
      "pipe|fifo|644|0",
      "real/z|regular file|644|0",
      "real|directory|755|0",
      "src/a.js|regular file|4755|0",
      "src|directory|755|0",
    ]);
    assert.deepEqual(
      paths(await made(c, ["-f", `${folder}/Links`, folder])),
      ["data-1.json", "data-2.json", "l", "l/a.js", "z"],
    );
  },
);

engineTest("BuildKit is told who one is at a registry", async (c) => {
  const image = `127.0.0.1:5001/${c.prefix}/base:1`;
  const login = ["login", "-u", "tester", "--password-stdin", "127.0.0.1:5001"];
  assert.equal((await c.cli(login, { stdin: "secret" })).code, 0);
  await c.cli(["tag", c.image, image]);
  assert.equal((await c.cli(["push", image])).code, 0);
  await c.cli(["rmi", image]);
  const folder = await lay(c, { "Dockerfile": `FROM ${image}\nWORKDIR /c\nRUN touch here\n` });
  assert.deepEqual(paths(await made(c, ["--pull", folder])), ["here"]);
  await c.cli(["logout", "127.0.0.1:5001"]);
  const refused = await c.cli(["build", "--pull", "--no-cache", folder], {
    env: { DOCKER_BUILDKIT: "1" },
  });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /401|no basic auth|authorization/i);
  await c.docker(["rmi", "-f", image]);
});

engineTest(
  "a link that leads nowhere is copied, a Dockerfile that is not there is told",
  async (c) => {
    const folder = await lay(c, { "Dockerfile": `FROM ${c.image}\nCOPY . /c/\n`, "a": "a" });
    await Deno.symlink("nowhere", `${folder}/dangling`); // a link is copied, wherever it leads
    assert.deepEqual(paths(await made(c, [folder])), ["Dockerfile", "a", "dangling"]);
    const missing = await c.cli(["build", "-f", `${folder}/None`, folder], {
      env: { DOCKER_BUILDKIT: "1" },
    });
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /None/);
  },
);

engineTest("what BuildKit pays no heed to is said, and does not end the build", async (c) => {
  const folder = await lay(c, { "Dockerfile": `FROM ${c.image}\nRUN true\n` });
  const env = { DOCKER_BUILDKIT: "1" };
  const flags = ["--isolation=x", "--security-opt=a=b", "--squash", "--cgroup-parent=/x"];
  for (const flag of flags) {
    const { code, stderr } = await c.cli(["build", flag, folder], { env });
    assert.equal(code, 0, stderr);
    assert.match(stderr, new RegExp(`WARNING: ${flag.split("=")[0]} has no effect with BuildKit`));
  }
  const { code, stderr } = await c.cli(["build", "--build-arg", "=x", folder], { env });
  assert.deepEqual([code, stderr], [1, 'invalid key-value pair "=x": empty key\n']);
});
