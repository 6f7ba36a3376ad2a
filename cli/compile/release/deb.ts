/** The Debian package, made by dpkg-deb from the tree of files; its maintainer scripts ask about the name `docker`. */
import type { TreeFile } from "./tree.ts";
import { gzipped } from "./archive.ts";
import type { Component } from "./contents.ts";

/** What the package says of itself. */
export interface DebInfo {
  version: string;
  /** Debian's name of the processor: `amd64`, `arm64`. */
  architecture: string;
  /** `Name <address>` */
  maintainer: string;
  homepage?: string;
  /** The time of the commit: of every file in the package. */
  time: Date;
  /** What is inside, each with its licence. */
  components: readonly Component[];
}

const control = (info: DebInfo, kilobytes: number) =>
  [
    "Package: dockerctl",
    `Version: ${info.version}`,
    `Architecture: ${info.architecture}`,
    `Maintainer: ${info.maintainer}`,
    `Installed-Size: ${kilobytes}`,
    "Depends: libc6 (>= 2.27), libgcc-s1, debconf (>= 0.5) | debconf-2.0",
    "Recommends: bash-completion",
    "Suggests: docker.io, openssh-client",
    "Section: admin",
    "Priority: optional",
    ...info.homepage === undefined ? [] : [`Homepage: ${info.homepage}`],
    "Description: command line, full screen and recorder for containers",
    " dockerctl talks to Docker Engines and podman: a command line that takes what",
    " docker's takes, a full screen for the keyboard, and a recorder that keeps logs,",
    " statistics and events after a container is gone.",
    "",
  ].join("\n");

const EXPAT = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

const copyright = (info: DebInfo) =>
  [
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
    "Upstream-Name: dockerctl",
    "",
    "Files: *",
    "Copyright: the dockerctl authors, and those named below",
    "License: Expat",
    ...EXPAT.split("\n").map((line) => line === "" ? " ." : ` ${line}`),
    "",
    "Comment: The program holds the following, under licences of their own; their texts are in",
    " /usr/share/doc/dockerctl/LICENSES.gz, the Apache License is in",
    " /usr/share/common-licenses/Apache-2.0.",
    ...info.components.map((c) => ` .\n ${c.name} ${c.version}: ${c.licence}`),
    "",
  ].join("\n");

/** Debian's own form of a changelog: one entry, that of this version. */
const debianChangelog = (info: DebInfo) =>
  `dockerctl (${info.version}) unstable; urgency=medium\n\n` +
  `  * See CHANGELOG.md.gz for what is new in ${info.version}.\n\n` +
  ` -- ${info.maintainer}  ${info.time.toUTCString().replace("GMT", "+0000")}\n`;

/**
 * What lintian would tell of and why it stays: the binary is one file of runtime and program, which
 * neither strip nor the linker's hardening can be applied to afterwards.
 */
const OVERRIDES = ["unstripped-binary-or-object", "hardening-no-bindnow", "embedded-library"]
  .map((tag) => `dockerctl: ${tag} *\n`).join("");

/** Where Debian wants a file of the tree, and how: documents are packed, the licences are `copyright`. */
function debianFiles(tree: readonly TreeFile[], info: DebInfo): TreeFile[] {
  const utf8 = (text: string) => new TextEncoder().encode(text);
  const files = tree.map((file) =>
    /\/(CHANGELOG\.md|LICENSES)$/.test(file.path)
      ? { ...file, path: `${file.path}.gz`, bytes: gzipped(file.bytes) }
      : file
  );
  return [
    ...files,
    {
      path: "share/doc/dockerctl/changelog.gz",
      mode: 0o644,
      bytes: gzipped(utf8(debianChangelog(info))),
    },
    { path: "share/doc/dockerctl/copyright", mode: 0o644, bytes: utf8(copyright(info)) },
    { path: "share/lintian/overrides/dockerctl", mode: 0o644, bytes: utf8(OVERRIDES) },
  ];
}

async function md5(bytes: Uint8Array): Promise<string> {
  const { createHash } = await import("node:crypto");
  return createHash("md5").update(bytes).digest("hex");
}

/** Writes the package to `output`. `work` is an empty folder for the tree. Throws where dpkg-deb is missing or fails. */
export async function writeDeb(
  tree: readonly TreeFile[],
  info: DebInfo,
  scripts: Readonly<Record<string, string>>,
  work: string,
  output: string,
  fast = false,
): Promise<void> {
  const files = debianFiles(tree, info);
  let size = 0;
  const sums: string[] = [];
  for (const { path, mode, bytes } of files) {
    const full = `${work}/usr/${path}`;
    await Deno.mkdir(full.slice(0, full.lastIndexOf("/")), { recursive: true });
    await Deno.writeFile(full, bytes);
    await Deno.chmod(full, mode);
    size += bytes.length;
    sums.push(`${await md5(bytes)}  usr/${path}\n`);
  }
  await Deno.mkdir(`${work}/DEBIAN`);
  await Deno.writeTextFile(`${work}/DEBIAN/control`, control(info, Math.ceil(size / 1024)));
  await Deno.writeTextFile(`${work}/DEBIAN/md5sums`, sums.join(""));
  for (const [name, text] of Object.entries(scripts)) {
    await Deno.writeTextFile(`${work}/DEBIAN/${name}`, text);
    await Deno.chmod(`${work}/DEBIAN/${name}`, name === "templates" ? 0o644 : 0o755);
  }
  for (const folder of await foldersOf(work)) await Deno.chmod(folder, 0o755);
  const { success, stderr } = await new Deno.Command("dpkg-deb", {
    args: [
      "--root-owner-group",
      ...fast ? ["-Zgzip", "-z1"] : ["-Zxz", "-z6"],
      "--build",
      work,
      output,
    ],
    env: { SOURCE_DATE_EPOCH: String(Math.floor(info.time.getTime() / 1000)) },
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`dpkg-deb: ${new TextDecoder().decode(stderr).trim()}`);
}

async function foldersOf(folder: string): Promise<string[]> {
  const all = [folder];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isDirectory) all.push(...await foldersOf(`${folder}/${entry.name}`));
  }
  return all;
}
