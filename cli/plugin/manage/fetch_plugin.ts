/** Plugins from elsewhere: a git repository or an archive, fetched into a folder and pinned. */
import { createHash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { createTarDecoder } from "modern-tar";
import { ExitError } from "../../spec/types.ts";
import type { PluginOrigin } from "../catalog/state.ts";

/** Bounds of what is fetched: a plugin is source text, and little else. */
const MAX_ARCHIVE = 32 * 1024 * 1024, MAX_FILES = 2_000, MAX_UNPACKED = 64 * 1024 * 1024;
/** So long a fetch may take, in milliseconds. */
const FETCH_MS = 120_000;

const ARCHIVE = /\.(?:tar|tar\.gz|tgz)$/;
/** What git takes for a branch, tag or commit here: no option, no range. */
const REF = /^[A-Za-z0-9][\w./-]{0,199}$/;

/** Whether a word names something that is fetched first, not a file or folder as it lies there. */
export function isFetched(word: string): boolean {
  const { address } = parts(word);
  return /^(?:git\+)?(?:https?|ssh|file):\/\//.test(address) || /^[\w.-]+@[\w.-]+:/.test(address) ||
    ARCHIVE.test(address);
}

/** An address, and what stands behind its `#`: a branch, tag or commit, or `sha256:HEX`. */
function parts(word: string): { address: string; pin: string } {
  const at = word.indexOf("#");
  return at < 0
    ? { address: word, pin: "" }
    : { address: word.slice(0, at), pin: word.slice(at + 1) };
}

/** The name that an address suggests for a plugin's folder. */
export function nameOfAddress(word: string): string {
  const last = parts(word).address.replace(/\/+$/, "").split(/[/:]/).at(-1) ?? "";
  return last.replace(/\.git$/, "").replace(ARCHIVE, "");
}

/**
 * Fetches a plugin into `into`, which must not exist yet, and tells what exactly was fetched.
 * Nothing of it is run. Throws {@link ExitError} in one line.
 */
export async function fetchPlugin(
  word: string,
  into: string,
  signal: AbortSignal,
): Promise<PluginOrigin> {
  const { address, pin } = parts(word);
  const ended = AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]);
  try {
    return ARCHIVE.test(address)
      ? await fromArchive(address, pin, into, ended)
      : await fromGit(address, pin, into, ended);
  } catch (e) {
    if (signal.aborted || e instanceof ExitError) throw e;
    const why = ended.aborted ? `took longer than ${FETCH_MS / 1000} s` : (e as Error).message;
    throw new ExitError(1, `Cannot fetch ${withoutPassword(address)}: ${oneLine(why)}`);
  }
}

const oneLine = (text: string) => text.trim().split("\n").at(-1)!.slice(0, 300);

/** An address for eyes: what stands before its host may be a secret. */
export function withoutPassword(address: string): string {
  return address.replace(/^([a-z+]+:\/\/)[^/@]*:[^/@]*@/, "$1***@");
}

async function fromGit(
  address: string,
  pin: string,
  into: string,
  signal: AbortSignal,
): Promise<PluginOrigin> {
  const url = address.replace(/^git\+/, "");
  if (pin !== "" && !REF.test(pin)) throw new ExitError(1, `"${pin}" is no branch, tag or commit`);
  await Deno.mkdir(into, { recursive: true, mode: 0o700 });
  const git = (...args: string[]) => runGit(into, args, signal);
  await git("init", "--quiet");
  // One commit, whatever it is called; no hooks, no submodules, no programs of the repository.
  await git("fetch", "--quiet", "--depth", "1", "--no-tags", "--", url, pin === "" ? "HEAD" : pin);
  await git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  const commit = (await git("rev-parse", "HEAD")).trim();
  if (/^[0-9a-f]{40}$/.test(pin) && pin !== commit) {
    throw new ExitError(1, `${withoutPassword(url)} gave ${commit} in place of ${pin}`);
  }
  await Deno.remove(join(into, ".git"), { recursive: true });
  await bounded(into);
  return { from: address, ...(pin !== "" && { ref: pin }), commit };
}

async function runGit(dir: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  let out: Deno.CommandOutput;
  try {
    out = await new Deno.Command("git", {
      args: [
        ...["core.hooksPath=/dev/null", "core.symlinks=false", "core.fsmonitor=false"]
          .flatMap((setting) => ["-c", setting]),
        ...args,
      ],
      cwd: dir,
      env: { GIT_ALLOW_PROTOCOL: "https:http:ssh:file", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
      stdin: "null",
      signal,
    }).output();
  } catch (e) {
    if (!(e instanceof Deno.errors.NotFound)) throw e;
    throw new ExitError(1, "git is not installed: a plugin of a repository is fetched with it");
  }
  const decoder = new TextDecoder();
  if (!out.success) throw new Error(decoder.decode(out.stderr) || `git ended with ${out.code}`);
  return decoder.decode(out.stdout);
}

/** Says no to a repository that is larger than a plugin. */
async function bounded(dir: string): Promise<void> {
  let files = 0, bytes = 0;
  const walk = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
      const path = join(folder, name);
      if (isDirectory) await walk(path);
      else if (isFile) bytes += (await Deno.lstat(path)).size;
      if (++files > MAX_FILES || bytes > MAX_UNPACKED) throw tooLarge();
    }
  };
  await walk(dir);
}

const tooLarge = () =>
  new ExitError(
    1,
    `That is no plugin: it has more than ${MAX_FILES} files or ${MAX_UNPACKED / 1024 / 1024} MB`,
  );

async function fromArchive(
  address: string,
  pin: string,
  into: string,
  signal: AbortSignal,
): Promise<PluginOrigin> {
  const wanted = /^sha256:([0-9a-f]{64})$/.exec(pin)?.[1];
  if (pin !== "" && wanted === undefined) {
    throw new ExitError(1, `"${pin}" is no pin of an archive: it is sha256: and 64 hex digits`);
  }
  const remote = /^https?:\/\//.test(address);
  const bytes = remote ? await download(address, signal) : await readFile(address);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (wanted !== undefined && wanted !== sha256) {
    throw new ExitError(1, `${withoutPassword(address)} is another file: its sha256 is ${sha256}`);
  }
  await unpack(bytes, into);
  return { from: remote ? address : resolve(address), sha256 };
}

async function readFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const info = await Deno.stat(path).catch(() => undefined);
  if (info === undefined || !info.isFile) throw new ExitError(1, `There is no archive at ${path}`);
  if (info.size > MAX_ARCHIVE) throw tooLarge();
  return await Deno.readFile(path);
}

async function download(address: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(address, { signal });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new Error(`it answers ${answer.status} ${answer.statusText}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    if ((size += chunk.length) > MAX_ARCHIVE) throw tooLarge();
    chunks.push(chunk);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/**
 * Unpacks files and folders, never outside of `into`, and nothing else: links and devices are left
 * out. One folder around all, as archives of a repository have it, is left out, too.
 */
async function unpack(bytes: Uint8Array<ArrayBuffer>, into: string): Promise<void> {
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  let stream: ReadableStream<Uint8Array<ArrayBuffer>> = new Blob([bytes]).stream();
  if (zipped) stream = stream.pipeThrough(new DecompressionStream("gzip"));
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let unpacked = 0;
  for await (const { header, body } of stream.pipeThrough(createTarDecoder())) {
    const path = header.name.split("/").filter((part) => part !== "" && part !== ".");
    if (header.type !== "file" || path.length === 0) {
      await body.cancel();
      continue;
    }
    if (path.includes("..") || path.some((part) => part.includes("\0"))) {
      throw new Error("the archive wants to write outside of its folder");
    }
    if ((unpacked += header.size) > MAX_UNPACKED || files.size >= MAX_FILES) throw tooLarge();
    files.set(path.join("/"), new Uint8Array(await new Response(body).arrayBuffer()));
  }
  if (files.size === 0) throw new Error("the archive has no files");
  const tops = new Set([...files.keys()].map((path) => path.split("/")[0]));
  const wrapped = tops.size === 1 && [...files.keys()].every((path) => path.includes("/"));
  for (const [path, data] of files) {
    const to = join(into, wrapped ? path.slice(path.indexOf("/") + 1) : path);
    await Deno.mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await Deno.writeFile(to, data, { mode: 0o600 });
  }
}

/** What was fetched, for eyes: `commit 1a2b3c4`, `sha256 1a2b3c4d5e6f`. */
export function pinText({ commit, sha256 }: PluginOrigin): string {
  return commit === undefined ? `sha256 ${sha256?.slice(0, 12)}` : `commit ${commit.slice(0, 12)}`;
}
