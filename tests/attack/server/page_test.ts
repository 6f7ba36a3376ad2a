/** Every call of the page, tried by whoever is not the page: other origins, other ports, half a session. */
import assert from "node:assert/strict";
import type { Route } from "../../../core/server/routes.ts";
import { ROUTES } from "../../../core/server/table.ts";
import { type Answer, answerOf, type Attacked, attacked, until } from "./_server.ts";
import { MATRIX } from "./matrix.ts";

const PAGE = ROUTES.filter((r) => r.admit !== undefined);
/** What everybody may have: it holds no secret. */
const OPEN = ["Page", "PageFile", "PageSignIn"];

interface Session {
  cookie: string;
  token: string;
}

async function signedIn(s: Attacked): Promise<Session> {
  await until(() => s.said().includes("#code="));
  const code = /#code=([\w-]+)/.exec(s.said())![1];
  const body = JSON.stringify({ code });
  const answer = answerOf(
    await s.raw(
      `POST /ui/v1/session HTTP/1.1\r\nHost: localhost:${s.port}\r\nOrigin: http://localhost:${s.port}\r\n` +
        `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    ),
  );
  assert.equal(answer.status, 200, answer.body);
  const cookie = /^set-cookie: ([^;]+); Path=\/ui\/v1; HttpOnly; SameSite=Strict$/m.exec(
    answer.head.replaceAll("\r", ""),
  )![1];
  return { cookie, token: JSON.parse(answer.body).token };
}

/** One call, with the headers that a browser on the page sends unless told otherwise. */
async function call(
  s: Attacked,
  { method, id }: Pick<Route, "method" | "id">,
  headers: Record<string, string | undefined>,
): Promise<Answer> {
  const { path, body } = MATRIX[id];
  const text = body === undefined ? "" : JSON.stringify(body);
  const all: Record<string, string | undefined> = {
    Host: `localhost:${s.port}`,
    Origin: `http://localhost:${s.port}`,
    "Sec-Fetch-Site": "same-origin",
    Connection: "close",
    ...(text !== "" && { "Content-Length": String(text.length) }),
    ...headers,
  };
  const lines = Object.entries(all).filter(([, v]) => v !== undefined).map(([k, v]) =>
    `${k}: ${v}\r\n`
  );
  return answerOf(await s.raw(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${text}`));
}

Deno.test("no call of the page is answered to half a session, another origin, port or name", async () => {
  await using s = await attacked({ args: ["--allow-write", "--web"] });
  const { cookie, token } = await signedIn(s);
  const whole = { Cookie: cookie, "X-Dockerctl-Token": token };
  const heard = s.fake.requests.filter((r) => r.path !== "/_ping").length;
  const port = `http://localhost:${s.port + 1}`;
  for (const route of PAGE) {
    const open = OPEN.includes(route.id);
    const tries: [string, Record<string, string | undefined>, number][] = [
      ["another origin", { ...whole, Origin: "https://evil.example" }, 403],
      ["another port of this machine", { ...whole, Origin: port }, 403],
      ["another scheme", { ...whole, Origin: `https://localhost:${s.port}` }, 403],
      ["no origin that can be named", { ...whole, Origin: "null" }, 403],
      ["a page of the same site", { ...whole, "Sec-Fetch-Site": "same-site" }, 403],
      ["a page of another site", { ...whole, "Sec-Fetch-Site": "cross-site" }, 403],
      ["an evil name", { ...whole, Host: "evil.example", Origin: "http://evil.example" }, 403],
      ["a name that leads here", { ...whole, Host: `evil.localhost:${s.port}` }, 403],
    ];
    if (!open) {
      tries.push(
        ["nothing", {}, 401],
        ["the cookie alone", { Cookie: cookie }, 401],
        ["the token alone", { "X-Dockerctl-Token": token }, 401],
        ["a wrong token", { ...whole, "X-Dockerctl-Token": "x".repeat(43) }, 401],
        ["the server's own token", { Authorization: `Bearer ${s.token}` }, 401],
        ["the cookie under another port's name", {
          ...whole,
          Cookie: cookie.replace(/^dockerctl-\d+/, `dockerctl-${s.port + 1}`),
        }, 401],
      );
    }
    if (route.method !== "GET") tries.push(["no origin", { ...whole, Origin: undefined }, 403]);
    for (const [what, headers, status] of tries) {
      const answer = await call(s, route, headers);
      assert.equal(answer.status, status, `${route.id}: ${what}: ${answer.body}`);
      assert.match(answer.head, /connection: close/, `${route.id}: ${what}`);
    }
  }
  assert.equal(s.fake.requests.filter((r) => r.path !== "/_ping").length, heard);
});

Deno.test("a page that only shows changes nothing, whoever is signed in", async () => {
  await using s = await attacked({ args: ["--web"] });
  const { cookie, token } = await signedIn(s);
  const whole = { Cookie: cookie, "X-Dockerctl-Token": token };
  const socket = {
    Connection: "Upgrade, close",
    Upgrade: "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Protocol": `dockerctl.terminal, token.${token}`,
  };
  for (const route of PAGE.filter((r) => r.access === "write")) {
    const answer = await call(
      s,
      route,
      route.id === "PageTerminal" ? { ...whole, ...socket } : whole,
    );
    assert.equal(answer.status, 403, route.id);
    assert.match(answer.body, /this server is read-only/);
  }
  assert.ok(s.fake.requests.every((r) => r.method === "GET" || r.method === "HEAD"));
});

Deno.test("a code signs in once, signing out ends what streams, and a page that is not there is not there", async () => {
  await using s = await attacked({ args: ["--web"] });
  const session = await signedIn(s);
  await assert.rejects(() => signedIn(s), /used already/);
  const whole = {
    Cookie: session.cookie,
    "X-Dockerctl-Token": session.token,
    Connection: "close",
  };
  const head = Object.entries({ Host: `localhost:${s.port}`, ...whole }).map(([k, v]) =>
    `${k}: ${v}\r\n`
  ).join("");
  const live = s.raw(`GET /ui/v1/live HTTP/1.1\r\n${head}\r\n`);
  while (s.fake.open.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const out = await call(s, { id: "PageSignOut", method: "DELETE" }, whole);
  assert.equal(out.status, 204);
  assert.match(out.head, /set-cookie: dockerctl-\d+=; .*Max-Age=0/);
  assert.match(await live, /event: snapshot/);
  assert.equal((await call(s, { id: "PageSession", method: "GET" }, whole)).status, 401);
  await using none = await attacked();
  for (const route of PAGE) {
    const answer = await call(none, route, whole);
    assert.equal(answer.status, 404, route.id);
  }
});

Deno.test("what becomes a WebSocket is asked for as one, by the page alone, and within its bounds", async () => {
  await using s = await attacked({ args: ["--allow-write", "--web"] });
  const { cookie, token } = await signedIn(s);
  const good: Record<string, string> = {
    Host: `localhost:${s.port}`,
    Origin: `http://localhost:${s.port}`,
    Cookie: cookie,
    Connection: "Upgrade, close",
    Upgrade: "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Protocol": `dockerctl.terminal, token.${token}`,
  };
  const web = s.fake.sim.containers.values().find((c) => c.name === "web-1")!;
  const path = `/ui/v1/hosts/local/containers/${web.id}/terminal?columns=90&rows=30`;
  const shake = async (more: Record<string, string | undefined>, ...bytes: Uint8Array[]) => {
    const lines = Object.entries({ ...good, ...more }).filter(([, v]) => v !== undefined);
    const head = lines.map(([k, v]) => `${k}: ${v}\r\n`).join("");
    return await s.raw(`GET ${path} HTTP/1.1\r\n${head}\r\n`, ...bytes);
  };
  for (
    const [what, more, status] of [
      ["another origin", { Origin: "http://evil.example" }, 403],
      ["another port", { Origin: `http://localhost:${s.port + 1}` }, 403],
      ["no origin", { Origin: undefined }, 403],
      ["the cookie alone", { "Sec-WebSocket-Protocol": "dockerctl.terminal" }, 401],
      ["the token alone", { Cookie: undefined }, 401],
      ["another protocol", { "Sec-WebSocket-Protocol": `x, token.${token}` }, 400],
      ["an old version", { "Sec-WebSocket-Version": "8" }, 400],
      ["a key that is none", { "Sec-WebSocket-Key": "x" }, 400],
      ["another upgrade", { Upgrade: "tcp" }, 400],
    ] as [string, Record<string, string | undefined>, number][]
  ) {
    const answer = answerOf(await shake(more));
    assert.equal(answer.status, status, `${what}: ${answer.body}`);
  }
  assert.equal(s.fake.count("POST /containers/{}/exec"), 0);
  // A frame that is not masked ends it, with the reason; the answer to the key is the standard's own.
  const answer = await shake({}, Uint8Array.of(0x81, 1, 65));
  assert.match(answer, /^HTTP\/1\.1 101 /);
  assert.match(answer, /sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/);
  assert.match(answer, /sec-websocket-protocol: dockerctl\.terminal\r\n/);
  assert.match(answer, /the frame of a client must be masked/);
  assert.equal(s.fake.count("POST /containers/{}/exec"), 1);
});
