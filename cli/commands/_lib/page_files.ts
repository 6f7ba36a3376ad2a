/** The page's files as the build packed them, unpacked when a browser first asks. */
import { brotliDecompressSync, gzipSync } from "node:zlib";
import type { PageFile, PageFiles } from "../../../core/server/page/files.ts";
import { ExitError } from "../../spec/types.ts";

interface Index {
  version: string;
  files: Record<string, { type: string; br: [number, number] }>;
}

/** Beside the program in the binary; from source where the last build laid it. */
function folder(): URL {
  return Deno.build.standalone
    ? new URL("./page/", import.meta.url)
    : new URL("../../../dist/js/page/", import.meta.url);
}

let loaded: Promise<PageFiles> | undefined;

/** All files of the page. */
export function loadPage(): Promise<PageFiles> {
  return loaded ??= read();
}

async function read(): Promise<PageFiles> {
  const from = folder();
  let text: string;
  try {
    text = await Deno.readTextFile(new URL("page.json", from));
  } catch (e) {
    if (!(e instanceof Deno.errors.NotFound)) throw e;
    throw new ExitError(1, "The page was not packed: build dockerctl first (deno task build)");
  }
  const bin = await Deno.readFile(new URL("page.bin", from));
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
