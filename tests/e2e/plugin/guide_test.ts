/** Every snippet of plugins/README.md is run: files are written, commands are called, in order. */
import assert from "node:assert/strict";
import { emptyHome } from "./home.ts";

const GUIDE = new URL("../../../plugins/README.md", import.meta.url);

/** What a command of the guide is to print, where a newcomer would look at it. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  "dockerctl plugin new hello": /plugins\/hello\n/,
  "dockerctl plugin check hello --yes":
    /adds {2}command hello; column AGE; pane hello\n.*\n.*\nok +listsContainers/,
  "dockerctl --demo hello": /^HELLO +IMAGE +AGE\n.*web-1/s,
  "dockerctl --demo oldest 2": /^NAME +AGE\n\S+ +\d+\w\n\S+ +\d+\w\n$/,
  "dockerctl --demo --json oldest 1": /^\{"name":"\S+","age":"\d+\w"\}\n$/,
  "dockerctl oldest --help": /oldest \[OPTIONS\] \[COUNT\]/,
  "dockerctl plugin check ports": /adds {2}column OPEN\n {2}may {3}nothing but print/,
  "dockerctl plugin check labels": /adds {2}pane labels\n {2}may {3}read from the engine/,
  "dockerctl --demo plugin pane labels labels web-1": /com\.docker\.compose\.project = shop/,
  "dockerctl plugin ls": /^oldest .* ok .*command oldest$/m,
  "dockerctl plugin check ticket": /adds {2}action ticket\n {2}may {3}nothing but print/,
  "dockerctl --demo plugin act ticket ticket web-1":
    /^https:\/\/tickets\.example\/new\?about=web-1\n$/,
  "dockerctl plugin rm --yes ports labels ticket": /^ports\nlabels\nticket\n$/,
};

Deno.test("the guide's snippets work in an empty HOME, from the binary alone", async (t) => {
  await using home = await emptyHome();
  const text = await Deno.readTextFile(GUIDE);
  const seen = new Set<string>();
  for (const [, kind, name, body] of text.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)) {
    if (kind === "ts") {
      assert.ok(name, "a file of the guide has no name");
      await home.write(name, body);
      continue;
    }
    assert.equal(kind, "sh");
    for (const line of body.trim().split("\n")) {
      await t.step(line, async () => {
        const [program, ...words] = line.split(" ");
        assert.equal(program, "dockerctl");
        const { code, stdout, stderr } = await home.cli(words);
        assert.equal(code, 0, stderr);
        assert.equal(stderr, "");
        if (EXPECTED[line]) assert.match(stdout, EXPECTED[line]);
        seen.add(line);
      });
    }
  }
  assert.deepEqual(Object.keys(EXPECTED).filter((line) => !seen.has(line)), []);
});
