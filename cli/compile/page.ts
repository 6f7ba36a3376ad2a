/**
 * Packs the page of cli/web: its modules and libraries as few files, all of it compressed, under a
 * name that is a hash over everything.
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { brotliCompressSync, constants } from "node:zlib";
import uplotCss from "uplot/dist/uPlot.min.css" with { type: "text" };
import xtermCss from "@xterm/xterm/css/xterm.css" with { type: "text" };
import { ROOT, run } from "./bundle.ts";

const WEB = ROOT + "cli/web";
const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  svg: "image/svg+xml",
};

/** The page's look, in the order in which what comes later wins. */
const STYLES = [
  "base",
  "frame",
  "table",
  "lists",
  "side",
  "log",
  "tabs",
  "floating",
  "narrow",
  "past",
];

/** Where a file lies in `page.bin`, packed by brotli. */
interface Packed {
  type: string;
  br: [from: number, length: number];
}

/**
 * The page's modules and its libraries, minified: one file for the first picture, and a further one
 * for what is loaded later (a chart, a terminal).
 */
async function scripts(): Promise<Map<string, string>> {
  const out = await Deno.makeTempDir();
  try {
    await run(Deno.execPath(), [
      "bundle",
      "-q",
      "--lock",
      ".deps/deno.lock",
      "--import-map",
      ".deps/import_map.json",
      "--platform",
      "browser",
      "--format",
      "esm",
      "--minify",
      "--code-splitting",
      "--outdir",
      out,
      "cli/web/app.js",
    ]);
    const files = new Map<string, string>();
    for await (const { name } of Deno.readDir(out)) {
      files.set(name, await Deno.readTextFile(`${out}/${name}`));
    }
    return files;
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

/** What a module loads before it runs, and that in turn. */
function loadedFirst(name: string, files: ReadonlyMap<string, string>): string[] {
  const own = [...files.get(name)!.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)]
    .map((m) => m[1]).filter((n) => files.has(n) && n !== name);
  return [...new Set(own.flatMap((n) => [n, ...loadedFirst(n, files)]))];
}

/** Writes `page.json` and `page.bin` into a folder. */
export async function packPage(dir: string): Promise<void> {
  const files = await scripts();
  const first = ["app.js", ...loadedFirst("app.js", files)];
  files.set("vendor/uplot.css", uplotCss);
  files.set("vendor/xterm.css", xtermCss);
  files.set("icon.svg", await Deno.readTextFile(`${WEB}/icon.svg`));
  const styles = STYLES.map((name) => Deno.readTextFile(`${WEB}/styles/${name}.css`));
  files.set("app.css", (await Promise.all(styles)).join("\n"));
  const source = await Deno.readTextFile(`${WEB}/index.html`);
  const hash = createHash("sha256").update(source);
  for (const [name, text] of [...files].sort()) hash.update(`\0${name}\0${text}`);
  const version = hash.digest("hex").slice(0, 16);
  const preload = first.map((name) => `<link rel="modulepreload" href="{{files}}/${name}">`);
  const document = source.replace("<!-- preload -->", preload.join("\n    "))
    .replaceAll("{{files}}", `/ui/f/${version}`);
  files.set("index.html", document);
  const pieces: Uint8Array[] = [];
  let at = 0;
  const lay = (bytes: Uint8Array): [number, number] => {
    pieces.push(bytes);
    at += bytes.length;
    return [at - bytes.length, bytes.length];
  };
  const index: Record<string, Packed> = {};
  for (const [name, text] of [...files].sort()) {
    const bytes = Buffer.from(text);
    const br = brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    });
    index[name] = {
      type: TYPES[name.slice(name.lastIndexOf(".") + 1)],
      br: lay(br),
    };
  }
  await Deno.mkdir(dir, { recursive: true });
  await Deno.writeTextFile(`${dir}/page.json`, JSON.stringify({ version, files: index }));
  await Deno.writeFile(`${dir}/page.bin`, Buffer.concat(pieces));
}
