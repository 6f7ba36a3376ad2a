/** A link of another site leads to the page's empty frame; nothing else is answered to other sites. */
import assert from "node:assert/strict";
import { answerOf, type Attacked, attacked } from "./_server.ts";

/** What a browser sends when a person follows a link of another site. */
const FOLLOWED = {
  "Sec-Fetch-Site": "cross-site",
  "Sec-Fetch-Mode": "navigate",
  "Sec-Fetch-Dest": "document",
  "Sec-Fetch-User": "?1",
};

async function ask(s: Attacked, line: string, more: Record<string, string>) {
  const all = { Host: `localhost:${s.port}`, Connection: "close", ...more };
  const lines = Object.entries(all).map(([k, v]) => `${k}: ${v}\r\n`).join("");
  return answerOf(await s.raw(`${line} HTTP/1.1\r\n${lines}\r\n`));
}

Deno.test("who follows a link of another site gets the frame, without a word of what is here", async () => {
  await using s = await attacked({ args: ["--web", "--allow-write"] });
  const heard = s.fake.requests.filter((r) => r.path !== "/_ping").length;
  const own = await ask(s, "GET /", { "Sec-Fetch-Site": "none" });
  for (const site of ["cross-site", "same-site"]) {
    const got = await ask(s, "GET /", { ...FOLLOWED, "Sec-Fetch-Site": site });
    assert.equal(got.status, 200, `${site}: ${got.body}`);
    assert.equal(got.body, own.body);
    assert.match(got.head, /content-type: text\/html/);
    assert.match(got.head, /x-frame-options: DENY/);
    assert.match(got.head, /frame-ancestors 'none'/);
    assert.match(got.head, /cross-origin-opener-policy: same-origin/);
    assert.doesNotMatch(got.head, /set-cookie/);
  }
  assert.equal(s.fake.requests.filter((r) => r.path !== "/_ping").length, heard);
});

Deno.test("all else of another site is refused: frames, scripts, changes, other paths, other names", async () => {
  await using s = await attacked({ args: ["--web", "--allow-write"] });
  const file = /"(\/ui\/f\/[^"]+app\.js)"/.exec(
    (await ask(s, "GET /", { "Sec-Fetch-Site": "none" })).body,
  )![1];
  const tries: [string, string, Record<string, string>][] = [
    ["a frame", "GET /", { "Sec-Fetch-Dest": "iframe" }],
    ["an old frame", "GET /", { "Sec-Fetch-Dest": "frame" }],
    ["an object", "GET /", { "Sec-Fetch-Dest": "object" }],
    ["a script", "GET /", { "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script" }],
    ["a call", "GET /", { "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty" }],
    ["a call that says document", "GET /", { "Sec-Fetch-Mode": "cors" }],
    ["no mode", "GET /", { "Sec-Fetch-Mode": "" }],
    ["a form", "POST /", { "Content-Length": "0" }],
    ["an origin", "GET /", { Origin: "https://evil.example" }],
    ["no origin that can be named", "GET /", { Origin: "null" }],
    ["looked at beforehand", "GET /", { "Sec-Purpose": "prefetch" }],
    ["a socket", "GET /", { Connection: "Upgrade, close", Upgrade: "websocket" }],
    ["a file", `GET ${file}`, {}],
    ["a call of the page", "GET /ui/v1/session", {}],
    ["a stream of the page", "GET /ui/v1/live", {}],
    ["the way out", "DELETE /ui/v1/session", {}],
    ["a call for scripts", "GET /v1/containers", { Authorization: `Bearer ${s.token}` }],
    ["the engine", "GET /v1/engine/info", { Authorization: `Bearer ${s.token}` }],
    ["nothing", "GET /nothing", {}],
    ["an evil name", "GET /", { Host: "evil.example" }],
    ["a name that leads here", "GET /", { Host: `evil.localhost:${s.port}` }],
  ];
  for (const [what, line, more] of tries) {
    const got = await ask(s, line, { ...FOLLOWED, ...more });
    assert.ok([403, 405].includes(got.status), `${what}: ${got.status} ${got.body}`);
    assert.match(got.head, /application\/json/, what);
  }
  await using none = await attacked();
  assert.equal((await ask(none, "GET /", FOLLOWED)).status, 404);
});
