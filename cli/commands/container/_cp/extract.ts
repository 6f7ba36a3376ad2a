/** Unpacks what `cp` gets from the engine, and never outside of the destination. */
import { dirname, resolve } from "node:path";
import type { TarHeader } from "../../../../core/tar/header.ts";
import { TarReader } from "../../../../core/tar/reader.ts";
import { goQuote } from "../../../format/quote.ts";
import { type CopyPlan, renamed } from "./paths.ts";

/** The archive wants out of its directory: an entry, or a link that leads there. */
function breakout(path: string, header: TarHeader): Error {
  const target = goQuote(header.linkname);
  if (header.type === "symlink") return new Error(`invalid symlink ${goQuote(path)} -> ${target}`);
  if (header.type === "link") return new Error(`invalid hardlink ${goQuote(path)} -> ${target}`);
  return new Error(`${goQuote(header.name)} is outside of ${goQuote(path)}`);
}

/** Unpacks into one directory, and never outside of it. */
class Extraction {
  /** Links this archive made: nothing may be written through them. */
  readonly #links = new Set<string>();
  /** Times of directories are set last, because every entry inside changes them. */
  readonly #directories: [path: string, header: TarHeader][] = [];
  /** The folder that was made sure of last. */
  #folder = "";

  constructor(readonly root: string, readonly archive: TarReader) {}

  inside(path: string): boolean {
    return path === this.root || path.startsWith(this.root === "/" ? "/" : `${this.root}/`);
  }

  async entry(header: TarHeader): Promise<void> {
    const path = resolve(this.root, header.name.replace(/^\/+/, ""));
    if (!this.inside(path)) throw breakout(this.root, header);
    this.#parents(path, header);
    const existing = look(path);
    const isDirectory = header.type === "directory";
    if (existing?.isDirectory && !isDirectory) {
      throw new Error(
        `cannot overwrite directory ${goQuote(path)} with non-directory ${
          goQuote(dirname(this.root))
        }`,
      );
    }
    if (existing && !existing.isDirectory && isDirectory) {
      throw new Error(
        `cannot overwrite non-directory ${goQuote(path)} with directory ${
          goQuote(dirname(this.root))
        }`,
      );
    }
    if (existing && !existing.isDirectory) Deno.removeSync(path);
    await this.#make(path, header, existing !== undefined);
  }

  #parents(path: string, header: TarHeader): void {
    for (let parent = dirname(path); this.inside(parent) && parent !== this.root;) {
      if (this.#links.has(parent)) throw breakout(path, header);
      parent = dirname(parent);
    }
    const folder = dirname(path);
    if (folder === this.#folder) return;
    Deno.mkdirSync(folder, { recursive: true });
    this.#folder = folder;
  }

  async #make(path: string, header: TarHeader, exists: boolean): Promise<void> {
    const { mode, linkname: target } = header;
    switch (header.type) {
      case "directory":
        if (!exists) Deno.mkdirSync(path);
        this.#directories.push([path, header]);
        return Deno.chmodSync(path, mode);
      case "file":
        await this.#file(path);
        break;
      case "link": {
        const from = resolve(this.root, target.replace(/^\/+/, ""));
        if (!this.inside(from)) throw breakout(path, header);
        this.#parents(from, header);
        return Deno.linkSync(from, path);
      }
      case "symlink": {
        const from = target.startsWith("/")
          ? resolve(this.root, `.${target}`)
          : resolve(dirname(path), target);
        if (!this.inside(from)) throw breakout(path, header);
        Deno.symlinkSync(target, path);
        this.#links.add(path);
        return;
      }
      case "fifo":
        await run("mkfifo", path);
        break;
      case "character-device":
      case "block-device": {
        const { major, minor } = header;
        const kind = header.type === "block-device" ? "b" : "c";
        await run("mknod", path, kind, String(major), String(minor));
        break;
      }
    }
    Deno.chmodSync(path, mode);
    Deno.utimeSync(path, header.mtime, header.mtime);
  }

  /** Writes on this thread: the bytes lie in the memory that the next ones are read into. */
  async #file(path: string): Promise<void> {
    using file = Deno.openSync(path, { write: true, createNew: true, mode: 0o600 });
    for (;;) {
      const piece = await this.archive.piece();
      if (piece === undefined) return;
      for (let at = 0; at < piece.length;) at += file.writeSync(piece.subarray(at));
    }
  }

  finish(): void {
    for (const [path, { mtime }] of this.#directories) {
      try {
        Deno.utimeSync(path, mtime, mtime);
      } catch { /* the folder is there, which is what counts */ }
    }
  }
}

/** What is at a path, if anything is. */
function look(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}

/** Makes what only a program can make. Throws its words: devices are root's to make. */
async function run(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
  if (success) return;
  const said = new TextDecoder().decode(stderr).trim();
  throw new Error(said === "" ? `${program} ${args.join(" ")} failed` : said);
}

/**
 * Unpacks an archive by the plan, with the modes and times it holds; owners are not taken over.
 * Names that lead outside and links that do are refused.
 */
export async function extractArchive(
  bytes: AsyncIterable<Uint8Array>,
  plan: CopyPlan,
): Promise<void> {
  const archive = new TarReader(bytes, "copy from container");
  const extraction = new Extraction(resolve(plan.directory), archive);
  try {
    for (;;) {
      const header = await archive.next();
      if (header === undefined) break;
      const { name, linkname, type } = header;
      await extraction.entry({
        ...header,
        name: renamed(name, plan.rename),
        linkname: type === "link" ? renamed(linkname, plan.rename) : linkname,
      });
    }
  } finally {
    await archive.close();
  }
  extraction.finish();
}
