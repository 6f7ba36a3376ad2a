/** `web --hosts @web`: hosts of other groups, what a host's filter leaves out, and read-only hosts. */
import assert from "node:assert/strict";
import { ROUTES } from "../../../core/server/table.ts";
import { startFakeEngine } from "../../fake_engine/mod.ts";
import { answerOf, BINARY, readAll, until, writeAll } from "./_server.ts";
import { MATRIX } from "./matrix.ts";

/** The page before three hosts: one of the group that may be changed, one that may not, one of another group. */
async function stage() {
  const stack = new AsyncDisposableStack();
  const [one, two, other] = [
    stack.use(await startFakeEngine()),
    stack.use(await startFakeEngine()),
    stack.use(await startFakeEngine()),
  ];
  for (const c of one.sim.containers.values()) {
    if (c.name === "db") (c.config.Labels as Record<string, string>).tier = "web";
  }
  const home = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(home, { recursive: true }));
  await Deno.mkdir(`${home}/.config/dockerctl`, { recursive: true });
  await Deno.writeTextFile(
    `${home}/.config/dockerctl/config.json`,
    JSON.stringify({
      hosts: [
        { name: "one", host: one.host, group: "web", filter: "tier=web" },
        { name: "two", host: two.host, group: "web", readOnly: true },
        { name: "other", host: other.host, group: "db" },
      ],
    }),
  );
  const child = new Deno.Command(BINARY, {
    args: ["--hosts", "@web", "web", "--listen", "127.0.0.1:0", "--allow-write"],
    env: { HOME: home, TMPDIR: home, NO_COLOR: "1" },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let said = "";
  const reading = (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) said += text;
  })();
  stack.defer(async () => {
    child.kill("SIGTERM");
    await child.status;
    await reading;
  });
  await until(() => / On http\S+\n/.test(said));
  const port = Number(/ On http:\/\/[^:]+:(\d+)/.exec(said)![1]);
  const token = (await Deno.readTextFile(`${home}/.local/state/dockerctl/record/server.token`))
    .trim();
  const ask = async (method: string, path: string, body?: unknown) => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    const text = body === undefined ? "" : JSON.stringify(body);
    await writeAll(
      conn,
      `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n` +
        (text === "" ? "" : `Content-Length: ${text.length}\r\n`) + `\r\n${text}`,
    );
    return answerOf(await readAll(conn));
  };
  return { one, two, other, ask, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

Deno.test("a host of another group does not exist, on any call, and its engine hears of nothing", async () => {
  await using s = await stage();
  const routes = ROUTES.filter((r) => r.id.startsWith("Manage") && r.path.includes("{host}"));
  assert.ok(routes.length > 10);
  for (const { id, method } of routes) {
    const { path, body } = MATRIX[id];
    const answer = await s.ask(method, path.replace("/local/", "/other/"), body);
    assert.equal(answer.status, 404, `${id}: ${answer.body}`);
  }
  for (
    const path of [
      "/v1/logs?container=other/db",
      `/v1/search?text=a&container=other/${"a".repeat(64)}`,
    ]
  ) {
    assert.equal((await s.ask("GET", path)).status, 400, path);
  }
  for (const path of ["/v1/hosts", "/v1/containers", "/v1/devices", "/v1/reach", "/v1/networks"]) {
    const answer = await s.ask("GET", path);
    assert.equal(answer.status, 200);
    assert.ok(!answer.body.includes('"other"'), path);
  }
  // The engine as it is would lead past all of this.
  assert.equal((await s.ask("GET", "/v1/engine/containers/json")).status, 404);
  assert.equal(s.other.requests.length, 0);
});

Deno.test("what a host's filter leaves out cannot be reached by its name or id either", async () => {
  await using s = await stage();
  const rows: { host: string; name: string; id: string }[] = JSON.parse(
    (await s.ask("GET", "/v1/containers")).body,
  );
  assert.deepEqual(rows.filter((r) => r.host === "one").map((r) => r.name), ["db"]);
  const web = s.one.sim.containers.values().find((c) => c.name === "web-1")!;
  const routes = ROUTES.filter((r) =>
    r.id.startsWith("Manage") && r.path.includes("/containers/{id}") &&
    // Of the record: it knows what was recorded, and there is none.
    !/History|Timeline|Volume|Lines/.test(r.id)
  );
  for (const { id, method } of routes) {
    for (const name of ["web-1", web.id, web.id.slice(0, 12)]) {
      const { path, body } = MATRIX[id];
      const at = path.replace("/local/", "/one/").replace("/containers/web", `/containers/${name}`);
      const answer = await s.ask(method, at, body);
      assert.equal(answer.status, 404, `${id} ${name}: ${answer.body}`);
    }
  }
  const log = await s.ask("GET", `/v1/logs?container=one/${web.id}`);
  assert.match(log.body, /No such container/);
  const lines = await s.ask("GET", `/v1/hosts/one/containers/${web.id}/lines`);
  assert.deepEqual(JSON.parse(lines.body).lines, []);
  assert.equal(web.status, "running");
  assert.equal((await s.ask("POST", "/v1/hosts/one/containers/db/pause")).status, 204);
  // Its labels cannot be edited away: it would be out of sight.
  const plan = await s.ask("POST", "/v1/hosts/one/containers/db/plan", { edits: { labels: {} } });
  const { id } = JSON.parse(plan.body);
  const run = await s.ask("POST", `/v1/plans/${id}/execute`);
  assert.match(run.body, /event: failed/);
});

Deno.test("nothing changes on a read-only host, whatever is asked", async () => {
  await using s = await stage();
  const changes = ROUTES.filter((r) =>
    r.id.startsWith("Manage") && r.access === "write" && r.path.includes("{host}")
  );
  for (const { id, method } of changes) {
    const { path, body } = MATRIX[id];
    const answer = await s.ask(
      method,
      path.replace("/local/", "/two/").replace("/containers/web", "/containers/web-1"),
      body,
    );
    assert.equal(answer.status, 403, `${id}: ${answer.body}`);
    assert.match(answer.body, /read-only/, id);
  }
  assert.ok(s.two.requests.every((r) => r.method === "GET" || r.method === "HEAD"));
});
