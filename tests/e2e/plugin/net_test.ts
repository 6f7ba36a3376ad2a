/** The built-in plugin net on the networks of a real engine. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";

/** Runs containers and networks of a test by the engine's API, around the code under test. */
function world({ api, prefix, image }: EngineContext) {
  const name = (short: string) => `${prefix}-${short}`;
  return {
    name,
    async network(short: string, more: Record<string, unknown> = {}) {
      const { status, text } = await api("POST", "/networks/create", {
        Name: name(short),
        ...more,
      });
      assert.equal(status, 201, text);
    },
    async container(short: string, network: string, more: Record<string, unknown> = {}) {
      const created = await api("POST", `/containers/create?name=${name(short)}`, {
        Image: image,
        Cmd: ["sleep", "600"],
        ...more,
        HostConfig: { NetworkMode: network, Init: true, ...more.HostConfig as object },
      });
      assert.equal(created.status, 201, created.text);
    },
    async start(...shorts: string[]) {
      for (const short of shorts) {
        const { status, text } = await api("POST", `/containers/${name(short)}/start`);
        assert.equal(status, 204, text);
      }
    },
  };
}

/** A server of one port that anybody, or itself alone, may reach. */
const serving = (port: number, address = "0.0.0.0") => ({
  Entrypoint: ["httpd"],
  Cmd: ["-f", "-p", `${address}:${port}`, "-h", "/etc"],
});

engineTest("net check tells the step that fails, and why", async (context) => {
  const { t, cli } = context;
  const { name, network, container, start } = world(context);
  await network("net");
  await network("other");
  await network("inner", { Internal: true });
  await container("app", name("net"));
  await container("web", name("net"), serving(8080));
  await container("shy", name("net"), serving(8080, "127.0.0.1"));
  await container("far", name("other"), {
    ...serving(80),
    ExposedPorts: { "80/tcp": {} },
    HostConfig: { PortBindings: { "80/tcp": [{ HostPort: "0" }] } },
  });
  await container("in1", name("inner"));
  await container("in2", name("inner"), serving(80));
  await container("off", name("net"));
  await container("old1", "bridge");
  await container("old2", "bridge", serving(80));
  await start("app", "web", "shy", "far", "in1", "in2", "old1", "old2");

  const check = async (from: string, target: string) => {
    const { code, stdout, stderr } = await cli(["--json", "net", "check", name(from), target]);
    const steps = stdout.trim().split("\n").filter((l) => l !== "").map((l) => JSON.parse(l));
    return { code, stderr, steps, last: steps.at(-1), names: steps.map((s) => s.step).join(" ") };
  };
  const expect = (
    title: string,
    from: string,
    target: string,
    code: number,
    steps: string,
    detail: RegExp,
  ) =>
    t.step(title, async () => {
      const found = await check(from, target);
      assert.equal(found.code, code, JSON.stringify(found));
      assert.equal(found.names, steps);
      assert.equal(found.last.ok, code === 0);
      assert.match(found.last.detail, detail);
    });
  const way = "running network resolve route";
  await expect("reachable", "app", `${name("web")}:8080`, 0, `${way} connect`, /:8080$/);
  await expect("reachable without a port", "app", name("web"), 0, `${way} ping`, /ms$/);
  await expect(
    "no listener",
    "app",
    `${name("web")}:81`,
    1,
    `${way} connect`,
    /refuses: nothing listens on 81 in .*-web, only on 8080/,
  );
  await expect(
    "listens for itself",
    "app",
    `${name("shy")}:8080`,
    1,
    `${way} connect`,
    /listens on 127\.0\.0\.1:8080, which is for itself alone/,
  );
  await expect(
    "no common network",
    "app",
    `${name("far")}:81`,
    1,
    "running network",
    /no common network: .*-app is on .*-net, .*-far is on .*-other; dockerctl net link/,
  );
  await expect(
    "published port",
    "app",
    `${name("far")}:80`,
    0,
    "running network route connect",
    /^[\d.]+:\d+$/,
  );
  await expect(
    "name that does not resolve",
    "app",
    "nobody.invalid:80",
    1,
    "running resolve",
    /knows no "nobody\.invalid"/,
  );
  await expect("target stopped", "app", `${name("off")}:80`, 1, "running", /-off is not running/);
  await expect("stopped itself", "off", `${name("web")}:80`, 1, "running", /-off is not running/);
  await expect("internal network, inside", "in1", `${name("in2")}:80`, 0, `${way} connect`, /:80$/);
  await expect(
    "internal network, outside",
    "in1",
    "192.0.2.1:80",
    1,
    "running route",
    /internal networks alone/,
  );
  await expect(
    "default bridge",
    "old1",
    `${name("old2")}:80`,
    1,
    "running network resolve",
    /has no names: use [\d.]+/,
  );

  await t.step("a container that is not there", async () => {
    const { code, stderr } = await cli(["net", "check", name("none"), "x:1"]);
    assert.equal(code, 1);
    assert.match(stderr, /No such container/);
  });
  await t.step("no helper is left", async () => {
    const all = await context.api("GET", "/containers/json?all=1");
    const helpers = all.json<{ Labels: Record<string, string> }[]>()
      .filter((c) => c.Labels["dockerctl.net.helper"]?.startsWith(context.prefix));
    assert.deepEqual(helpers, []);
  });
});

engineTest("net link joins two containers and net unlink parts them", async (context) => {
  const { cli, api } = context;
  const { name, network, container, start } = world(context);
  await network("one");
  await network("two");
  await container("a", name("one"));
  await container("b", name("two"), serving(80));
  await start("a", "b");
  const [a, b] = [name("a"), name("b")];
  assert.equal((await cli(["net", "check", a, `${b}:80`])).code, 1);
  const linked = await cli(["net", "link", a, b, "--alias", `${b}=db`]);
  assert.equal(linked.code, 0, linked.stderr);
  const link = linked.stdout.trim();
  assert.equal(link, `dockerctl-link-${a}-${b}`);
  assert.equal(
    (await cli(["net", "link", b, a])).stdout.trim(),
    link,
    "the other way round, again",
  );
  const made = (await api("GET", `/networks/${link}`)).json<{ Internal: boolean }>();
  assert.equal(made.Internal, true);
  for (const target of [`${b}:80`, "db:80"]) {
    const checked = await cli(["net", "check", a, target]);
    assert.equal(checked.code, 0, checked.stdout);
  }
  const unlinked = await cli(["net", "unlink", b, a]);
  assert.deepEqual([unlinked.code, unlinked.stdout.trim()], [0, link]);
  assert.equal((await api("GET", `/networks/${link}`)).status, 404);
  assert.equal((await cli(["net", "unlink", a, b])).code, 1);
});

engineTest("net listen prints what net send sends", async (context) => {
  const { cli, api } = context;
  const { name, network, container, start } = world(context);
  await network("one");
  await container("a", name("one"));
  await container("b", name("one"));
  await start("a", "b");
  const heard = cli(["net", "listen", name("b"), "9000", "--count", "1"]);
  // Nothing can be sent before the port is open: look at the kernel's table until it is.
  const target = `${name("b")}:9000`;
  for (let n = 0;; n++) {
    assert.ok(n < 200, "the port never opened");
    const all = (await api("GET", "/containers/json")).json<
      { Id: string; Labels: Record<string, string> }[]
    >();
    const helper = all.find((c) => c.Labels["dockerctl.net.helper"] === name("b"));
    if (helper !== undefined) {
      const top = (await api("GET", `/containers/${helper.Id}/top`)).text;
      if (top.includes("nc -l -p 9000")) break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const sent = await cli(["net", "send", name("a"), target, "good morning"]);
  assert.equal(sent.code, 0, sent.stderr);
  const { code, stdout } = await heard;
  assert.deepEqual([code, stdout], [0, "good morning\n"]);
  const refused = await cli(["net", "send", name("a"), target, "again"]);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /refused/);
});

engineTest("net ls, graph and ports tell what there is", async (context) => {
  const { cli } = context;
  const { name, network, container, start } = world(context);
  await network("one");
  const publish = { PortBindings: { "80/tcp": [{ HostPort: "28471" }] } };
  await container("a", name("one"), { HostConfig: publish, ExposedPorts: { "80/tcp": {} } });
  await container("b", name("one"));
  await container("c", name("one"), { HostConfig: publish });
  await start("a", "b");
  const rows = (await cli(["--json", "net", "ls"])).stdout.trim().split("\n").map((l) =>
    JSON.parse(l)
  );
  const mine = rows.filter((r) => r.network === name("one"));
  assert.deepEqual(mine.map((r) => r.container), [name("a"), name("b")]);
  assert.ok(mine.every((r) => /^\d+\.\d+\.\d+\.\d+$/.test(r.address)));
  assert.deepEqual(mine[0].published, ["28471->80/tcp"]);

  const graph = JSON.parse((await cli(["net", "graph", "--format", "json"])).stdout);
  const reach = graph.reach.find((r: { from: string; to: string }) =>
    r.from === name("a") && r.to === name("b")
  );
  assert.equal(reach.via[0].network, name("one"));
  const tree = (await cli(["net", "graph"])).stdout;
  assert.match(
    tree,
    new RegExp(
      `${name("one")} \\(bridge, .*\\)\n├─ ${name("a")} .*28471->80/tcp\n└─ ${name("b")} `,
    ),
  );
  const dot = (await cli(["net", "graph", "--format", "dot"])).stdout;
  assert.ok(dot.includes(`"${name("a")}" -- "net ${name("one")}"`), dot);
  assert.equal((await cli(["net", "graph", "--format", "png"])).code, 1);

  const conflicts = (await cli(["--json", "net", "ports", "28471", "--conflicts"])).stdout;
  const { container: who, with: other, state } = JSON.parse(conflicts);
  assert.deepEqual([who, other, state], [name("c"), name("a"), "conflict"]);
  const free = (await cli(["net", "ports", "--free", "2", "--from", "28471"])).stdout.trim().split(
    "\n",
  );
  assert.equal(free.length, 2);
  assert.ok(!free.includes("28471"));
});
