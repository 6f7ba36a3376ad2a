/** Tests of _logins.ts: the server's own logins, which are told to nobody. */
import assert from "node:assert/strict";
import { loginsOf } from "./_logins.ts";

Deno.test("loginsOf() reads config.json, and tells of a helper that fails without what it wrote", async () => {
  const dir = await Deno.makeTempDir();
  const path = Deno.env.get("PATH")!;
  try {
    const helper = `#!/bin/sh\necho hunter2\nexit 3`;
    await Deno.writeTextFile(`${dir}/docker-credential-leaks`, helper, { mode: 0o755 });
    Deno.env.set("PATH", `${dir}:${path}`);
    const auths = { "reg.example": { auth: btoa("me:pw") } };
    const credHelpers = { "bad.example": "leaks" };
    await Deno.writeTextFile(`${dir}/config.json`, JSON.stringify({ auths, credHelpers }));
    const said: string[] = [];
    const login = loginsOf({ env: {}, configDir: dir, warn: (line) => void said.push(line) });
    const signal = AbortSignal.timeout(20_000);
    const found = await login("reg.example/app@sha256:" + "a".repeat(64), signal);
    assert.deepEqual([found?.username, found?.password], ["me", "pw"]);
    assert.equal(await login("other.example/app:1", signal), undefined);
    assert.deepEqual(said, []);
    await assert.rejects(
      login("bad.example/app:1", signal),
      (e: Error) => !/hunter/.test(e.message),
    );
    assert.equal(said.length, 1);
    assert.match(said[0], /^the login for bad\.example cannot be read: .*exit status 3$/);
    // The server's end is no fault of a login.
    await assert.rejects(login("bad.example/app:1", AbortSignal.abort()));
    assert.equal(said.length, 1);
  } finally {
    Deno.env.set("PATH", path);
    await Deno.remove(dir, { recursive: true });
  }
});
