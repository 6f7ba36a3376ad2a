/** Unpacks what `cp` gets from the engine, and never outside of the destination. */
import { dirname, resolve } from "node:path";
import { createTarDecoder, type TarHeader } from "modern-tar";
import { goQuote } from "../../../format/quote.ts";
import { type DeviceNumbers, takeNumbers } from "./devices.ts";
import { type CopyPlan, renamed } from "./paths.ts";

/** A tar archive as the engine sends it. */
type Bytes = AsyncIterable<Uint8Array>;

/** A web stream over the bytes, for the decoder. */
function webStream(bytes: Bytes): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = bytes[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    async cancel() {
      await iterator.return?.();
    },
  }, { highWaterMark: 1 });
}

/** The archive wants out of its directory: an entry, or a link that leads there. */
function breakout(path: string, header: TarHeader): Error {
  const target = goQuote(header.linkname ?? "");
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

  /** `numbers` are those of the devices, in the order in which they come. */
  constructor(readonly root: string, readonly numbers: DeviceNumbers[]) {}

  inside(path: string): boolean {
    return path === this.root || path.startsWith(this.root === "/" ? "/" : `${this.root}/`);
  }

  async entry(header: TarHeader, body: ReadableStream<Uint8Array>): Promise<void> {
    const path = resolve(this.root, header.name.replace(/^\/+/, ""));
    if (!this.inside(path)) throw breakout(this.root, header);
    await this.#parents(path, header);
    const existing = await Deno.lstat(path).catch(() => undefined);
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
    if (existing && !existing.isDirectory) await Deno.remove(path);
    await this.#make(path, header, body, existing !== undefined);
  }

  async #parents(path: string, header: TarHeader): Promise<void> {
    for (let parent = dirname(path); this.inside(parent) && parent !== this.root;) {
      if (this.#links.has(parent)) throw breakout(path, header);
      parent = dirname(parent);
    }
    await Deno.mkdir(dirname(path), { recursive: true });
  }

  async #make(
    path: string,
    header: TarHeader,
    body: ReadableStream<Uint8Array>,
    exists: boolean,
  ): Promise<void> {
    const mode = (header.mode ?? 0o644) & 0o7777;
    const target = header.linkname ?? "";
    switch (header.type ?? "file") {
      case "directory":
        if (!exists) await Deno.mkdir(path);
        this.#directories.push([path, header]);
        return await Deno.chmod(path, mode);
      case "file": {
        const file = await Deno.open(path, { write: true, createNew: true });
        await body.pipeTo(file.writable);
        break;
      }
      case "link": {
        const from = resolve(this.root, target.replace(/^\/+/, ""));
        if (!this.inside(from)) throw breakout(path, header);
        await this.#parents(from, header);
        return await Deno.link(from, path);
      }
      case "symlink": {
        const from = target.startsWith("/")
          ? resolve(this.root, `.${target}`)
          : resolve(dirname(path), target);
        if (!this.inside(from)) throw breakout(path, header);
        await Deno.symlink(target, path);
        this.#links.add(path);
        return;
      }
      case "fifo":
        await run("mkfifo", path);
        break;
      case "character-device":
      case "block-device": {
        const { major, minor } = this.numbers.shift() ?? { major: 0, minor: 0 };
        const kind = header.type === "block-device" ? "b" : "c";
        await run("mknod", path, kind, String(major), String(minor));
        break;
      }
      default:
        return;
    }
    await Deno.chmod(path, mode);
    if (header.mtime) await Deno.utime(path, header.mtime, header.mtime);
  }

  async finish(): Promise<void> {
    for (const [path, { mtime }] of this.#directories) {
      if (mtime) await Deno.utime(path, mtime, mtime).catch(() => {});
    }
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
export async function extractArchive(bytes: Bytes, plan: CopyPlan): Promise<void> {
  const numbers: DeviceNumbers[] = [];
  const extraction = new Extraction(resolve(plan.directory), numbers);
  const entries = webStream(takeNumbers(bytes, numbers)).pipeThrough(
    createTarDecoder({ strict: true }),
  );
  for await (const { header, body } of entries) {
    const named = {
      ...header,
      name: renamed(header.name, plan.rename),
      linkname: header.type === "link"
        ? renamed(header.linkname ?? "", plan.rename)
        : header.linkname,
    };
    await extraction.entry(named, body);
    if (!body.locked) await body.cancel();
  }
  await extraction.finish();
}
