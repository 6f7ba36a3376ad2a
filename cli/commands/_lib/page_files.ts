/** The page's files as the build packed them, unpacked when a browser first asks. */
import { brotliDecompressSync, gzipSync } from "node:zlib";
import type { PageFile, PageFiles } from "../../../core/server/page/files.ts";
import { ExitError } from "../../spec/types.ts";

interface Index {
  version: string;
  files: Record<string, { type: string; br: [number, number] }>;
}

declare global {
  /** In the binary: a file of the program by its name (cli/compile/load_script.ts). */
  var __dockerctlFile: ((name: string) => Uint8Array) | undefined;
}

/** A file of the page: the program's own in the binary, from source where the last build laid it. */
async function file(name: string): Promise<Uint8Array> {
  const own = globalThis.__dockerctlFile;
  if (own !== undefined) return own(`page/${name}`);
  return await Deno.readFile(new URL(`../../../dist/js/page/${name}`, import.meta.url));
}

let loaded: Promise<PageFiles> | undefined;

/** All files of the page. */
export function loadPage(): Promise<PageFiles> {
  return loaded ??= read();
}

async function read(): Promise<PageFiles> {
  let text: string;
  try {
    text = new TextDecoder().decode(await file("page.json"));
  } catch (e) {
    if (!(e instanceof Deno.errors.NotFound)) throw e;
    throw new ExitError(1, "The page was not packed: build dockerctl first (deno task build)");
  }
  const bin = await file("page.bin");
  const index = JSON.parse(text) as Index;
  const files = new Map<string, PageFile>();
  for (const [name, { type, br }] of Object.entries(index.files)) {
    const cut = ([at, length]: [number, number]) => bin.subarray(at, at + length);
    const packed = cut(br);
    let plain: Uint8Array | undefined;
    let gzip: Uint8Array | undefined;
    files.set(name, {
      type,
      br: packed,
      // Browsers take brotli of what is near or encrypted; others are few.
      get gzip() {
        return gzip ??= new Uint8Array(gzipSync(this.plain));
      },
      get plain() {
        return plain ??= new Uint8Array(brotliDecompressSync(packed));
      },
    });
  }
  const document = files.get("index.html")!;
  files.delete("index.html");
  return { version: index.version, document, files };
}
