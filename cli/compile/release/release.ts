/**
 * `deno task release [--target T]... [--only KIND]... [--releases URL] [--fast] [--out DIR]`: makes
 * dist/release/ from the commit at hand: archives, Debian packages, npm packages, install.sh, sums,
 * the bill of materials and the notes. The same commit gives the same bytes, wherever it is built.
 */
import { parseArgs } from "node:util";
import { createHash } from "node:crypto";
import { type Target, TARGETS } from "../runtime.ts";
import { gzipped, packedBy, tarOf } from "./archive.ts";
import { billOfMaterials } from "./sbom.ts";
import { type Component, licencesText, npmComponents, otherComponents } from "./contents.ts";
import { writeDeb } from "./deb.ts";
import { notesOf } from "./notes.ts";
import { binaryPackage, mainPackage, type NpmPlatform, packNpm } from "./npm.ts";
import { installTree, type TreeParts } from "./tree.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;
const HERE = new URL(".", import.meta.url).pathname;

/** What can be made. */
const KINDS = ["archive", "deb", "npm"] as const;

/** A target by the names that others give it. */
const PLATFORMS: Record<Target, NpmPlatform & { debian?: string }> = {
  "x86_64-unknown-linux-gnu": { os: "linux", cpu: "x64", debian: "amd64" },
  "aarch64-unknown-linux-gnu": { os: "linux", cpu: "arm64", debian: "arm64" },
  "x86_64-apple-darwin": { os: "darwin", cpu: "x64" },
  "aarch64-apple-darwin": { os: "darwin", cpu: "arm64" },
};

const say = (text: string) => console.error(`release: ${text}`);

async function output(command: string, args: string[]): Promise<string> {
  const { success, code, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  throw new Error(
    `${command} ${args[0]} ended with ${code}: ${decoder.decode(stderr).trim().slice(-2000)}`,
  );
}

/** Builds the binary of a target; undefined, with the reason said, where its runtime cannot be had. */
async function build(target: Target): Promise<Uint8Array | undefined> {
  try {
    await output(Deno.execPath(), ["task", "build", "--target", target]);
  } catch (e) {
    const reason = /build: (.*)/.exec((e as Error).message)?.[1];
    if (reason === undefined || !/own host/.test(reason)) throw e;
    say(`left out: ${target}: ${reason}`);
    return undefined;
  }
  return await Deno.readFile(`${ROOT}dist/dockerctl-${target}`);
}

async function componentsInside(deno: string): Promise<Component[]> {
  const graph: Parameters<typeof npmComponents>[0] = { modules: [], npmPackages: {} };
  // The page's libraries are no part of the program's own graph.
  const vendor = ["preact", "uplot", "xterm"].map((name) => `cli/web/vendor/${name}.js`);
  for (const entry of ["cli/main.ts", ...vendor]) {
    const part: typeof graph = JSON.parse(
      await output(Deno.execPath(), [
        "info",
        "--json",
        "--lock",
        ".deps/deno.lock",
        "--import-map",
        ".deps/import_map.json",
        entry,
      ]),
    );
    graph.modules.push(...part.modules);
    Object.assign(graph.npmPackages, part.npmPackages);
  }
  const source = (await Deno.readTextFile(`${ROOT}.deps/source`)).trim();
  const { imports } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  const cliffy = source === "jsr" ? imports["@cliffy/command"].split("@").at(-1) : "1.0.0-rc.5";
  return [...await npmComponents(graph), ...otherComponents(cliffy, deno)];
}

/** Everything of the tree but the binary; manual pages and completions come from the built program itself. */
async function documents(binary: string, time: Date, components: readonly Component[]) {
  const folder = await Deno.makeTempDir({ prefix: "dockerctl-release-" });
  try {
    await output(binary, ["__manual", folder, time.toISOString().slice(0, 10)]);
    const pages = new Map<string, string>();
    for (const name of [...Deno.readDirSync(folder)].map((e) => e.name).sort()) {
      pages.set(name, await Deno.readTextFile(`${folder}/${name}`));
    }
    const completion = (shell: string) => output(binary, ["completions", shell]);
    const read = (name: string) => Deno.readTextFile(ROOT + name);
    const { version, license } = JSON.parse(await read("deno.json"));
    return {
      pages,
      completions: {
        bash: await completion("bash"),
        zsh: await completion("zsh"),
        fish: await completion("fish"),
      },
      licences: licencesText(await read("LICENSE"), components),
      changelog: await read("CHANGELOG.md"),
      readme: await read("README.md"),
      sbom: billOfMaterials({ version, licence: license, time }, components),
    } satisfies Omit<TreeParts, "binary" | "installer">;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface Options {
  version: string;
  licence: string;
  time: Date;
  out: string;
  kinds: readonly string[];
  /** Packs quickly instead of tightly, for trying things out. */
  fast: boolean;
  maintainer: string;
  homepage?: string;
}

async function archives(parts: TreeParts, platform: NpmPlatform, options: Options) {
  const name = `dockerctl-${options.version}-${platform.os}-${platform.cpu}`;
  const tree = await installTree(parts, "site-functions");
  const tar = await tarOf(`dockerctl-${options.version}`, tree, options.time);
  await Deno.writeFile(`${options.out}/${name}.tar.gz`, gzipped(tar, options.fast ? 1 : 9));
  if (options.fast) return;
  const xz = await packedBy(["xz", "-T1", "-6", "-c"], tar);
  if (xz === undefined) say("no .tar.xz: the program xz is not here");
  else await Deno.writeFile(`${options.out}/${name}.tar.xz`, xz);
}

async function deb(
  parts: TreeParts,
  architecture: string,
  components: readonly Component[],
  options: Options,
) {
  const work = await Deno.makeTempDir({ prefix: "dockerctl-deb-" });
  try {
    const scripts: Record<string, string> = {};
    for (const name of ["config", "templates", "postinst", "prerm", "postrm"]) {
      scripts[name] = await Deno.readTextFile(`${HERE}debian/${name}`);
    }
    const tree = await installTree(parts, "vendor-completions", (bytes) => gzipped(bytes));
    await writeDeb(
      tree,
      { ...options, architecture, components },
      scripts,
      work,
      `${options.out}/dockerctl_${options.version}_${architecture}.deb`,
      options.fast,
    );
  } catch (e) {
    if (!(e instanceof Deno.errors.NotFound)) throw e;
    say("no .deb: the program dpkg-deb is not here");
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

async function npm(parts: TreeParts, platforms: readonly NpmPlatform[], options: Options) {
  const work = await Deno.makeTempDir({ prefix: "dockerctl-npm-" });
  const info = { ...options, licences: parts.licences, readme: parts.readme };
  try {
    await packNpm(mainPackage(info, platforms), `${work}/main`, options.out);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

async function npmPlatform(parts: TreeParts, platform: NpmPlatform, options: Options) {
  const work = await Deno.makeTempDir({ prefix: "dockerctl-npm-" });
  const info = { ...options, licences: parts.licences, readme: parts.readme };
  try {
    await packNpm(binaryPackage(info, platform, parts.binary), `${work}/pkg`, options.out);
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

async function sums(folder: string): Promise<void> {
  const lines: string[] = [];
  for (const name of [...Deno.readDirSync(folder)].map((e) => e.name).sort()) {
    if (name === "SHA256SUMS") continue;
    const sum = createHash("sha256").update(await Deno.readFile(`${folder}/${name}`)).digest("hex");
    lines.push(`${sum}  ${name}\n`);
  }
  await Deno.writeTextFile(`${folder}/SHA256SUMS`, lines.join(""));
}

async function release(targets: readonly Target[], options: Options, releases: string) {
  await Deno.remove(options.out, { recursive: true }).catch(() => {});
  await Deno.mkdir(options.out, { recursive: true });
  const script = await Deno.readTextFile(`${HERE}install.sh`);
  const installer = script.replace("@RELEASES@", releases);
  const made: { platform: NpmPlatform; parts: TreeParts }[] = [];
  let docs: Omit<TreeParts, "binary"> | undefined;
  let components: readonly Component[] = [];
  for (const target of targets) {
    const binary = await build(target);
    if (binary === undefined) continue;
    if (docs === undefined) {
      // Pages and completions are the same for all; they are made by a program that runs here.
      const here = `${ROOT}dist/dockerctl-${Deno.build.target}`;
      if (target !== Deno.build.target) await build(Deno.build.target as Target);
      const { deno } = JSON.parse(await output(here, ["version", "--json"]));
      components = await componentsInside(deno);
      docs = { ...await documents(here, options.time, components), installer };
    }
    const parts = { ...docs, binary };
    const platform = PLATFORMS[target];
    if (options.kinds.includes("archive")) await archives(parts, platform, options);
    if (options.kinds.includes("deb") && platform.debian !== undefined) {
      await deb(parts, platform.debian, components, options);
    }
    if (options.kinds.includes("npm")) await npmPlatform(parts, platform, options);
    made.push({ platform: { os: platform.os, cpu: platform.cpu }, parts });
    say(`made: ${platform.os} ${platform.cpu}`);
  }
  if (made.length === 0) throw new Error("no target could be built");
  if (options.kinds.includes("npm")) {
    await npm(made[0].parts, made.map((m) => m.platform), options);
  }
  await Deno.writeTextFile(`${options.out}/install.sh`, installer);
  await Deno.writeTextFile(`${options.out}/sbom.cdx.json`, made[0].parts.sbom);
  await Deno.writeTextFile(
    `${options.out}/NOTES.md`,
    notesOf(made[0].parts.changelog, options.version),
  );
  await sums(options.out);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      target: { type: "string", multiple: true },
      only: { type: "string", multiple: true },
      releases: { type: "string" },
      maintainer: { type: "string" },
      homepage: { type: "string" },
      out: { type: "string", default: `${ROOT}dist/release` },
      fast: { type: "boolean", default: false },
    },
  });
  const targets = values.target ?? [...TARGETS];
  for (const target of targets) {
    if (!TARGETS.includes(target as Target)) throw new TypeError(`no target "${target}"`);
  }
  for (const kind of values.only ?? []) {
    if (!KINDS.includes(kind as typeof KINDS[number])) {
      throw new TypeError(`--only knows ${KINDS.join(", ")}, not "${kind}"`);
    }
  }
  const { version, license } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  const time = new Date((await output("git", ["log", "-1", "--format=%cI"])).trim());
  const author = (await output("git", ["log", "-1", "--format=%an <%ae>"])).trim();
  if (await output("git", ["status", "--porcelain", "--untracked-files=no"]) !== "") {
    say("the tree has changes that are not committed: this is no release to hand out");
  }
  await release(targets as Target[], {
    version,
    licence: license,
    time,
    out: values.out,
    kinds: values.only ?? KINDS,
    fast: values.fast,
    maintainer: values.maintainer ?? author,
    homepage: values.homepage,
  }, values.releases ?? "");
  for (const name of [...Deno.readDirSync(values.out)].map((e) => e.name).sort()) {
    const { size } = await Deno.stat(`${values.out}/${name}`);
    say(`${name} (${size > 1e6 ? `${Math.round(size / 1e6)} MB` : `${Math.ceil(size / 1e3)} kB`})`);
  }
}

try {
  await main();
} catch (e) {
  console.error(`release: ${(e as Error).message}`);
  Deno.exit(e instanceof TypeError ? 2 : 1);
}
