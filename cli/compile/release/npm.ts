/** The npm packages: `dockerctl`, which has the command, and one for each platform, which has the binary. */

/** A platform as npm names it. */
export interface NpmPlatform {
  os: "linux" | "darwin";
  cpu: "x64" | "arm64";
}

/** Files of a package by path. */
export type NpmFiles = Map<string, { text?: string; bytes?: Uint8Array; mode?: number }>;

/** What all of the packages say. */
export interface NpmInfo {
  version: string;
  licence: string;
  licences: string;
  readme: string;
  homepage?: string;
}

/** `dockerctl-linux-x64` */
export function platformPackage({ os, cpu }: NpmPlatform): string {
  return `dockerctl-${os}-${cpu}`;
}

/**
 * The command: finds the platform's package beside itself and becomes the binary as far as node
 * can: same terminal, same signals, same exit code.
 */
const LAUNCHER = `#!/usr/bin/env node
"use strict";
const { spawn } = require("node:child_process");
const name = "dockerctl-" + process.platform + "-" + process.arch;
let file = process.env.DOCKERCTL_BINARY;
try {
  file = file || require.resolve(name + "/bin/dockerctl");
} catch {
  console.error(
    "dockerctl: the package " + name + " is not installed. Either there is no dockerctl for this " +
      "platform, or npm was told to leave optional dependencies out (--omit=optional)",
  );
  process.exit(1);
}
const child = spawn(file, process.argv.slice(2), { stdio: "inherit" });
// The terminal sends its signals to both; those sent to this process alone are handed on.
for (const signal of ["SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"]) {
  process.on(signal, () => child.kill(signal));
}
for (const signal of ["SIGINT", "SIGQUIT"]) process.on(signal, () => {});
child.on("error", (error) => {
  console.error("dockerctl: " + error.message);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else process.exit(code === null ? 1 : code);
});
`;

function manifest(info: NpmInfo, more: object): string {
  const { version, licence, homepage } = info;
  return JSON.stringify(
    {
      version,
      description: "Command line, full screen and recorder for containers",
      license: licence,
      ...homepage === undefined ? {} : { homepage },
      ...more,
    },
    null,
    2,
  ) + "\n";
}

/** The package with the command; its optional dependencies are the platforms of exactly this version. */
export function mainPackage(info: NpmInfo, platforms: readonly NpmPlatform[]): NpmFiles {
  const optionalDependencies = Object.fromEntries(
    platforms.map((p) => [platformPackage(p), info.version]),
  );
  return new Map([
    [
      "package.json",
      {
        text: manifest(info, {
          name: "dockerctl",
          bin: { dockerctl: "bin/dockerctl.js" },
          files: ["bin"],
          engines: { node: ">=18" },
          optionalDependencies,
        }),
      },
    ],
    ["bin/dockerctl.js", { text: LAUNCHER, mode: 0o755 }],
    ["README.md", { text: info.readme }],
    ["LICENSE", { text: info.licences }],
  ]);
}

/** The package with the binary of one platform. */
export function binaryPackage(
  info: NpmInfo,
  platform: NpmPlatform,
  binary: Uint8Array,
): NpmFiles {
  const { os, cpu } = platform;
  return new Map([
    [
      "package.json",
      {
        text: manifest(info, {
          name: platformPackage(platform),
          os: [os],
          cpu: [cpu],
          ...os === "linux" ? { libc: ["glibc"] } : {},
          files: ["bin"],
        }),
      },
    ],
    ["bin/dockerctl", { bytes: binary, mode: 0o755 }],
    ["README.md", { text: `The binary of dockerctl for ${os} ${cpu}. Install \`dockerctl\`.\n` }],
    ["LICENSE", { text: info.licences }],
  ]);
}

/** Writes a package into `folder` and packs it into `output`'s folder; returns the tarball's name. */
export async function packNpm(files: NpmFiles, folder: string, output: string): Promise<string> {
  for (const [path, { text, bytes, mode }] of files) {
    const full = `${folder}/${path}`;
    await Deno.mkdir(full.slice(0, full.lastIndexOf("/")), { recursive: true });
    await Deno.writeFile(full, bytes ?? new TextEncoder().encode(text));
    await Deno.chmod(full, mode ?? 0o644);
  }
  const { success, stdout, stderr } = await new Deno.Command("npm", {
    args: ["pack", "--silent", "--pack-destination", output, "."],
    cwd: folder,
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`npm pack: ${new TextDecoder().decode(stderr).trim()}`);
  return new TextDecoder().decode(stdout).trim().split("\n").at(-1)!;
}
