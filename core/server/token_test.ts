/** Tests of tokens and of the files they are in. */
import assert from "node:assert/strict";
import { readTokenFile, tokenMatches } from "./token.ts";

Deno.test("readTokenFile() makes a token once, for its owner alone", async () => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/new/token`;
  try {
    await assert.rejects(readTokenFile(path), /is not there/);
    const token = await readTokenFile(path, true);
    assert.match(token, /^[\w-]{43}$/);
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    assert.equal(await readTokenFile(path, true), token);
    assert.equal(await readTokenFile(path), token);
    const many = await Promise.all(
      Array.from({ length: 8 }, () => readTokenFile(`${dir}/many`, true)),
    );
    const made = await readTokenFile(`${dir}/many`);
    assert.deepEqual(many, many.map(() => made));
    assert.equal([...Deno.readDirSync(dir)].filter((e) => e.isFile).length, 1);
    assert.notEqual(made, token);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("readTokenFile() refuses a file that others may read, and what is no token", async () => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/token`;
  try {
    for (
      const [text, mode, says] of [
        ["a".repeat(40), 0o644, /can be read or written by others/],
        ["a".repeat(40), 0o620, /can be read or written by others/],
        ["short", 0o600, /holds a token of 5 characters; 32 are the least/],
        ["", 0o600, /holds a token of 0 characters/],
        ["two words of which the token is made", 0o600, /holds no token/],
        ["a".repeat(2_000), 0o600, /holds no token/],
      ] as const
    ) {
      await Deno.writeTextFile(path, text);
      await Deno.chmod(path, mode);
      await assert.rejects(readTokenFile(path, true), says);
    }
    await assert.rejects(readTokenFile(dir, true), /is no plain file/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test({
  name: "readTokenFile() refuses a file of another user, a FIFO, and another user's link",
  ignore: Deno.uid() !== 0,
  fn: async () => {
    const dir = await Deno.makeTempDir();
    const path = `${dir}/token`;
    try {
      await Deno.writeTextFile(path, "a".repeat(40), { mode: 0o600 });
      await Deno.symlink(path, `${dir}/link`);
      assert.equal(await readTokenFile(`${dir}/link`), "a".repeat(40));
      await new Deno.Command("chown", { args: ["-h", "65534", `${dir}/link`] }).output();
      await assert.rejects(readTokenFile(`${dir}/link`), /belongs to another user/);
      await Deno.chown(path, 65_534, null);
      await assert.rejects(readTokenFile(path), /^EngineError: the token file .* another user/);
      await new Deno.Command("mkfifo", { args: ["-m", "600", `${dir}/fifo`] }).output();
      await assert.rejects(readTokenFile(`${dir}/fifo`), /is no plain file/);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

Deno.test("tokenMatches() compares whole tokens of any length", () => {
  assert.ok(tokenMatches("abc", "abc"));
  for (const other of ["", "ab", "abcd", "ABC", "xbc"]) assert.ok(!tokenMatches(other, "abc"));
});
