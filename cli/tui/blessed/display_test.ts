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
