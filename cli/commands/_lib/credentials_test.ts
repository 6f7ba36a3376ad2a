import assert from "node:assert/strict";
import { testContext } from "../../spec/testing.ts";
import {
  authFromFile,
  credentialsFor,
  decodeAuth,
  dropCredentials,
  encodeAuth,
  HUB,
  keepCredentials,
  registryKey,
} from "./credentials.ts";

/** A context whose configuration lies in a folder of its own. */
async function withConfig(f: (ctx: ReturnType<typeof testContext>, dir: string) => Promise<void>) {
  const dir = await Deno.makeTempDir();
  try {
    await f(testContext({ env: { DOCKER_CONFIG: dir } }), dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("encodeAuth() and decodeAuth() are each other's inverse, colons and all", () => {
  for (const [user, password] of [["a", "b"], ["é", "p:w:€"], ["x", ""]]) {
    assert.deepEqual(decodeAuth(encodeAuth(user, password)), { username: user, password });
  }
  assert.equal(decodeAuth("!"), undefined);
  assert.equal(decodeAuth(btoa("nocolon")), undefined);
});

Deno.test("authFromFile() finds a registry by its key or by its host", () => {
  const auths = { "https://ghcr.io/v2/": { auth: encodeAuth("me", "pw") } };
  assert.equal(authFromFile(auths, "ghcr.io")?.username, "me");
  assert.equal(authFromFile(auths, "other.io"), undefined);
  assert.equal(registryKey("docker.io"), HUB);
});

Deno.test("keepCredentials() keeps what credentialsFor() finds, and dropCredentials() forgets", async () => {
  await withConfig(async (ctx, dir) => {
    await keepCredentials(ctx, "reg.example:5000", { username: "me", password: "pw" });
    assert.match(ctx.streams.stderr.text, /stored unencrypted/);
    const found = await credentialsFor(ctx, "reg.example:5000");
    assert.deepEqual([found?.username, found?.password], ["me", "pw"]);
    assert.equal((await Deno.stat(`${dir}/config.json`)).mode! & 0o777, 0o600);
    await dropCredentials(ctx, "reg.example:5000");
    assert.equal(await credentialsFor(ctx, "reg.example:5000"), undefined);
  });
});

Deno.test("credentialsFor() asks the helper, and takes <token> as an identity token", async () => {
  await withConfig(async (_, dir) => {
    const script = `#!/bin/sh
read key
[ "$key" = none.example ] && { echo "credentials not found in native keychain"; exit 1; }
echo '{"Username":"<token>","Secret":"'"$key"'"}'
`;
    await Deno.writeTextFile(`${dir}/docker-credential-fake`, script, { mode: 0o755 });
    await Deno.writeTextFile(`${dir}/config.json`, '{"credsStore":"fake"}');
    const path = Deno.env.get("PATH");
    Deno.env.set("PATH", `${dir}:${path}`);
    try {
      const ctx = testContext({ env: { DOCKER_CONFIG: dir } });
      const found = await credentialsFor(ctx, "reg.example");
      assert.equal(found?.identityToken, "reg.example");
      assert.equal(await credentialsFor(ctx, "none.example"), undefined);
    } finally {
      Deno.env.set("PATH", path!);
    }
  });
});

Deno.test("credentialsFor() prefers DOCKER_AUTH_CONFIG", async () => {
  const auths = { "reg.example": { auth: encodeAuth("env", "x") } };
  const ctx = testContext({ env: { DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) } });
  assert.equal((await credentialsFor(ctx, "reg.example"))?.username, "env");
});
