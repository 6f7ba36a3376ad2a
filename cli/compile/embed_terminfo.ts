/**
 * Writes cli/tui/blessed/terminfo.ts from the terminfo entries that blessed carries:
 * `deno run -A --no-config cli/compile/embed_terminfo.ts`. What it writes is committed, so that a
 * build needs neither this step nor a file beside the binary; run it when blessed is renewed.
 */
import { Buffer } from "node:buffer";
import { npmFiles } from "./npm_tar.ts";

const BLESSED = {
  spec: "blessed@0.1.81",
  integrity:
    "sha512-LoF5gae+hlmfORcG1M5+5XZi4LBmvlXTzwJWzUlPryN/SJdSflZvROM2TwkT0GMpq7oqT48NRd4GS7BiVBc5OQ==",
};

const files = await npmFiles(BLESSED);
let text = `/** Terminfo entries of the terminals that blessed is told of. */\n` +
  `// Written by cli/compile/embed_terminfo.ts from ${BLESSED.spec}; do not edit.\n`;
text += "// deno-fmt-ignore-file\n";
for (const name of ["xterm", "xterm-256color", "linux"]) {
  const entry = files.get(`usr/${name}`);
  if (entry === undefined) throw new Error(`${BLESSED.spec} has no terminfo entry "${name}"`);
  const base64 = Buffer.from(entry).toString("base64");
  text += `/** The compiled entry \`${name}\`, base64. */\n`;
  text += `export const ${name.replaceAll("-", "_")} =\n  "${base64}";\n`;
}
await Deno.writeTextFile(new URL("../tui/blessed/terminfo.ts", import.meta.url), text);
