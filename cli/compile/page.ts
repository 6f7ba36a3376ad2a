/**
 * Packs the page of cli/web: its modules as they are, the libraries bundled each by itself, all of it
 * compressed, under a name that is a hash over everything.
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

/** Where a file lies in `page.bin`, packed by brotli. */
interface Packed {
  type: string;
  br: [from: number, length: number];
}

/** The libraries, each in a file of its own. */
async function libraries(): Promise<Map<string, string>> {
  const out = await Deno.makeTempDir();
  const names = ["preact", "uplot", "xterm"];
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
      "--outdir",
      out,
      ...names.map((name) => `cli/web/vendor/${name}.js`),
    ]);
    const files = new Map<string, string>();
    for (const name of names) {
      files.set(`vendor/${name}.js`, await Deno.readTextFile(`${out}/${name}.js`));
    }
    files.set("vendor/uplot.css", uplotCss);
    files.set("vendor/xterm.css", xtermCss);
    return files;
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

/** Writes `page.json` and `page.bin` into a folder. */
export async function packPage(dir: string): Promise<void> {
  const files = await libraries();
  const own: string[] = [];
  for await (const { name, isFile } of Deno.readDir(WEB)) {
    if (!isFile || !/\.(js|css|svg)$/.test(name)) continue;
    files.set(name, await Deno.readTextFile(`${WEB}/${name}`));
    if (name.endsWith(".js")) own.push(name);
  }
  const source = await Deno.readTextFile(`${WEB}/index.html`);
  const hash = createHash("sha256").update(source);
  for (const [name, text] of [...files].sort()) hash.update(`\0${name}\0${text}`);
  const version = hash.digest("hex").slice(0, 16);
  // What is loaded when needed is not loaded before.
  const first = [...own.filter((name) => name !== "terminal.js").sort(), "vendor/preact.js"];
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
