/** The pages for people: generated tables are as the code says, and every link leads somewhere. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { pageOf, PAGES, renewed } from "./make.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

for (const page of PAGES) {
  Deno.test(`${page.path} is as the code says (deno task readme)`, async () => {
    const { now, wanted } = await pageOf(page);
    assert.equal(now, wanted);
  });
}

Deno.test("renewed() refuses a page without its markers", () => {
  assert.throws(() => renewed(PAGES[0], "# dockerctl\n"), /README\.md has no <!-- commands/);
});

Deno.test("README.md is a first page: at most 10,000 bytes", () => {
  assert.ok(statSync(`${ROOT}README.md`).size <= 10_000);
});

Deno.test("links among the pages lead to files and headings that are there", () => {
  const broken: string[] = [];
  for (const page of pages("")) {
    for (const link of links(readFileSync(ROOT + page, "utf8"))) {
      const [path, heading] = link.split("#");
      const target = path === "" ? page : new URL(path, `file:///${page}`).pathname.slice(1);
      if (!existsSync(ROOT + target)) broken.push(`${page}: ${link}`);
      else if (heading !== undefined && !headings(target).includes(heading)) {
        broken.push(`${page}: ${link}`);
      }
    }
  }
  assert.deepEqual(broken, []);
});

Deno.test("every page beside the code can be reached from README.md", () => {
  const reached = new Set(["README.md"]);
  for (const page of reached) {
    for (const link of links(readFileSync(ROOT + page, "utf8"))) {
      const path = link.split("#")[0];
      if (!path.endsWith(".md")) continue;
      reached.add(new URL(path, `file:///${page}`).pathname.slice(1));
    }
  }
  assert.deepEqual(pages("").filter((p) => !reached.has(p)), []);
});

/** The Markdown files at or below a folder, from the root of the project. */
function pages(folder: string): string[] {
  return readdirSync(ROOT + folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || ["dist", "node_modules"].includes(entry.name)) return [];
    const path = folder + entry.name;
    if (entry.isDirectory()) return pages(`${path}/`);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** Links to places inside the project, pictures too; what stands in code is none. */
function links(text: string): string[] {
  const prose = text.replace(/^ *```[^]*?^ *```/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((m) => m[1])
    .filter((l) => !/^[a-z]+:/.test(l));
}

/** The anchors of a page's headings, as forges make them. */
function headings(page: string): string[] {
  return [...readFileSync(ROOT + page, "utf8").matchAll(/^#+ (.*)$/gm)].map((m) =>
    m[1].toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );
}
