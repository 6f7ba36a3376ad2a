/** The root folders that engines run in: Debian releases, unpacked once. */
import { existsSync, readdirSync } from "node:fs";
import { lines } from "./lines.ts";

/**
 * The Debian releases that an engine can be of, the oldest first; which Engine each one holds moves
 * with Debian.
 */
export const RELEASES = ["bookworm", "trixie", "sid"] as const;
export type Release = typeof RELEASES[number];
/** The one that every engine test runs on. */
export const NEWEST = RELEASES[RELEASES.length - 1];
/** What can be unpacked: a release with its Docker Engine, or bookworm with podman instead. */
export type Root = Release | "podman";

/** Why there can be no private engine on this machine, in one line. */
export class EngineUnavailable extends Error {
  override name = "EngineUnavailable";
}

/** Where the unpacked releases are kept between runs; DOCKERCTL_TEST_CACHE moves it. */
export function cacheFolder(): string {
  return Deno.env.get("DOCKERCTL_TEST_CACHE") || "/var/tmp/dockerctl-engines";
}

const HERE = new URL(".", import.meta.url).pathname;
const building = new Map<Root, Promise<string>>();

/**
 * The root folder of a release, unpacked on the first use (under a minute, 200 MB to fetch, 550
 * MB on disk). Throws EngineUnavailable with the reason.
 */
export function releaseRoot(release: Root): Promise<string> {
  let root = building.get(release);
  if (root === undefined) building.set(release, root = unpack(release));
  return root;
}

async function unpack(release: Root): Promise<string> {
  if (Deno.build.os !== "linux") throw new EngineUnavailable("a private engine needs Linux");
  if (Deno.uid() !== 0) throw new EngineUnavailable("a private engine needs root");
  const child = new Deno.Command("setsid", {
    args: ["bash", HERE + "root.sh", release, cacheFolder()],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const collect = async (stream: ReadableStream<Uint8Array>) => {
    const all: string[] = [];
    for await (const line of lines(stream)) {
      if (line.startsWith("note: ")) console.error(line.slice("note: ".length));
      else if (line.trim() !== "") all.push(line);
    }
    return all.at(-1) ?? "";
  };
  const [out, err, status] = await Promise.all([
    collect(child.stdout),
    collect(child.stderr),
    child.status,
  ]);
  await child.stdin.close().catch(() => {});
  if (!status.success || out === "") throw new EngineUnavailable(err || `no root for ${release}`);
  return out;
}

/**
 * The words that start a release's own `docker` on this machine. It is run by that release's own
 * loader and libraries, and so sees the machine's files, whatever the machine's libc is.
 */
export function dockerClient(root: string): string[] {
  const arch = Deno.build.arch === "aarch64" ? "aarch64" : "x86_64";
  const libraries = ["usr/lib", "lib"].map((d) => `${root}/${d}/${arch}-linux-gnu`);
  const folders = ["lib64", "usr/lib64", "usr/lib", "lib"].map((d) => `${root}/${d}`);
  for (const folder of folders.filter((f) => existsSync(f))) {
    const loader = readdirSync(folder).find((f) => /^ld-linux-.*\.so\.\d+$/.test(f));
    if (loader === undefined) continue;
    const path = libraries.join(":");
    return [
      `${folder}/${loader}`,
      "--argv0",
      "docker",
      "--library-path",
      path,
      `${root}/usr/bin/docker`,
    ];
  }
  throw new EngineUnavailable(`${root} has no dynamic loader`);
}
