/** The public symbols of core have a doc comment each. */
import assert from "node:assert/strict";

Deno.test("deno doc --lint core/mod.ts has nothing to say", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", new URL("./mod.ts", import.meta.url).pathname],
    env: { NO_COLOR: "1" },
    stdout: "null",
  }).output();
  const said = new TextDecoder().decode(stderr);
  assert.equal(
    code,
    0,
    said.split("\n").filter((line) => !/^Warning|^ {4}at/.test(line)).join("\n"),
  );
});
