/** Tests of logins: from the file, from helpers, and where there are none. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import {
  authFromFile,
  type CredentialsOptions,
  decodeAuth,
  encodeAuth,
  eraseCredentials,
  HUB,
  registryCredentials,
  registryKey,
  storeCredentials,
} from "./credentials.ts";

/** Options whose configuration lies in a folder of its own. */
async function withConfig(f: (options: CredentialsOptions, dir: string) => Promise<void>) {
  const dir = await Deno.makeTempDir();
  try {
    await f({ env: { DOCKER_CONFIG: dir } }, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** The same with a helper `docker-credential-fake`: a shell script. */
async function withHelper(
  script: string,
  config: unknown,
  f: (options: CredentialsOptions, dir: string) => Promise<void>,
) {
  await withConfig(async (options, dir) => {
    const program = `#!/bin/sh\n${script}`;
    await Deno.writeTextFile(`${dir}/docker-credential-fake`, program, { mode: 0o755 });
    await Deno.writeTextFile(`${dir}/config.json`, JSON.stringify(config));
    const path = Deno.env.get("PATH")!;
    Deno.env.set("PATH", `${dir}:${path}`);
    try {
      await f(options, dir);
    } finally {
      Deno.env.set("PATH", path);
    }
  });
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

Deno.test("storeCredentials() keeps what registryCredentials() finds, and eraseCredentials() forgets", async () => {
  await withConfig(async (options, dir) => {
    const reg = "reg.example:5000";
    assert.equal(
      await storeCredentials(reg, { username: "me", password: "pw" }, options),
      undefined,
    );
    const found = await registryCredentials(reg, options);
    assert.deepEqual([found?.username, found?.password], ["me", "pw"]);
    if (Deno.build.os !== "windows") {
      assert.equal((await Deno.stat(`${dir}/config.json`)).mode! & 0o777, 0o600);
    }
    await eraseCredentials(reg, options);
    assert.equal(await registryCredentials(reg, options), undefined);
    await eraseCredentials(reg, options);
  });
});

const KEEPER = `dir=$(dirname "$0")
case $1 in
store) cat >"$dir/secret" ;;
get) cat "$dir/secret" 2>/dev/null || { echo "credentials not found in native keychain"; exit 1; } ;;
erase) cat >"$dir/erased"; rm "$dir/secret" ;;
esac
`;

Deno.test("credentials go to the helper and come from it, none of them to the file", async () => {
  for (const config of [{ credsStore: "fake" }, { credHelpers: { "reg.example": "fake" } }]) {
    await withHelper(KEEPER, config, async (options, dir) => {
      assert.equal(await registryCredentials("reg.example", options), undefined);
      const auth = { username: "me", password: "pw" };
      assert.equal(await storeCredentials("reg.example", auth, options), "fake");
      assert.deepEqual(JSON.parse(await Deno.readTextFile(`${dir}/secret`)), {
        ServerURL: "reg.example",
        Username: "me",
        Secret: "pw",
      });
      const file = JSON.parse(await Deno.readTextFile(`${dir}/config.json`));
      assert.deepEqual(file.auths, { "reg.example": {} });
      assert.equal((await registryCredentials("reg.example", options))?.password, "pw");
      await eraseCredentials("reg.example", options);
      assert.equal(await Deno.readTextFile(`${dir}/erased`), "reg.example");
      assert.deepEqual(JSON.parse(await Deno.readTextFile(`${dir}/config.json`)).auths, {});
    });
  }
});

Deno.test("storeCredentials() keeps an identity token as <token>", async () => {
  await withHelper(KEEPER, { credsStore: "fake" }, async (options) => {
    await storeCredentials("reg.example", { username: "me", identityToken: "t0" }, options);
    const found = await registryCredentials("reg.example", options);
    assert.deepEqual(found, { identityToken: "t0", serverAddress: "reg.example" });
  });
  await withConfig(async (options) => {
    await storeCredentials("reg.example", { username: "me", identityToken: "t0" }, options);
    assert.equal((await registryCredentials("reg.example", options))?.identityToken, "t0");
  });
});

Deno.test("registryCredentials() says what is wrong with a helper", async () => {
  const config = (e: unknown) => isEngineError(e, "config");
  await withConfig(async (options, dir) => {
    await Deno.writeTextFile(`${dir}/config.json`, '{"credsStore":"not-there"}');
    await assert.rejects(registryCredentials("x.io", options), (e) => {
      const words = /^error getting credentials - err: exec: "docker-credential-not-there": exec/;
      return config(e) && words.test((e as Error).message);
    });
  });
  const cases: [string, RegExp][] = [
    ["echo locked; exit 3", /err: exit status 3, out: `locked`$/],
    ["echo hunter2", /docker-credential-fake gave no credentials: Unexpected token$/],
    ["echo '{}'", /gave no credentials: no secret in it$/],
    ["echo null", /gave no credentials: no secret in it$/],
    ["while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done", /more than 1048576 bytes/],
  ];
  for (const [script, words] of cases) {
    await withHelper(script, { credsStore: "fake" }, async (options) => {
      await assert.rejects(registryCredentials("x.io", options), (e) => {
        assert.match((e as Error).message, words);
        return config(e);
      });
    });
  }
});

Deno.test("registryCredentials() ends with its signal", async () => {
  await withHelper("exec sleep 600", { credsStore: "fake" }, async (options) => {
    const stop = new AbortController();
    const asked = registryCredentials("x.io", { ...options, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await assert.rejects(asked, (e) => isEngineError(e, "aborted"));
    const gone = { ...options, signal: AbortSignal.abort() };
    await assert.rejects(registryCredentials("x.io", gone), (e) => isEngineError(e, "aborted"));
  });
});

Deno.test("registryCredentials() prefers DOCKER_AUTH_CONFIG, and passes over a broken one", async () => {
  await withConfig(async (options) => {
    await storeCredentials("reg.example", { username: "file", password: "y" }, options);
    const ask = async (text: string) => {
      const warned: string[] = [];
      const env = { ...options.env, DOCKER_AUTH_CONFIG: text };
      const found = await registryCredentials("reg.example", { env, warn: (w) => warned.push(w) });
      return [found?.username, warned.length];
    };
    const auths = { "reg.example": { auth: encodeAuth("env", "x") } };
    assert.deepEqual(await ask(JSON.stringify({ auths })), ["env", 0]);
    assert.deepEqual(await ask(JSON.stringify({ auths: { "other.example": {} } })), ["file", 0]);
    for (const bad of ["{", "null", '{"auths":{"reg.example":{"auth":7}}}']) {
      assert.deepEqual(await ask(bad), ["file", 1], bad);
    }
  });
});
