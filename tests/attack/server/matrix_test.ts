/** Every call of the server, attacked through the binary; a call without a row fails here. */
import assert from "node:assert/strict";
import type { Route } from "../../../core/server/routes.ts";
import { ROUTES } from "../../../core/server/table.ts";
import { answerOf, attacked } from "./_server.ts";
import { MATRIX } from "./matrix.ts";

/** What no call takes, as the engine would obey it. */
const FURTHER = ["fromSrc=-", "remote=http://x/", "checkpoint-dir=/etc", "FROMSRC=x", "link=1"];

Deno.test("every call of the server has a row in the attack matrix, and no row is of another time", () => {
  assert.deepEqual(Object.keys(MATRIX).toSorted(), ROUTES.map((r) => r.id).toSorted());
});

const request = (r: Route, path: string, lines: string, body?: unknown) => {
  const text = body === undefined ? "" : JSON.stringify(body);
  return `${r.method} ${path} HTTP/1.1\r\nConnection: close\r\n${lines}` +
    (text === "" ? "" : `Content-Length: ${text.length}\r\n`) + `\r\n${text}`;
};

Deno.test("no call of the server is answered to strangers, foreign names or web pages", async () => {
  await using s = await attacked({ args: ["--allow-write"] });
  const bearer = `Authorization: Bearer ${s.token}\r\n`;
  for (const route of ROUTES) {
    if (route.admit !== undefined) continue; // has tests of its own rule
    const { path, body } = MATRIX[route.id];
    for (
      const [lines, status] of [
        ["Host: localhost\r\n", 401],
        [`Host: localhost\r\nAuthorization: Bearer ${"x".repeat(43)}\r\n`, 401],
        [`Host: evil.example\r\n${bearer}`, 403],
        [`Host: localhost\r\nOrigin: http://localhost\r\n${bearer}`, 403],
        [`Host: localhost\r\nSec-Fetch-Site: same-origin\r\n${bearer}`, 403],
      ] as const
    ) {
      const answer = answerOf(await s.raw(request(route, path, lines, body)));
      assert.equal(answer.status, status, `${route.id} ${lines}`);
    }
  }
  assert.equal(s.fake.requests.filter((r) => r.path !== "/_ping").length, 0);
});

Deno.test("what is tried on each call of the server is refused, and no engine hears of it", async () => {
  await using s = await attacked({ args: ["--allow-write"] });
  const heard = () => s.fake.requests.filter((r) => r.path !== "/_ping").length;
  const before = heard();
  for (const route of ROUTES) {
    if (route.admit !== undefined) continue; // page_test.ts
    const row = MATRIX[route.id];
    for (const { what, method, path = row.path, query, body, status } of row.attacks ?? []) {
      const target = query === undefined ? path : `${path}?${query}`;
      const answer = await s.ask(method ?? route.method, target, body ?? row.body);
      assert.equal(answer.status, status, `${route.id}: ${what}: ${answer.body}`);
    }
    for (const query of FURTHER) {
      const answer = await s.ask(route.method, `${row.path}?${query}`, row.body);
      assert.equal(answer.status, 400, `${route.id} ${query}`);
    }
    if (row.path.includes("/web") || row.path.endsWith("/x")) {
      for (const away of ["%2e%2e", "..", "a%2Fb", "a%00", "a%5Cb", "%ff", "a%0d%0ab"]) {
        const path = row.path.replace("/web", `/${away}`).replace(/\/x$/, `/${away}`);
        const answer = await s.ask(route.method, path, row.body);
        assert.equal(answer.status, 400, `${route.id} ${path}`);
      }
    }
  }
  assert.equal(heard(), before);
});

Deno.test("a server that only reads changes nothing, whatever is asked", async () => {
  await using s = await attacked();
  for (const route of ROUTES.filter((r) => r.access === "write" && r.admit === undefined)) {
    const { path, body } = MATRIX[route.id];
    const answer = await s.ask(route.method, path, body);
    assert.equal(answer.status, 403, route.id);
    if (route.method !== "HEAD") assert.match(answer.body, /this server is read-only/);
  }
  assert.ok(s.fake.requests.every((r) => r.method === "GET" || r.method === "HEAD"));
});
