/** Tests of lines on their way to a log pane. */
import assert from "node:assert/strict";
import { LOG_LINE_CHARS } from "../buffer.ts";
import { lineText, shownLine } from "./lines.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("lineText() cuts a line of a megabyte and says so", () => {
  const text = lineText(bytes("x".repeat(1024 * 1024)));
  assert.equal(text, `${"x".repeat(LOG_LINE_CHARS)} … (1048576 bytes)`);
});

Deno.test("lineText() shows the last state of a progress bar", () => {
  assert.equal(lineText(bytes("10%\r20%\r100%\r")), "100%");
});

Deno.test("lineText() takes out what would act on the terminal, and keeps colours", () => {
  assert.equal(
    lineText(bytes("a\x1b[2J\x1b]0;x\x07b\x1b[31mred\x1b[0m\0")),
    "ab\x1b[31mred\x1b[0m",
  );
});

Deno.test("lineText() stands what is no text", () => {
  const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 197) & 255);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(lineText(noise), /[\x00-\x1a\x1c-\x1f\x7f-\x9f]/);
});

Deno.test("shownLine() says what happened between the lines", () => {
  assert.equal(
    shownLine({ type: "stopped", exitCode: 3 }, 0, "w\x1b[2Jeb")?.text,
    "web stopped (exit 3)",
  );
  assert.equal(
    shownLine({ type: "stopped", exitCode: 3 }, 0, "z".repeat(90))?.text,
    `${"z".repeat(31)}… stopped (exit 3)`,
  );
  assert.equal(shownLine({ type: "started" }, 1, "web")?.source, 1);
  const line = shownLine(
    {
      type: "line",
      stream: "stderr",
      time: 5n,
      data: bytes("hi"),
      complete: true,
    },
    2,
    "web",
  );
  assert.deepEqual(line, { source: 2, stream: "stderr", time: 5n, text: "hi" });
});
