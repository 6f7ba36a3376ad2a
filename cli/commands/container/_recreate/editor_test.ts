/** Tests of editor.ts: what the editor is given is read again as what it was. */
import assert from "node:assert/strict";
import { lineText, wordsOfText } from "./editor.ts";

Deno.test("wordsOfText() reads what lineText() wrote, with any value in it", () => {
  const words = [
    "run",
    "--env",
    "A=one\n# two\n\\\nthree 'four' \"five\\\" \r\n",
    "--env",
    "EMPTY=",
    "--init",
    "--label",
    "",
    "busybox",
    "sh",
    "-c",
    "#!/bin/sh\n# comment\necho \\\n  'x' # y\n",
  ];
  assert.deepEqual(wordsOfText(`# above\n${lineText(words)}`), words.slice(1));
});

Deno.test("wordsOfText() leaves comments and ends of lines outside of quotes out", () => {
  const text =
    "# a 'quote\ndocker run \\\r\n# no\n  -e A=1 \\\n\n  -e 'B=#' -e C=a#b \"x\\\ny\"\n# end";
  assert.deepEqual(wordsOfText(text), ["-e", "A=1", "-e", "B=#", "-e", "C=a#b", "xy"]);
});

Deno.test("wordsOfText() refuses a quote that is not closed, and a line that is not of run", () => {
  assert.throws(
    () => wordsOfText("docker run -e 'A=1 \\\n  busybox"),
    /A quote \('\) is not closed/,
  );
  assert.throws(() => wordsOfText("docker rm -f web"), /must begin with "docker run"/);
});
