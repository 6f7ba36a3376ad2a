/** `dockerctl web` through the binary, before simulated containers: the page's files and a sign-in. */
import assert from "node:assert/strict";
import { request } from "node:http";

const BINARY = new URL("../../../dist/dockerctl", import.meta.url).pathname;

/** The page's server; what it printed, and the end of it. */
async function served(...args: string[]) {
  const home = await Deno.makeTempDir();
  const child = new Deno.Command(BINARY, {
    args: ["--demo", ...["web", "--listen", "127.0.0.1:0"], ...args],
    env: { HOME: home, TMPDIR: home, NO_COLOR: "1" },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let said = "";
  const ready = Promise.withResolvers<void>();
  const reading = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (/ On http\S+\n/.test(said)) ready.resolve();
    }
    ready.reject(new Error(said));
  })();
  await ready.promise;
  const origin = / On (http\S+)\n/.exec(said)![1];
  return {
    origin,
    home,
    said,
    code: /#code=([\w-]+)/.exec(said)![1],
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      assert.equal((await child.status).code, 0);
      await reading;
      await Deno.remove(home, { recursive: true });
    },
  };
}

interface Got {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  bytes: number;
}

/** One request as it is sent: fetch would unpack, and say nothing of it. */
function get(url: string, headers: Record<string, string> = {}, method = "GET", body = "") {
  return new Promise<Got>((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (answer) => {
      const pieces: Uint8Array[] = [];
      answer.on("data", (piece: Uint8Array) => pieces.push(piece));
      answer.on("end", () => {
        const bytes = pieces.reduce((n, p) => n + p.length, 0);
        const text = pieces.map((p) => new TextDecoder().decode(p)).join("");
        resolve({ status: answer.statusCode!, headers: answer.headers, body: text, bytes });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

Deno.test("dockerctl web gives the page's files packed, hashed, with a strict policy, below 100 kB", async () => {
  await using s = await served();
  assert.match(s.said, /It only shows/);
  const page = await get(`${s.origin}/`);
  const policy = page.headers["content-security-policy"] as string;
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.doesNotMatch(policy, /unsafe|\*|http/);
  assert.doesNotMatch(page.body, /<style|<script(?![^>]* src=)|\son\w+=|style=|https?:/);
  const files = [...page.body.matchAll(/(?:href|src)="(\/ui\/f\/[0-9a-f]{16}\/[^"]+)"/g)];
  assert.ok(files.length >= 3, `${files.length} files`);
  let sum = page.bytes;
  for (const path of new Set(files.map((m) => m[1]))) {
    const file = await get(s.origin + path, { "accept-encoding": "gzip, br" });
    assert.equal(file.status, 200, path);
    assert.equal(file.headers["content-encoding"], "br", path);
    assert.match(file.headers["cache-control"] as string, /immutable/);
    sum += file.bytes;
    const etag = file.headers.etag as string;
    assert.equal((await get(s.origin + path, { "if-none-match": etag })).status, 304);
  }
  assert.ok(sum < 100_000, `${sum} bytes`);
  const plain = await get(s.origin + files[0][1]);
  assert.equal(plain.headers["content-encoding"], undefined);
  for (const path of ["/ui/f/0000000000000000/app.js", "/ui/f/x/%2e%2e/app.js", "/ui/app.js"]) {
    assert.ok((await get(s.origin + path)).status >= 400, path);
  }
});

Deno.test("dockerctl web signs a browser in by its code, and a script by the token, to the same calls", async () => {
  await using s = await served("--allow-write");
  const body = JSON.stringify({ code: s.code });
  const own = { origin: s.origin };
  const signed = await get(`${s.origin}/ui/v1/session`, own, "POST", body);
  assert.equal(signed.status, 200, signed.body);
  const [cookie] = (signed.headers["set-cookie"] as string[])[0].split(";");
  const session = { ...own, cookie, "x-dockerctl-token": JSON.parse(signed.body).token };
  const token = await Deno.readTextFile(`${s.home}/.local/state/dockerctl/record/server.token`);
  const bearer = { authorization: `Bearer ${token.trim()}` };
  const names = (text: string) => JSON.parse(text).map((c: { name: string }) => c.name);
  const page = await get(`${s.origin}/ui/v1/containers`, session);
  const script = await get(`${s.origin}/v1/containers`, bearer);
  assert.ok(names(page.body).includes("web-1"));
  assert.deepEqual(names(page.body), names(script.body));
  assert.equal((await get(`${s.origin}/v1/containers`, session)).status, 403);
  assert.equal((await get(`${s.origin}/ui/v1/containers`, bearer)).status, 401);
  const stop = "/hosts/local/containers/web-1/stop";
  assert.equal((await get(`${s.origin}/ui/v1${stop}`, session, "POST")).status, 204);
  const after = JSON.parse((await get(`${s.origin}/v1/hosts/local/containers/web-1`, bearer)).body);
  assert.equal(after.state, "exited");
});
