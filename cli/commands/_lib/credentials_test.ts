/** Tests of credentials.ts: the registries' credentials for commands. */
import assert from "node:assert/strict";
import { testContext } from "../../spec/testing.ts";
import {
  credentialsFor,
  credentialsForImage,
  dropCredentials,
  keepCredentials,
} from "./credentials.ts";

Deno.test("keepCredentials() keeps what credentialsFor() finds, and dropCredentials() forgets", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const ctx = testContext({ env: { DOCKER_CONFIG: dir } });
    await keepCredentials(ctx, "reg.example:5000", { username: "me", password: "pw" });
    assert.match(ctx.streams.stderr.text, /stored unencrypted in '.*config\.json'/);
    const found = await credentialsFor(ctx, "reg.example:5000");
    assert.deepEqual([found?.username, found?.password], ["me", "pw"]);
    await dropCredentials(ctx, "reg.example:5000");
    assert.equal(await credentialsFor(ctx, "reg.example:5000"), undefined);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("credentialsForImage() warns of a helper that fails, and goes on as nobody", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/config.json`, '{"credsStore":"not-there"}');
    const env = { DOCKER_CONFIG: dir, DOCKER_AUTH_CONFIG: "{" };
    const ctx = testContext({ env });
    assert.equal(await credentialsForImage(ctx, "reg.example/app:1"), undefined);
    assert.match(ctx.streams.stderr.text, /^WARNING: DOCKER_AUTH_CONFIG cannot be read: /);
    assert.match(ctx.streams.stderr.text, /\nWARNING: error getting credentials - err: exec: /);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
