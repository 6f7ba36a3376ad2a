/** Tests of files.ts: `--secret` and `--config` of services. */
import assert from "node:assert/strict";
import { parseFile } from "./files.ts";

Deno.test("parseFile() reads a name alone and fields", () => {
  const file = { Name: "key", UID: "0", GID: "0", Mode: 0o444 };
  assert.deepEqual(parseFile("secret", "key"), { source: "key", file });
  assert.deepEqual(parseFile("config", "src=key,target=/a,uid=1,gid=2,mode=0400"), {
    source: "key",
    file: { Name: "/a", UID: "1", GID: "2", Mode: 0o400 },
  });
  assert.deepEqual(parseFile("secret", "SOURCE=key,mode=292"), { source: "key", file });
});

Deno.test("parseFile() says what it cannot read in docker's words", () => {
  const said = (text: string) => {
    try {
      return parseFile("secret", text);
    } catch (e) {
      return (e as Error).message;
    }
  };
  assert.equal(said(""), "EOF");
  assert.equal(said("target=x"), "source is required");
  assert.equal(said("source=a,frob"), "invalid field 'frob' must be a key=value pair");
  assert.equal(said("source=a,frob=1"), "invalid field in secret request: frob");
  assert.equal(
    said("source=a,mode=rw"),
    'invalid mode specified: strconv.ParseUint: parsing "rw": invalid syntax',
  );
  assert.match(said("source=a,mode=-1") as string, /invalid syntax/);
});
