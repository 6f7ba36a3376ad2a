/** The manual pages hold what the specs say, and nothing in them is read as a request to roff. */
import assert from "node:assert/strict";
import { commands, groups } from "../mod.ts";
import { commandPage, manualPages, pageName } from "../../spec/manual.ts";
import { Registry } from "../../spec/registry.ts";
import { defineCommand } from "../../spec/types.ts";

const INFO = { version: "1.2.3", date: "2026-01-02" };

Deno.test("commandPage() names the command, its usage, its options and examples", () => {
  const page = commandPage(
    defineCommand({
      path: "box open",
      aliases: ["open"],
      summary: "Open a box",
      args: [{ name: "box", summary: "Which one" }],
      options: {
        wide: { type: "boolean", short: "w", summary: "All the way" },
        secret: { type: "string", summary: "Unseen", hidden: true },
      },
      examples: [{ text: "The usual", command: "dockerctl open --wide it" }],
      run: async () => {},
    }),
    INFO,
  );
  assert.match(page, /^\.TH "DOCKERCTL\\-BOX\\-OPEN" 1 "2026\\-01\\-02" "dockerctl 1\.2\.3"/);
  assert.match(page, /dockerctl\\-box\\-open \\- open a box/);
  assert.match(page, /\.B "dockerctl open \[OPTIONS\] BOX"/);
  assert.match(page, /\.TP\n\.B "\\-w, \\-\\-wide"\nAll the way\./);
  assert.match(page, /\.nf\ndockerctl open \\-\\-wide it\n\.fi/);
  assert.doesNotMatch(page, /secret|Unseen/);
});

Deno.test("commandPage() takes no word of a text for a request", () => {
  const page = commandPage(
    defineCommand({
      path: "x",
      summary: "X",
      description: ".so /etc/passwd\n'bad\nback\\slash\n\nsecond",
      run: async () => {},
    }),
    INFO,
  );
  assert.match(page, /\n\\&\.so \/etc\/passwd\n\\&'bad\nback\\eslash\n\.PP\nsecond\n/);
});

Deno.test("manualPages() has a page for every command, group and other name", async () => {
  const registry = new Registry(commands, groups);
  const pages = await manualPages(registry, INFO);
  for (const entry of commands.filter((c) => !c.hidden)) {
    for (const path of [entry.path, ...entry.aliases]) {
      const page = pages.get(`${pageName(path)}.1`);
      assert.ok(page, path);
      const target = /^\.so man1\/(.*)\n$/.exec(page)?.[1];
      assert.ok(target === undefined || pages.has(target), `${path} leads to ${target}`);
    }
  }
  assert.ok(pages.has("dockerctl.1"));
  assert.ok(pages.has("dockerctl-container.1"));
});
