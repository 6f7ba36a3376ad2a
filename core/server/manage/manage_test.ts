/** The management calls over HTTP, before a simulated engine. */
import assert from "node:assert/strict";
import { startFakeEngine } from "../../../tests/fake_engine/mod.ts";
import { guardTransport } from "../../protect/guard.ts";
import { createTransport } from "../../transport/create.ts";
import { openApi } from "../openapi.ts";
import { serverBefore, TOKEN } from "../_test_server.ts";
import { ROUTES } from "../table.ts";

async function stage(options: { write?: boolean; protect?: string } = {}) {
  const stack = new AsyncDisposableStack();
  const fake = stack.use(await startFakeEngine());
  const transport = guardTransport(createTransport(fake.host), {
    rules: () => Promise.resolve(options.protect ? [{ name: options.protect }] : []),
  });
  stack.defer(() => transport.close());
  const journals = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(journals, { recursive: true }));
  const s = stack.use(
    await serverBefore(fake.host, { allowWrite: options.write ?? true, transport, journals }),
  );
  const at = `http://127.0.0.1:${s.port}/v1`;
  const ask = (method: string, path: string, body?: unknown, headers = {}, signal?: AbortSignal) =>
    fetch(at + path, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal,
    });
  const json = async (path: string) => await (await ask("GET", path)).json();
  // deno-lint-ignore no-explicit-any
  type Seen = { event: string; id?: string; data: any };
  async function* events(method: string, path: string, headers = {}): AsyncGenerator<Seen> {
    const stop = new AbortController();
    const answer = await ask(method, path, undefined, headers, stop.signal);
    assert.equal(answer.headers.get("content-type"), "text/event-stream");
    let held = "";
    try {
      for await (const text of answer.body!.pipeThrough(new TextDecoderStream())) {
        held += text;
        for (let end = held.indexOf("\n\n"); end >= 0; end = held.indexOf("\n\n")) {
          const lines = held.slice(0, end).split("\n");
          held = held.slice(end + 2);
          const of = (name: string) =>
            lines.find((l) => l.startsWith(`${name}: `))?.slice(name.length + 2);
          if (of("data")) {
            yield { event: of("event")!, id: of("id"), data: JSON.parse(of("data")!) };
          }
        }
      }
    } finally {
      stop.abort();
    }
  }
  return { fake, s, ask, json, events, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function until(what: () => boolean, said: string): Promise<void> {
  const end = performance.now() + 20_000;
  while (!what()) {
    assert.ok(performance.now() < end, said);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

// deno-lint-ignore no-explicit-any
function misfit(value: any, schema: any, at = "$"): string | undefined {
  if (schema.enum) return schema.enum.includes(value) ? undefined : `${at}: ${value}`;
  const type = Array.isArray(value) ? "array" : typeof value;
  if (type !== (schema.type === "integer" ? "number" : schema.type)) return `${at} is ${type}`;
  if (schema.items) {
    for (const [n, v] of value.entries()) {
      const m = misfit(v, schema.items, `${at}[${n}]`);
      if (m) return m;
    }
  }
  if (!schema.properties) return undefined;
  for (const name of schema.required) if (!(name in value)) return `${at}.${name} is missing`;
  for (const [name, v] of Object.entries(value)) {
    if (!schema.properties[name]) return `${at}.${name} is not documented`;
    const m = misfit(v, schema.properties[name], `${at}.${name}`);
    if (m) return m;
  }
}

Deno.test("the lists and a container are answered as the document says", async () => {
  await using t = await stage();
  // deno-lint-ignore no-explicit-any
  const { paths } = openApi(ROUTES, "0") as any;
  const web = (await t.json("/containers")).find((c: { name: string }) => c.name === "web-1");
  for (
    const [path, place] of [
      ["/hosts", "/hosts"],
      ["/containers", "/containers"],
      ["/images", "/images"],
      ["/networks", "/networks"],
      ["/volumes", "/volumes"],
      [`/hosts/local/containers/${web.id}`, "/hosts/{host}/containers/{id}"],
    ]
  ) {
    const { schema } = paths[`/v1${place}`].get.responses[200].content["application/json"];
    assert.equal(misfit(await t.json(path), schema), undefined, path);
  }
  assert.deepEqual(web.ports, [{ public: 8080, private: 80, type: "tcp" }]);
  const running = await t.json("/containers?state=running");
  assert.ok(running.length > 0 && running.every((c: { state: string }) => c.state === "running"));
});

Deno.test("a script stops and starts a container, and is refused a protected one in words", async () => {
  await using t = await stage({ protect: "db" });
  const at = "/hosts/local/containers";
  const state = async (name: string) => (await t.json(`${at}/${name}`)).state;
  for (const [verb, then] of [["stop", "exited"], ["start", "running"]]) {
    const answer = await t.ask("POST", `${at}/web-1/${verb}`);
    assert.equal(answer.status, 204);
    await answer.body?.cancel();
    assert.equal(await state("web-1"), then);
  }
  for (const [method, path] of [["POST", "/stop"], ["POST", "/restart"], ["DELETE", "?force=1"]]) {
    const answer = await t.ask(method, `${at}/db${path}`);
    assert.equal(answer.status, 403, path);
    assert.match((await answer.json()).message, /^db is protected from being \w+ by the settings/);
  }
  assert.equal(await state("db"), "running");
  const rows = await t.json("/containers");
  const db = rows.find((c: { name: string }) => c.name === "db");
  assert.match(db.protected.remove, /the settings/);
  const elsewhere = await t.ask("POST", "/hosts/other/containers/web-1/stop");
  assert.equal(elsewhere.status, 404);
  await elsewhere.body?.cancel();
});

Deno.test("what is live comes as a snapshot, then as changes, and goes on after the last id", async () => {
  await using t = await stage();
  let last = "";
  for await (const { event, data, id } of t.events("GET", "/live")) {
    last = id ?? last;
    if (event === "snapshot") assert.equal(data.hosts[0].name, "local");
    const rows = event === "snapshot" ? data.containers : event === "rows" ? data.rows : [];
    const row = rows.find((r: { name?: string }) => r.name === "web-1");
    if (row?.state === "running") {
      await (await t.ask("POST", "/hosts/local/containers/web-1/pause")).body?.cancel();
    }
    if (row?.state === "paused") break;
  }
  // One who comes back at once is told only what is new, not everything.
  await (await t.ask("POST", "/hosts/local/containers/web-1/unpause")).body?.cancel();
  const seen: string[] = [];
  for await (const { event, data } of t.events("GET", "/live", { "last-event-id": last })) {
    seen.push(event);
    if (event === "rows" && data.rows.some((r: { state: string }) => r.state === "running")) break;
  }
  assert.ok(!seen.includes("snapshot"), seen.join());
  for await (const { event } of t.events("GET", "/live", { "last-event-id": "other.7" })) {
    if (event === "hello") continue;
    assert.equal(event, "snapshot");
    break;
  }
});

Deno.test("nobody who looks costs nothing: stats end with the watch, events with the last stream", async () => {
  await using t = await stage();
  const web = (await t.json("/containers")).find((c: { name: string }) => c.name === "web-1");
  for await (const { event, data } of t.events("GET", "/live")) {
    if (event === "hello") {
      const body = { stats: [`local/${web.id}`] };
      assert.equal((await t.ask("POST", `/live/${data.stream}`, body)).status, 204);
      const foreign = await t.ask("POST", `/live/${crypto.randomUUID()}`, body);
      assert.equal(foreign.status, 404);
      await foreign.body?.cancel();
    }
    if (event === "stats") {
      assert.equal(typeof data.stats[`local/${web.id}`].cpu, "number");
      break;
    }
  }
  assert.equal(t.fake.count("GET /containers/{}/stats"), 1);
  const left = () => t.fake.open.map((r) => r.route).join();
  const began = performance.now();
  await until(() => left() === "", `what is left: ${left()}`);
  assert.ok(performance.now() - began < 2_000);
});

Deno.test("an engine whose numbers are none ends no more than what shows them", async () => {
  await using t = await stage();
  const web = (await t.json("/containers")).find((c: { name: string }) => c.name === "web-1");
  const sample = {
    read: "2026-11-30T00:00:00Z",
    preread: "2026-11-29T23:59:59Z",
    networks: { a: null },
  };
  t.fake.fault({
    on: "GET /containers/{}/stats",
    answer: { status: 200, body: JSON.stringify(sample) },
  });
  for await (const { event, data } of t.events("GET", "/live")) {
    if (event !== "hello") continue;
    const body = { stats: [`local/${web.id}`] };
    assert.equal((await t.ask("POST", `/live/${data.stream}`, body)).status, 204);
    await until(() => t.s.errors.length > 0, "nobody was told");
    break;
  }
  assert.match(String(t.s.errors[0]), /rx_bytes/);
  assert.equal((await t.json("/containers")).length > 0, true);
});

Deno.test("logs come as events, of several containers in the order of time, and end", async () => {
  await using t = await stage();
  const lines: { from: number; time: string; text?: string }[] = [];
  let end = false;
  const q = "container=local/web-1&container=local/db&tail=20";
  for await (const { event, data } of t.events("GET", `/logs?${q}`)) {
    if (event === "lines") lines.push(...data.lines);
    else end = event === "end";
    if (end) break;
  }
  assert.ok(end);
  assert.deepEqual(new Set(lines.map((l) => l.from)), new Set([0, 1]));
  // One that stopped days ago did not stop when somebody looked.
  const { finishedAt } = await t.json("/hosts/local/containers/old-db");
  const old = "container=local/old-db&follow=1";
  for await (const { data } of t.events("GET", `/logs?${old}`)) {
    const mark = data.lines?.find((l: { mark?: string }) => l.mark === "stopped");
    if (mark === undefined) continue;
    assert.equal(mark.time, String(BigInt(Date.parse(finishedAt)) * 1_000_000n));
    break;
  }
  for (const bad of ["", "container=web", "container=other/web", "container=local/a%2Fb"]) {
    const answer = await t.ask("GET", `/logs?${bad}`);
    assert.equal(answer.status, 400, bad);
    await answer.body?.cancel();
  }
  for await (const { event, data } of t.events("GET", "/logs?container=local/nope")) {
    assert.deepEqual([event, data.code], ["problem", "not_found"]);
    break;
  }
});

Deno.test("a plan tells the difference and is carried out once, as it was shown", async () => {
  await using t = await stage();
  const at = "/hosts/local/containers/web-1";
  const make = async (body: unknown) => await t.ask("POST", `${at}/plan`, body);
  const plan = await (await make({ edits: { memory: 64 * 1024 * 1024 } })).json();
  assert.equal(plan.kind, "update");
  assert.deepEqual(plan.problems, []);
  assert.ok(plan.after.includes("--memory") && plan.before.includes("--memory"));
  const seen: string[] = [];
  for await (const { event } of t.events("POST", `/plans/${plan.id}/execute`)) {
    seen.push(event);
    if (event !== "step") break;
  }
  assert.deepEqual(seen, ["step", "step", "done"]);
  assert.equal((await t.json(at)).memory, 64 * 1024 * 1024);
  const again = await t.ask("POST", `/plans/${plan.id}/execute`);
  assert.equal(again.status, 404);
  await again.body?.cancel();
  for (
    const edits of [
      { privileged: true },
      { env: ["=a"] },
      { ports: [{ private: "80/x" }] },
      { ports: [{ ip: "8080", private: "80" }] },
      {
        memory: -1,
      },
      { memory: 1024 },
      { binds: ["data"] },
      { binds: ["a:relative"] },
      { name: "../x" },
      { cpus: 1e308 },
      { memory: 1e300 },
      { labels: [] },
      { user: 0 },
      { user: "no body" },
      { user: "a:b:c" },
      { user: ":group" },
      { user: "a\u0000" },
      { user: "0:2147483648" },
      { user: "x".repeat(256) },
      { workingDir: "app" },
      { workingDir: "/a\u0000" },
      { workingDir: `/${"x".repeat(4096)}` },
      { workingDir: ["/"] },
      { entrypoint: "/init" },
      { entrypoint: [7] },
      { entrypoint: ["a\u0000"] },
      { entrypoint: Array(1_001).fill("") },
      { networks: "bridge" },
      { networks: [] },
      { networks: [""] },
      { networks: ["bridge", "bridge"] },
      { networks: ["bridge", "host"] },
      { networks: ["none", "bridge"] },
      { networks: ["container:db"] },
      { networks: ["../x"] },
      { networks: ["__proto__"] },
      { networks: Array.from({ length: 65 }, (_, n) => `n${n}`) },
      JSON.parse('{"__proto__":"x"}'),
      { constructor: "x" },
      { toString: "x" },
    ]
  ) {
    const answer = await make({ edits });
    assert.equal(answer.status, 400, JSON.stringify(edits));
    await answer.body?.cancel();
  }
});

Deno.test("user, directory, entrypoint and networks are edited, and empty is the image's own", async () => {
  await using t = await stage();
  const at = "/hosts/local/containers/web-1";
  const edit = async (edits: unknown) => {
    const plan = await (await t.ask("POST", `${at}/plan`, { edits })).json();
    assert.deepEqual(plan.problems, []);
    for await (const { event, data } of t.events("POST", `/plans/${plan.id}/execute`)) {
      assert.notEqual(event, "failed", JSON.stringify(data));
      if (event === "done") break;
    }
    const { user, workingDir, entrypoint, command, networkMode, networks } = await t.json(at);
    const names = networks.map((n: { name: string }) => n.name).sort();
    return { plan, now: { user, workingDir, entrypoint, command, networkMode, names } };
  };
  const image = t.fake.sim.image("nginx:1.27").config;
  const own = { entrypoint: image.Entrypoint ?? [], command: image.Cmd ?? [] };
  const place = { networkMode: "shop_default", names: ["shop_default"] };
  const web = t.fake.sim.findContainer("web-1")!;
  web.endpoints[0].aliases = ["web"];
  // One that does not run is not watched either.
  await (await t.ask("POST", `${at}/stop`)).body?.cancel();
  const first = await edit({
    user: "1000:0",
    workingDir: "/srv/x y",
    entrypoint: ["/bin/env", "-i"],
    command: ["sleep", "9"],
    networks: ["bridge", "shop_default"],
  });
  assert.deepEqual(first.now, {
    user: "1000:0",
    workingDir: "/srv/x y",
    entrypoint: ["/bin/env", "-i"],
    command: ["sleep", "9"],
    networkMode: "shop_default",
    names: ["bridge", "shop_default"],
  });
  const line = (words: string[]) => ` ${words.join(" ")} `;
  for (
    const words of [
      "--user 1000:0",
      "--workdir '/srv/x y'",
      "--entrypoint /bin/env",
      "--network bridge",
    ]
  ) {
    assert.ok(line(first.plan.after).includes(` ${words} `), line(first.plan.after));
    assert.ok(!line(first.plan.before).includes(words), words);
  }
  assert.ok(t.fake.sim.findContainer("web-1")!.endpoints.some((e) => e.aliases?.includes("web")));
  const moved = await edit({ networks: ["bridge"] });
  assert.deepEqual(moved.now, { ...first.now, networkMode: "bridge", names: ["bridge"] });
  assert.match(moved.plan.loses.join(), /its place and its names in shop_default/);
  assert.doesNotMatch(moved.plan.keeps.join(), /shop_default/);
  const alone = await edit({ networks: ["none"] });
  assert.deepEqual(alone.now.networkMode, "none");
  assert.ok(alone.plan.after.includes("none"));
  const back = await edit({
    user: "",
    workingDir: "",
    entrypoint: [],
    command: [],
    networks: ["shop_default"],
  });
  assert.deepEqual(back.now, {
    user: image.User ?? "",
    workingDir: image.WorkingDir ?? "",
    ...own,
    ...place,
  });
  // Without the image's own entrypoint beside it, the engine would give no command of the image.
  await edit({ command: ["sleep", "9"] });
  assert.deepEqual((await edit({ command: [] })).now, back.now);
  const gone = await t.ask("POST", `${at}/plan`, { edits: { networks: ["nowhere"] } });
  assert.match((await gone.json()).problems.join(), /There is no network nowhere/);
});

Deno.test("no plan leads to the host where that is not allowed", async () => {
  await using t = await stage();
  const cases = [
    { binds: ["/:/host"] },
    { binds: ["/var/run/docker.sock:/s"] },
    { networks: ["host"] },
  ];
  for (const edits of cases) {
    const plan = await (await t.ask("POST", "/hosts/local/containers/web-1/plan", { edits }))
      .json();
    assert.match(plan.problems.join(), /no container that reaches its host/);
    const seen = [];
    for await (const e of t.events("POST", `/plans/${plan.id}/execute`)) {
      seen.push(e);
      break;
    }
    assert.equal(seen[0].event, "failed");
  }
});

Deno.test("an image, a network and a volume are removed where nobody uses them", async () => {
  await using t = await stage();
  const images: { id: string; tags: string[] }[] = await t.json("/images");
  const used = new Set((await t.json("/containers")).map((c: { imageId: string }) => c.imageId));
  const unused = images.find((i) => !used.has(i.id))!;
  const remove = async (path: string) => {
    const answer = await t.ask("DELETE", `/hosts/local${path}`);
    await answer.body?.cancel();
    return answer.status;
  };
  assert.equal(await remove(`/images/${encodeURIComponent(unused.id)}`), 204);
  assert.ok((await t.json("/images")).every((i: { id: string }) => i.id !== unused.id));
  assert.equal(await remove(`/images/${encodeURIComponent([...used][0] as string)}`), 409);
  const networks: { id: string; name: string }[] = await t.json("/networks");
  const shop = networks.find((n) => n.name === "shop_default")!;
  assert.ok([403, 409].includes(await remove(`/networks/${shop.id}`)));
  const [volume] = await t.json("/volumes");
  assert.ok([204, 409].includes(await remove(`/volumes/${volume.name}`)));
  assert.equal(await remove("/volumes/nowhere"), 404);
});

Deno.test("a refusal to change anything is a sentence", () => {
  // "this server is read-only: it does not …"
  for (const { access, summary } of ROUTES) {
    if (access === "write") assert.doesNotMatch(summary, /^(What|Whether|How|A|The)\b/);
  }
});
