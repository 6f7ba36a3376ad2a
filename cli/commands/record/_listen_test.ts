/** Tests of where a server is told to listen. */
import assert from "node:assert/strict";
import { lex } from "../../spec/lexer.ts";
import { LISTEN_OPTIONS } from "./_listen.ts";

Deno.test("--listen is one address: a second one is a mistake, and not taken in its place", () => {
  const { values } = lex(["--listen", "unix:/a"], LISTEN_OPTIONS);
  assert.equal(values.get("listen"), "unix:/a");
  assert.throws(
    () => lex(["--listen", "unix:/a", "--listen=127.0.0.1:0"], LISTEN_OPTIONS),
    /"--listen" flag: a server listens at one address, and that is unix:\/a/,
  );
});
