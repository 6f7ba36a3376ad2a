/** What checkAuth() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { recorded } from "../testing/_recorded.ts";

Deno.test("checkAuth() uses docker's own spelling", async () => {
  const { result, sent } = await recorded({
    json: { Status: "Login Succeeded", IdentityToken: "t" },
  }, (engine) => engine.system.auth({ username: "u", password: "p", serverAddress: "r" }));
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/auth",
    op: "log in to registry",
    json: { username: "u", password: "p", serveraddress: "r" },
    kind: "wait",
  }]);
  assert.deepEqual(result, { status: "Login Succeeded", identityToken: "t" });
});

Deno.test("checkAuth() takes an answer without a body", async () => {
  const { result, sent } = await recorded({ status: 204 }, (engine) => engine.system.auth({}));
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/auth",
    op: "log in to registry",
    json: {},
    kind: "wait",
  }]);
  assert.deepEqual(result, { status: "" });
});

Deno.test("checkAuth() says when the answer is no JSON", async () => {
  await assert.rejects(
    recorded({ body: "<html>" }, (engine) => engine.system.auth({})),
    (e) => isEngineError(e, "protocol"),
  );
});
