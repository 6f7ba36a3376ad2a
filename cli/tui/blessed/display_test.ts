/** Tests of display.ts: what is written where the locale is not UTF-8. */
import assert from "node:assert/strict";
import { span } from "../text/block.ts";
import { dark } from "../screen/theme.ts";
import { openDisplay } from "./display.ts";

/** What is written for the signs of the status bar and the rows in a locale. */
function written(env: Readonly<Record<string, string | undefined>>): string {
  let out = "";
  const display = openDisplay({
    write: (text) => out += text,
    size: { columns: 40, rows: 3 },
    theme: dark,
    env: { TERM: "xterm", ...env },
  });
  out = "";
  display.paint([[span(" dockerctl ▪ local ● up │ ▶ web")]]);
  display.close();
  return out;
}

Deno.test("openDisplay() writes signs that every locale has where it is not UTF-8", () => {
  for (const env of [{ LANG: "C" }, { LC_ALL: "POSIX" }, { LANG: "de_DE.ISO-8859-1" }]) {
    // Over blanks the cursor is moved.
    // deno-lint-ignore no-control-regex
    const text = written(env).replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "");
    assert.match(text, /dockerctl\*local\*up\|>web/, JSON.stringify(env));
    // deno-lint-ignore no-control-regex
    assert.match(text, /^[\x00-\x7f]*$/);
  }
  for (const env of [{ LANG: "C.UTF-8" }, { LANG: "en_US.utf8@euro" }, { LANG: "en_US" }, {}]) {
    assert.match(written(env), /▪.*local.*●.*up/s, JSON.stringify(env));
  }
});

Deno.test("openDisplay() puts the terminal's cursor where something is typed", () => {
  let out = "";
  const display = openDisplay({
    write: (text) => out += text,
    size: { columns: 40, rows: 3 },
    theme: dark,
    env: { TERM: "xterm", LANG: "C.UTF-8" },
  });
  const paint = (...line: ReturnType<typeof span>[]) => {
    out = "";
    display.paint([[], line]);
    return out;
  };
  const caret = span(" ", { on: "cursor" });
  assert.ok(!paint(span("text")).includes("\x1b[?25h"));
  // A wide character has two columns.
  assert.ok(paint(span(" :\u65e5"), caret).endsWith("\x1b[2;5H\x1b[?25h"));
  assert.ok(paint(span(" :"), caret).endsWith("\x1b[2;3H\x1b[?25h"));
  // blessed saves and restores it around what it draws elsewhere.
  assert.ok(!paint(span(" :"), caret, span("ghost")).includes("\x1b[?25"));
  assert.ok(paint(span("text")).endsWith("\x1b[?25l"));
  // Whoever has the terminal meanwhile moves it.
  paint(span(" :"), caret);
  display.suspend();
  out = "";
  display.resume();
  assert.ok(out.endsWith("\x1b[2;3H\x1b[?25h"));
  display.close();
});
