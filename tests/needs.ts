/**
 * The programs that tests use beside Deno, and the Debian packages that have them.
 *
 * A test asks for what it uses by `need("tmux")`, which throws where it is missing: a test that
 * cannot do its work fails, it is never left out in silence. The runner and `.ci/run` install what
 * is missing, as root on Debian or Ubuntu; run by itself, this file does so, too.
 */

/** Debian's package, by the program that is looked for. */
export const PACKAGES = {
  git: "git",
  curl: "curl",
  tmux: "tmux",
  script: "bsdutils",
  unshare: "util-linux",
  ip: "iproute2",
  debootstrap: "debootstrap",
  busybox: "busybox-static",
  ps: "procps",
  zsh: "zsh",
  fish: "fish",
  openssl: "openssl",
  sshd: "openssh-server",
  chromium: "chromium",
  strace: "strace",
  "systemd-analyze": "systemd",
} as const;

/** A program that tests may use. */
export type Need = keyof typeof PACKAGES;

/** What is needed and no program: the file that tells that it is there, by the package. */
const FILES = {
  // What debootstrap checks Debian's signatures by.
  "debian-archive-keyring": "/usr/share/keyrings/debian-archive-keyring.gpg",
  "python3-docker": "/usr/lib/python3/dist-packages/docker/__init__.py",
} as const;
/** Debian's own python, which has Debian's modules. */
export const PYTHON = "/usr/bin/python3";
/** Where root's programs are, whatever PATH says. */
const SBIN = "/usr/sbin:/sbin";

/** The path of a program. Throws where it is missing, with the package to install. */
export function need(program: Need): string {
  const found = pathOf(program, `${Deno.env.get("PATH") ?? ""}:${SBIN}`);
  if (found !== undefined) return found;
  throw new Error(`This test needs ${program}: apt-get install ${PACKAGES[program]}`);
}

/** The packages to install, so that every need is met. */
export function missing(path: string): string[] {
  const packages: string[] = Object.entries(PACKAGES)
    .filter(([program]) => pathOf(program, path) === undefined).map(([, name]) => name);
  for (const [name, file] of Object.entries(FILES)) if (!isFile(file)) packages.push(name);
  return packages;
}

function pathOf(program: string, path: string): string | undefined {
  return path.split(":").filter((folder) => folder.startsWith("/"))
    .map((folder) => `${folder}/${program}`).find(isFile);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * Installs what is missing. Returns what could not be had, in one line, or undefined when every
 * need is met.
 */
export async function install(say: (line: string) => void): Promise<string | undefined> {
  const path = `${Deno.env.get("PATH") ?? ""}:${SBIN}`;
  const packages = missing(path);
  if (packages.length === 0) return undefined;
  const what = packages.join(" ");
  if (Deno.build.os !== "linux" || Deno.uid() !== 0 || !pathOf("apt-get", path)) {
    return `missing, and only root with apt-get can install it: ${what}`;
  }
  say(`Installing ${what}`);
  const apt = async (...args: string[]) => {
    const { success, stderr } = await new Deno.Command("apt-get", {
      args: ["-qq", "-o", "DPkg::Lock::Timeout=120", ...args],
      env: { DEBIAN_FRONTEND: "noninteractive" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    return success ? undefined : new TextDecoder().decode(stderr).trim().split("\n").at(-1);
  };
  const failed = await apt("update") ??
    await apt("install", "-y", "--no-install-recommends", ...packages);
  const still = missing(path);
  return still.length === 0 ? undefined : `missing: ${still.join(" ")} (apt-get: ${failed})`;
}

if (import.meta.main) {
  const problem = await install((line) => console.log(line));
  if (problem !== undefined) {
    console.error(problem);
    Deno.exit(1);
  }
}
