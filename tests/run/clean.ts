/**
 * `deno task clean`: removes what the tests keep between runs, and what runs that were killed left
 * behind. Says what it removed, and leaves alone what a running test uses.
 */
import { readdirSync, readFileSync } from "node:fs";
import { cacheFolder, run, temporaryFolder } from "../engine/mod.ts";

/** Something to remove. */
export interface Leftover {
  path: string;
  what: string;
}

/** Where things may be; they are looked for, not guessed. */
export interface Places {
  /** The folder of the engines' root folders. */
  cache: string;
  /** The folder for temporary files. */
  tmp: string;
  /** The project's own folder. */
  project: string;
}

/** What is there to be removed. */
export function leftovers({ cache, tmp, project }: Places): Leftover[] {
  const root = /^(bookworm|trixie|sid|podman)-\d+(\.tmp)?$/;
  return [
    ...names(cache).filter((n) => root.test(n))
      .map((n) => ({ path: `${cache}/${n}`, what: "root folder of engines" })),
    ...names(cache).filter((n) => /^\w+\.(lock|log)$/.test(n))
      .map((n) => ({ path: `${cache}/${n}`, what: "lock or log of its unpacking" })),
    ...names(tmp).filter((n) => /^dockerctl-(tests|engine-\w+)-[0-9a-f]{6}$/.test(n))
      .map((n) => ({ path: `${tmp}/${n}`, what: "temporary files of a test run" })),
    ...names(`${project}/.deps`).filter((n) => n === "test_times.json")
      .map((n) => ({ path: `${project}/.deps/${n}`, what: "times of the last test run" })),
  ];
}

/** Whether a process has the folder mounted, or was started with its name. */
export function inUse(path: string): boolean {
  return names("/proc").filter((n) => /^\d+$/.test(n) && n !== `${Deno.pid}`).some((pid) => {
    const of = (file: string) => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, "utf8");
      } catch {
        return ""; // it has ended meanwhile
      }
    };
    const words = of("cmdline").split("\0");
    return words.some((word) => word === path || word.startsWith(`${path}/`)) ||
      of("mounts").split(/[ \n,:=]/).some((word) => word === path || word.startsWith(`${path}/`));
  });
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing was ever kept there
  }
}

/** Removes everything that nobody uses; a line each for `say`. Returns the number of failures. */
export async function clean(places: Places, say: (line: string) => void): Promise<number> {
  let kilobytes = 0, failures = 0;
  const found = leftovers(places);
  for (const { path, what } of found) {
    if (inUse(path)) {
      say(`in use  ${path} (${what})`);
      continue;
    }
    const size = Number((await run(["du", "-sk", path])).stdout.split("\t")[0]);
    const { code, stderr } = await run(["rm", "-rf", "--one-file-system", "--", path]);
    if (code !== 0) {
      failures++;
      say(`failed  ${path}: ${stderr.trim()}`);
      continue;
    }
    kilobytes += size;
    say(`removed ${path} (${what}, ${megabytes(size)})`);
  }
  say(found.length === 0 ? "Nothing to remove" : `${megabytes(kilobytes)} are free again`);
  return failures;
}

function megabytes(kilobytes: number): string {
  return `${(kilobytes / 1024).toFixed(kilobytes < 10_240 ? 1 : 0)} MB`;
}

if (import.meta.main) {
  const project = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
  const places = { cache: cacheFolder(), tmp: temporaryFolder(), project };
  Deno.exit(await clean(places, (line) => console.log(line)) === 0 ? 0 : 1);
}
