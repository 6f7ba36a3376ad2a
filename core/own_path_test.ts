/** Tests of whose a path is: owners, modes, links, other kinds of files. */
import assert from "node:assert/strict";
import { checkOwn, openOwn, ownFolder, readOwnText, writeOwnText } from "./own_path.ts";

/** Whom a test that runs as root takes for another user. */
const STRANGER = 65_534;
const asRoot = { ignore: Deno.uid() !== 0 };

async function inFolder(run: (dir: string) => void | Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const says = (text: RegExp) => (e: unknown) => {
  assert.match((e as Error).message, text);
  assert.equal((e as { code?: string }).code, "config");
  return true;
};

Deno.test("openOwn() makes a file for its owner alone, and opens it again", () =>
  inFolder((dir) => {
    const path = `${dir}/f`;
    const file = openOwn(path, { write: true, create: true });
    file.writeSync(new TextEncoder().encode("one"));
    file.close();
    assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
    assert.equal(readOwnText(path, 10), "one");
    openOwn(path, { append: true, create: true }).close();
    assert.equal(readOwnText(path, 10), "one");
    openOwn(path, { write: true, truncate: true }).close();
    assert.equal(readOwnText(path, 10), "");
    assert.equal(readOwnText(`${dir}/none`, 10), undefined);
  }));

Deno.test("openOwn() opens nothing that is no plain file, and never hangs on a FIFO", () =>
  inFolder((dir) => {
    new Deno.Command("mkfifo", { args: ["-m", "600", `${dir}/fifo`] }).outputSync();
    for (const options of [{}, { append: true, create: true }, { read: true, write: true }]) {
      assert.throws(() => openOwn(`${dir}/fifo`, options), says(/is no plain file/));
    }
    assert.throws(() => readOwnText("/dev/null", 10), says(/no plain file|written by others/));
    Deno.mkdirSync(`${dir}/d`, { mode: 0o700 });
    assert.throws(() => openOwn(`${dir}/d`), says(/is no plain file/));
  }));

Deno.test("readOwnText() has a bound", () =>
  inFolder((dir) => {
    writeOwnText(`${dir}/f`, "0123456789");
    assert.equal(readOwnText(`${dir}/f`, 10), "0123456789");
    assert.throws(() => readOwnText(`${dir}/f`, 9), says(/larger than 9 bytes/));
  }));

Deno.test("openOwn() follows links of ours alone", asRoot, () =>
  inFolder((dir) => {
    writeOwnText(`${dir}/f`, "x");
    Deno.symlinkSync(`${dir}/f`, `${dir}/l`);
    assert.equal(readOwnText(`${dir}/l`, 10), "x");
    new Deno.Command("chown", { args: ["-h", String(STRANGER), `${dir}/l`] }).outputSync();
    for (const options of [{}, { append: true, create: true }]) {
      assert.throws(
        () => openOwn(`${dir}/l`, options),
        says(/The link of the file .* belongs to another user \(uid 65534\)/),
      );
    }
    Deno.symlinkSync(`${dir}/nowhere`, `${dir}/dangling`);
    assert.throws(() => openOwn(`${dir}/dangling`, { append: true, create: true }), says(/a link/));
    assert.equal(readOwnText(`${dir}/dangling`, 10), undefined);
  }));

Deno.test(
  "openOwn() opens no file of another user, nor one that others may write",
  asRoot,
  () =>
    inFolder((dir) => {
      const path = `${dir}/f`;
      writeOwnText(path, "x");
      Deno.chownSync(path, STRANGER, null);
      assert.throws(
        () => readOwnText(path, 10, { what: "token file" }),
        says(/^The token file .* belongs to another user/),
      );
      Deno.chownSync(path, 0, null);
      for (const mode of [0o620, 0o602, 0o666]) {
        Deno.chmodSync(path, mode);
        assert.throws(() => openOwn(path), says(/can be written by others/));
      }
      Deno.chmodSync(path, 0o644);
      assert.equal(readOwnText(path, 10), "x");
      assert.throws(
        () => checkOwn(path, { others: "nothing" }),
        says(/can be read or written by others/),
      );
    }),
);

Deno.test("ownFolder() makes folders for their owner, and takes none of another", () =>
  inFolder((dir) => {
    ownFolder(`${dir}/a/b`);
    assert.equal(Deno.statSync(`${dir}/a/b`).mode! & 0o777, 0o700);
    assert.equal(Deno.statSync(`${dir}/a`).mode! & 0o777, 0o700);
    ownFolder(`${dir}/a/b`);
    Deno.chmodSync(`${dir}/a/b`, 0o777);
    assert.throws(() => ownFolder(`${dir}/a/b`), says(/can be written by others/));
    Deno.chmodSync(`${dir}/a/b`, 0o700);
    Deno.chmodSync(`${dir}/a`, 0o777);
    assert.throws(() => ownFolder(`${dir}/a/b`), says(/where everybody may replace it/));
    Deno.chmodSync(`${dir}/a`, 0o1777);
    ownFolder(`${dir}/a/b`);
    if (Deno.uid() !== 0) return;
    Deno.chownSync(`${dir}/a/b`, STRANGER, null);
    assert.throws(() => ownFolder(`${dir}/a/b`), says(/belongs to another user/));
  }));
