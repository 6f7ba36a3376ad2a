/** Tests of authHeader(), authConfigHeader(): what goes in and what comes out. */
import assert from "node:assert/strict";
import { authConfigHeader, authHeader } from "./registry_auth.ts";

function decode(header: string): unknown {
  // Go's base64.URLEncoding wants the padding.
  assert.equal(header.length % 4, 0);
  assert.match(header, /^[A-Za-z0-9_-]*=*$/);
  const bytes = Uint8Array.from(
    atob(header.replaceAll("-", "+").replaceAll("_", "/")),
    (char) => char.charCodeAt(0),
  );
  return JSON.parse(new TextDecoder().decode(bytes));
}

Deno.test("authHeader() is padded base64url of docker's own document", () => {
  const auth = {
    username: "jürgen??",
    password: "pa>>ss~~ÿÿ",
    serverAddress: "https://index.docker.io/v1/",
    identityToken: "",
  };
  assert.deepEqual(decode(authHeader(auth)["x-registry-auth"]), {
    username: "jürgen??",
    password: "pa>>ss~~ÿÿ",
    serveraddress: "https://index.docker.io/v1/",
  });
  assert.deepEqual(decode(authHeader(undefined)["x-registry-auth"]), {});
  for (let n = 0; n < 200; n++) {
    const password = String.fromCodePoint(...Array.from({ length: n % 7 }, (_, i) => n * 37 + i));
    const said = decode(authHeader({ password })["x-registry-auth"]);
    assert.deepEqual(said, password ? { password } : {});
  }
});

Deno.test("authConfigHeader() is a map, and nothing without anybody", () => {
  assert.deepEqual(authConfigHeader(undefined), {});
  assert.deepEqual(authConfigHeader({}), {});
  const header = authConfigHeader({ "ghcr.io": { registryToken: "t" } });
  assert.deepEqual(decode(header["x-registry-config"]), { "ghcr.io": { registrytoken: "t" } });
});
