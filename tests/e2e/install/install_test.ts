/** install.sh and `upgrade --self` with the real binary, from a place of releases on loopback. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gzipped, tarOf } from "../../../cli/compile/release/archive.ts";
import { installTree } from "../../../cli/compile/release/tree.ts";
import { BINARY, run } from "../../engine/mod.ts";

const SCRIPT = new URL("../../../cli/compile/release/install.sh", import.meta.url).pathname;
const PLATFORM = `linux-${Deno.build.arch === "x86_64" ? "x64" : "arm64"}`;

/** A folder with two releases of the binary at hand, and a server in front of it. */
async function releases(): Promise<{ folder: string; url: string } & AsyncDisposable> {
  const folder = await Deno.makeTempDir({ prefix: "dct-rel-" });
  const binary = await Deno.readFile(BINARY);
  const installer = await Deno.readTextFile(SCRIPT);
  for (const version of ["0.0.1", "99.0.0"]) {
    const tree = await installTree({
      binary,
      pages: new Map([["dockerctl.1", ".TH X 1\n"], [`only-${version}.1`, ".TH X 1\n"]]),
      completions: { bash: "# bash\n", zsh: "# zsh\n", fish: "# fish\n" },
      licences: "licences\n",
      changelog: "",
      readme: "",
      sbom: "{}\n",
      installer,
    }, "site-functions");
    const name = `dockerctl-${version}-${PLATFORM}.tar.gz`;
    const archive = gzipped(await tarOf(`dockerctl-${version}`, tree, new Date(0)), 1);
    const sum = createHash("sha256").update(archive).digest("hex");
    const at = `${folder}/releases/${
      version === "0.0.1" ? `download/v${version}` : "latest/download"
    }`;
    await Deno.mkdir(at, { recursive: true });
    await Deno.writeFile(`${at}/${name}`, archive);
    await Deno.writeTextFile(`${at}/SHA256SUMS`, `${sum}  ${name}\n`);
  }
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (r) => {
    const file = await Deno.open(folder + new URL(r.url).pathname).catch(() => undefined);
    return file ? new Response(file.readable) : new Response(null, { status: 404 });
  });
  return {
    folder,
    url: `http://127.0.0.1:${server.addr.port}/releases`,
    [Symbol.asyncDispose]: async () => {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function filesOf(folder: string): Promise<string[]> {
  const all: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) all.push(...await filesOf(path));
    else all.push(path);
  }
  return all.sort();
}

Deno.test("install.sh installs, upgrade --self renews, --remove leaves nothing", async (t) => {
  await using at = await releases();
  const prefix = `${at.folder}/home/.local`;
  const env = {
    PATH: Deno.env.get("PATH")!,
    HOME: `${at.folder}/home`,
    DOCKERCTL_RELEASES: at.url,
    TMPDIR: at.folder,
  };
  await Deno.mkdir(prefix, { recursive: true });
  const sh = (...args: string[]) => run(["sh", SCRIPT, "--prefix", prefix, ...args], { env });
  const dockerctl = (...args: string[]) => run([`${prefix}/bin/dockerctl`, ...args], { env });

  await t.step("it asks, and without a terminal it says so and changes nothing", async () => {
    const { code, stderr } = await run(["setsid", "sh", SCRIPT, "--prefix", prefix], { env });
    assert.equal(code, 1);
    assert.match(stderr, /no terminal to ask on; say --yes/);
    assert.deepEqual(await filesOf(prefix), []);
  });

  await t.step("what is not what the sums say is not installed", async () => {
    const bad = `${at.folder}/bad`;
    await Deno.mkdir(bad);
    const name = `dockerctl-99.0.0-${PLATFORM}.tar.gz`;
    const archive = await Deno.readFile(`${at.folder}/releases/latest/download/${name}`);
    archive[archive.length >> 1] ^= 1;
    await Deno.writeFile(`${bad}/${name}`, archive);
    await Deno.copyFile(
      `${at.folder}/releases/latest/download/SHA256SUMS`,
      `${bad}/SHA256SUMS`,
    );
    const changed = await sh("--yes", "--archive", `${bad}/${name}`);
    assert.equal(changed.code, 1);
    assert.match(changed.stderr, /is not what SHA256SUMS says/);
    const other = `${bad}/dockerctl-99.0.0-darwin-arm64.tar.gz`;
    await Deno.rename(`${bad}/${name}`, other);
    const wrong = await sh("--yes", "--archive", other);
    assert.match(wrong.stderr, /is not for this machine, which is linux-/);
    await Deno.remove(`${bad}/SHA256SUMS`);
    assert.match((await sh("--yes", "--archive", other)).stderr, /SHA256SUMS must be beside/);
    assert.deepEqual(await filesOf(prefix), []);
  });

  await t.step("a version of one's choice", async () => {
    const { code, stdout, stderr } = await sh("--yes", "--version", "0.0.1");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Installed\./);
    assert.match(stdout, /is not on your PATH/);
    assert.ok((await filesOf(prefix)).includes(`${prefix}/share/man/man1/only-0.0.1.1`));
    assert.match((await dockerctl("version", "--json")).stdout, /"version":/);
  });

  await t.step("version --check tells of the newer one", async () => {
    const { code, stdout } = await dockerctl("version", "--check");
    assert.equal(code, 0);
    assert.match(stdout, /^dockerctl 99\.0\.0 is there; .* dockerctl upgrade --self\n$/);
    assert.match((await dockerctl("--json", "version", "--check")).stdout, /"newer":true/);
  });

  await t.step("upgrade --self lays out the newer one and takes away what it has not", async () => {
    const { code, stdout, stderr } = await dockerctl("upgrade", "--self");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^dockerctl 99\.0\.0 is installed; before it was /);
    const files = await filesOf(prefix);
    assert.ok(files.includes(`${prefix}/share/man/man1/only-99.0.0.1`));
    assert.ok(!files.includes(`${prefix}/share/man/man1/only-0.0.1.1`));
    assert.equal((await dockerctl("--help")).code, 0);
  });

  await t.step("alias install makes docker, alias rm takes it back, others' stays", async () => {
    assert.equal((await dockerctl("alias", "install")).code, 0);
    const { stdout } = await run([`${prefix}/bin/docker`, "version", "--json"], { env });
    assert.match(stdout, /"version":/);
    assert.match((await dockerctl("alias", "install")).stdout, /calls dockerctl already/);
    assert.equal((await dockerctl("alias", "rm")).code, 0);
    assert.equal((await dockerctl("alias", "rm")).code, 1);
    await Deno.writeTextFile(`${prefix}/bin/docker`, "somebody else's");
    for (const verb of ["install", "rm"]) {
      const { code, stderr } = await dockerctl("alias", verb);
      assert.equal(code, 1);
      assert.match(stderr, /somebody else's|does not call this dockerctl/);
    }
    assert.equal(await Deno.readTextFile(`${prefix}/bin/docker`), "somebody else's");
  });

  await t.step("--remove takes all of it, and only what is ours", async () => {
    const { code, stderr } = await sh("--remove", "--yes");
    assert.equal(code, 0, stderr);
    assert.deepEqual(await filesOf(prefix), [`${prefix}/bin/docker`]);
    assert.match((await sh("--remove", "--yes")).stderr, /was not installed by this script/);
  });
});

Deno.test("a dockerctl copied by hand does not replace itself, and says how to go on", async () => {
  const { code, stderr } = await run([BINARY, "upgrade", "--self"]);
  assert.equal(code, 1);
  assert.match(stderr, /came by hand.*put it in place of/);
});
