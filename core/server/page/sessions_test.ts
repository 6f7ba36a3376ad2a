/** Sessions of the page: codes once, both secrets, ends. */
import assert from "node:assert/strict";
import { PageSessions } from "./sessions.ts";

const headersOf = (session: { cookie: string; token: string }, host = "localhost:7780") => ({
  headers: {
    host,
    cookie: `other=1; dockerctl-${host.split(":")[1]}=${session.cookie}`,
    "x-dockerctl-token": session.token,
  },
});

Deno.test("redeem() takes a code once, and not after ten minutes", () => {
  let now = 0;
  const sessions = new PageSessions(false, () => now);
  const [a, b] = [sessions.code(), sessions.code()];
  assert.ok(sessions.redeem(a));
  assert.ok(!sessions.redeem(a));
  assert.ok(!sessions.redeem(""));
  now = 10 * 60_000;
  assert.ok(!sessions.redeem(b));
});

Deno.test("of() wants the cookie of this port and the token, both of one session", () => {
  const sessions = new PageSessions(true);
  const [a, b] = [sessions.open(), sessions.open()];
  assert.equal(sessions.of(headersOf(a)), a);
  assert.equal(sessions.of(headersOf({ cookie: a.cookie, token: b.token })), undefined);
  const { headers } = headersOf(a);
  assert.equal(sessions.of({ headers: { ...headers, host: "localhost:9" } }), undefined);
  const { "x-dockerctl-token": _, ...cookieOnly } = headers;
  assert.equal(sessions.of({ headers: cookieOnly }), undefined);
  const socket = { ...cookieOnly, "sec-websocket-protocol": `x, token.${a.token}` };
  assert.equal(sessions.of({ headers: socket }), a);
  // Somebody on another port put a second one beside it.
  const two = `dockerctl-7780=x; ${headers.cookie}`;
  assert.equal(sessions.of({ headers: { ...headers, cookie: two } }), undefined);
  assert.match(
    sessions.setCookie({ headers }, a),
    /; Path=\/ui\/v1; HttpOnly; SameSite=Strict; Secure$/,
  );
});

Deno.test("a session ends by itself, by being closed, and by too many others", () => {
  let now = 0;
  const sessions = new PageSessions(false, () => now);
  const idle = sessions.open();
  now = 13 * 3_600_000;
  assert.equal(sessions.of(headersOf(idle)), undefined);
  assert.ok(idle.over.signal.aborted);
  const first = sessions.open();
  now++;
  for (let n = 0; n < 64; n++) sessions.open();
  assert.ok(first.over.signal.aborted);
});
