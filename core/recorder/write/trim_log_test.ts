/** Tests of cutting the recorder's own log. */
import assert from "node:assert/strict";
import { trimLog } from "./trim_log.ts";

Deno.test("trimLog() moves a log that is too large aside, while it is appended to", async () => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/recorder.log`;
  try {
    await trimLog(path, 10);
    using file = await Deno.open(path, { append: true, create: true, mode: 0o600 });
    const write = (text: string) => file.write(new TextEncoder().encode(text));
    await write("0123456789");
    await trimLog(path, 10);
    assert.equal(await Deno.readTextFile(path), "0123456789");
    await write("x");
    await trimLog(path, 10);
    await write("new");
    assert.equal(await Deno.readTextFile(path), "new");
    assert.equal(await Deno.readTextFile(`${path}.1`), "0123456789x");
    assert.equal((await Deno.stat(`${path}.1`)).mode! & 0o777, 0o600);
    assert.equal([...Deno.readDirSync(dir)].length, 2);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
