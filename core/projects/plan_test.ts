/** Plans on the simulated engine: what is carried out leaves nothing to do, whatever was there. */
import assert from "node:assert/strict";
import { createEngine, type Engine } from "../engine.ts";
import { SimEngine, SimTransport } from "../sim/mod.ts";
import { executeProject } from "./execute.ts";
import { LABEL } from "./labels.ts";
import { observeProject } from "./observe.ts";
import { planDown } from "./plan_down.ts";
import type { ProjectPlan } from "./plan_types.ts";
import type { UpOptions } from "./plan_up.ts";
import { up } from "./_planned.ts";

const signal = new AbortController().signal;
const IMAGE = "busybox";
const engineOf = (): Engine => createEngine(new SimTransport(new SimEngine()));

const kinds = (plan: ProjectPlan) => plan.steps.map((s) => `${s.kind} ${s.subject}: ${s.cause}`);
const file = (services: Record<string, string>) =>
  "services:\n" +
  Object.entries(services).map(([name, more]) =>
    `  ${name}: {image: ${IMAGE}, command: [sleep, "1000"], stop_signal: SIGKILL${
      more === "" ? "" : `, ${more}`
    }}\n`
  ).join("");

Deno.test("planUp() after its own execution has nothing to do, and planDown() leaves nothing", async () => {
  await using engine = engineOf();
  const text = file({
    db: 'environment: {A: "1"}, volumes: ["data:/d", /anon], ports: ["18080:80"]',
    web: "depends_on: [db], scale: 2, mem_limit: 64m, labels: {x: y}, restart: always",
  }) + "volumes: {data: }\n";
  const first = await up(engine, text, true);
  assert.ok(first.plan.steps.length >= 8);
  assert.deepEqual(kinds((await up(engine, text, false)).plan), []);
  const observed = await observeProject(engine, "p", { signal });
  const down = planDown("p", observed, { volumes: true });
  await executeProject(down, engine, {
    observed,
    journal: "/nowhere",
    signal,
    now: () => new Date(),
  });
  const left = await observeProject(engine, "p", { signal });
  assert.deepEqual(left.containers, []);
  assert.ok(
    ![...left.networks.values(), ...left.volumes.values()].some((x) =>
      x.labels[LABEL.project] === "p"
    ),
  );
});

Deno.test("planUp() orders starts by depends_on, and stops go the other way", async () => {
  await using engine = engineOf();
  const text = file({ a: "depends_on: [b, c]", b: "depends_on: [d]", c: "depends_on: [d]", d: "" });
  const { order } = await up(engine, text, true);
  const at = (word: string) => order.indexOf(word);
  for (const [first, second] of [["d", "b"], ["d", "c"], ["b", "a"], ["c", "a"]]) {
    assert.ok(
      at(`done start p-${first}-1`) < at(`begin start p-${second}-1`),
      `${first} ${second}`,
    );
  }
  // Two that do not need each other are begun before either is done.
  assert.ok(
    at("begin start p-c-1") < at("done start p-b-1") ||
      at("begin start p-b-1") < at("done start p-c-1"),
  );
  const observed = await observeProject(engine, "p", { signal });
  const stop = planDown("p", observed).steps.find((s) => s.id === "stop p-d-1")!;
  assert.deepEqual([...stop.after].sort(), ["stop p-b-1", "stop p-c-1"]);
});

Deno.test("planUp() names each cause, and hides what may be a secret", async () => {
  await using engine = engineOf();
  const before = 'environment: {LEVEL: "1", DB_PASSWORD: old, GONE: x}, ports: ["80:80"]';
  await up(engine, file({ a: before, old: "" }), true);
  const after = 'environment: {LEVEL: "2", DB_PASSWORD: new}, ports: ["81:80"], mem_limit: 64m';
  const { plan } = await up(engine, file({ a: after }), false);
  assert.equal(plan.steps.length, 1);
  const [{ cause, kind }] = plan.steps;
  assert.equal(kind, "recreate");
  for (
    const part of [
      "env LEVEL 1 -> 2",
      "env DB_PASSWORD changed",
      "env GONE removed",
      "ports 80:80/tcp -> 81:80/tcp",
      "memory none -> 67108864",
    ]
  ) {
    assert.ok(cause.includes(part), `${cause}\n  has not: ${part}`);
  }
  assert.ok(!cause.includes("old") && !cause.includes("new"), cause);
  assert.deepEqual(plan.orphans, ["p-old-1"]);
  const told = (await up(engine, file({ a: before }), false, { removeOrphans: true })).plan;
  assert.deepEqual(kinds(told), ["stop p-old-1: orphan", "remove p-old-1: orphan"]);
});

Deno.test("planUp() scales up by the lowest free numbers and down by the highest", async () => {
  await using engine = engineOf();
  await up(engine, file({ a: "scale: 3" }), true);
  assert.deepEqual(kinds((await up(engine, file({ a: "" }), false)).plan), [
    "stop p-a-2: scale 3 -> 1",
    "remove p-a-2: scale 3 -> 1",
    "stop p-a-3: scale 3 -> 1",
    "remove p-a-3: scale 3 -> 1",
  ]);
  await engine.containers.remove("p-a-2", { force: true });
  assert.deepEqual(kinds((await up(engine, file({ a: "scale: 3" }), false)).plan), [
    "create p-a-2: scale 2 -> 3",
    "start p-a-2: scale 2 -> 3",
  ]);
});

Deno.test("planUp() refuses what is not there or is another's", async () => {
  await using engine = engineOf();
  await engine.networks.create({ Name: "p_default" });
  const text = file({ a: 'volumes: ["v:/v"], networks: [default, n]' }) +
    "volumes: {v: {external: true, name: vol}}\nnetworks: {n: {external: true, name: net}}\n";
  const { plan } = await up(engine, text, false);
  assert.deepEqual(
    plan.problems.map((p) => p.split(":")[0]).sort(),
    [
      'external volume "vol" not found',
      "network net declared as external, but could not be found",
      "network p_default is there and belongs to no project",
    ].sort(),
  );
});

Deno.test("planUp() starts again what asks for it, when what it hangs on is made anew", async () => {
  await using engine = engineOf();
  const text = (level: number) =>
    file({
      db: `environment: {LEVEL: "${level}"}`,
      web: "depends_on: {db: {condition: service_started, restart: true}}",
      other: "depends_on: [db]",
    });
  await up(engine, text(1), true);
  const { plan } = await up(engine, text(2), true);
  assert.deepEqual(kinds(plan), [
    "recreate p-db-1: env LEVEL 1 -> 2",
    "stop p-web-1: db is made anew",
    "start p-web-1: db is made anew",
  ]);
  assert.deepEqual(plan.unchanged, ["p-other-1"]);
  assert.deepEqual(kinds((await up(engine, text(2), false)).plan), []);
});

Deno.test("planUp() makes anew by force what is asked for, and nothing that it hangs on", async () => {
  await using engine = engineOf();
  const text = file({ db: "", web: "depends_on: [db]" });
  await up(engine, text, true);
  const causes = async (options: UpOptions) =>
    kinds((await up(engine, text, false, { services: ["web"], ...options })).plan);
  assert.deepEqual(await causes({ forceRecreate: true }), ["recreate p-web-1: --force-recreate"]);
  assert.deepEqual(await causes({ alwaysRecreateDeps: true }), [
    "recreate p-db-1: --always-recreate-deps",
  ]);
});

Deno.test("planUp() leaves alone the containers of a service of which only the grounds are wanted", async () => {
  await using engine = engineOf();
  const text = file({ db: "scale: 2", web: "depends_on: [db]" });
  await up(engine, text, true, { services: ["db"] });
  const { plan } = await up(engine, text, false, { services: ["db"], groundsOnly: ["db"] });
  assert.deepEqual(kinds(plan), []);
  const other = await up(engine, text, false, { services: ["web"], groundsOnly: ["web"] });
  assert.deepEqual([kinds(other.plan), other.plan.unchanged], [[], ["p-db-1", "p-db-2"]]);
});

Deno.test("planUp() makes a network anew that differs, and whoever is on it, and nothing else", async () => {
  await using engine = engineOf();
  const text = (more: string) => file({ a: "networks: [n]", b: "" }) + `networks: {n: {${more}}}\n`;
  await up(engine, text("labels: {x: '1'}"), true);
  assert.deepEqual(kinds((await up(engine, text("labels: {x: '1'}"), false)).plan), []);
  const { plan } = await up(engine, text("labels: {x: '2'}, internal: true"), true);
  assert.deepEqual(kinds(plan), [
    "recreate network p_n: internal false -> true, label x 1 -> 2",
    "recreate p-a-1: network p_n is made anew",
  ]);
  assert.deepEqual(plan.unchanged, ["p-b-1"]);
  assert.deepEqual(
    kinds((await up(engine, text("labels: {x: '2'}, internal: true"), false)).plan),
    [],
  );
});

Deno.test("planUp() tells of a volume that differs, and makes it anew only when it is told to", async () => {
  await using engine = engineOf();
  const text = (more: string) =>
    file({ a: "volumes: ['v:/v']", b: "" }) + `volumes: {v: {${more}}}\n`;
  await up(engine, text(""), true);
  const changed = text("driver_opts: {type: tmpfs, device: tmpfs}");
  const told = (await up(engine, changed, true)).plan;
  assert.deepEqual(kinds(told), []);
  assert.match(
    told.warnings.join(),
    /volume "p_v" is not as the files say \(option device none -> tmpfs, option type none -> tmpfs\)/,
  );
  const { plan } = await up(engine, changed, true, { recreateVolumes: true });
  assert.deepEqual(kinds(plan).map((k) => k.split(":")[0]), [
    "stop p-a-1",
    "remove p-a-1",
    "recreate volume p_v",
    "create p-a-1",
    "start p-a-1",
  ]);
  const again = (await up(engine, changed, false, { recreateVolumes: true })).plan;
  assert.deepEqual([kinds(again), again.warnings], [[], []]);
});

Deno.test("planUp() connects again what was cut off from its network", async () => {
  await using engine = engineOf();
  const text = file({ a: "", b: "" });
  await up(engine, text, true);
  await engine.networks.disconnect("p_default", "p-a-1", { force: true });
  const { plan } = await up(engine, text, true);
  assert.deepEqual(kinds(plan), [
    "recreate p-a-1: changed by hand: network p_default is not connected",
  ]);
  const a = await engine.containers.inspect("p-a-1");
  assert.deepEqual(Object.keys(a.NetworkSettings.Networks ?? {}), ["p_default"]);
  assert.deepEqual(kinds((await up(engine, text, false)).plan), []);
});

Deno.test("planUp() takes podman's own words for no change", async () => {
  await using engine = engineOf();
  const text = file({ a: 'environment: {L: "1"}' });
  await up(engine, text, true);
  const inspect = engine.containers.inspect;
  const podman: Engine = {
    ...engine,
    containers: {
      ...engine.containers,
      inspect: async (...args) => {
        const c = await inspect(...args);
        const Env = [...c.Config.Env ?? [], "TERM=xterm", "container=podman", "HOSTNAME=x"];
        return {
          ...c,
          Config: { ...c.Config, Env, Image: `localhost/${c.Config.Image}`, WorkingDir: "/" },
          HostConfig: {
            ...c.HostConfig,
            PidsLimit: 2048,
            CapDrop: ["CAP_MKNOD", "CAP_NET_RAW", "CAP_AUDIT_WRITE"],
          },
        };
      },
    },
  };
  assert.deepEqual(kinds((await up(podman, text, false)).plan), []);
  const changed = file({ a: 'environment: {L: "2"}' });
  assert.deepEqual(kinds((await up(podman, changed, false)).plan), [
    "recreate p-a-1: env L 1 -> 2",
  ]);
});

Deno.test("planUp() takes along what lives in the namespaces of a container that is made anew", async () => {
  await using engine = engineOf();
  const text = (more: string) =>
    file({ web: more, net: 'network_mode: "service:web"', pid: 'pid: "service:web"', far: "" });
  await up(engine, text(""), true);
  assert.deepEqual(kinds((await up(engine, text(""), false)).plan), []);
  const { plan } = await up(engine, text('environment: {A: "1"}'), true);
  assert.deepEqual(kinds(plan), ["recreate p-web-1: env A added: 1"]);
  assert.deepEqual(plan.unchanged, ["p-far-1"]);
  const changed = text('environment: {A: "1"}');
  assert.deepEqual(kinds((await up(engine, changed, false)).plan), []);
  // Somebody removes it: who lived in it is made anew with it.
  await engine.containers.remove("p-web-1", { force: true });
  const why = "it lives in the namespaces of web, which is made anew";
  assert.deepEqual(kinds((await up(engine, changed, true)).plan), [
    "create p-web-1: it is not there",
    "start p-web-1: it is not there",
    `recreate p-net-1: ${why}`,
    `recreate p-pid-1: ${why}`,
  ]);
  assert.deepEqual(kinds((await up(engine, changed, false)).plan), []);
});

Deno.test("planUp() starts again what lives in namespaces that began later", async () => {
  await using engine = engineOf();
  const text = file({ web: "", net: 'network_mode: "service:web"' });
  await up(engine, text, true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await engine.containers.restart("p-web-1", { timeout: 0 });
  const why = "it lives in the namespaces of web, which began later";
  const { plan } = await up(engine, text, true);
  assert.deepEqual(kinds(plan), [`stop p-net-1: ${why}`, `start p-net-1: ${why}`]);
  assert.deepEqual(kinds((await up(engine, text, false)).plan), []);
  await engine.containers.stop("p-web-1", { timeout: 0 });
  assert.deepEqual(kinds((await up(engine, text, false)).plan), [
    "start p-web-1: it does not run",
    `stop p-net-1: ${why}`,
    `start p-net-1: ${why}`,
  ]);
});

Deno.test("planUp() says before anything is done that another's container has the name", async () => {
  await using engine = engineOf();
  const text = file({ a: "", b: "container_name: the.b", c: "container_name: thexb" });
  await engine.containers.create({ Image: IMAGE }, { name: "p-a-1" });
  const Labels = { [LABEL.project]: "q" };
  await engine.containers.create({ Image: IMAGE, Labels }, { name: "the.b" });
  const { plan } = await up(engine, text, false);
  assert.deepEqual(plan.problems, [
    "the name p-a-1 is taken by a container of no project: remove or rename that one",
    'the name the.b is taken by a container of the project "q": remove or rename that one',
  ]);
  await engine.containers.remove("p-a-1");
  await engine.containers.remove("the.b");
  assert.deepEqual((await up(engine, text, true)).plan.problems, []);
  assert.deepEqual((await up(engine, text, false)).plan.problems, []);
});

Deno.test("planUp() says that containers of the project came from files elsewhere", async () => {
  await using engine = engineOf();
  const text = file({ a: "" });
  const make = (folder: string, n: number) =>
    engine.containers.create({
      Image: IMAGE,
      Labels: {
        [LABEL.project]: "p",
        [LABEL.service]: "a",
        [LABEL.number]: String(n),
        [LABEL.workingDir]: folder,
        [LABEL.files]: `${folder}/compose.yaml`,
      },
    }, { name: `p-a-${n}` });
  await make("/p", 2);
  assert.deepEqual((await up(engine, text, false)).plan.warnings, []);
  await make("/other", 1);
  assert.deepEqual((await up(engine, text, false)).plan.warnings, [
    'p-a-1 came from files in /other: if "p" is another project there, give this one a name with -p',
  ]);
});

Deno.test("planUp() says that nothing can be put into a read-only service", async () => {
  await using engine = engineOf();
  const text = file({ a: "read_only: true, configs: [c, f]", b: "configs: [c]" }) +
    "configs: {c: {content: x}, f: {file: ./f}}\n";
  assert.deepEqual((await up(engine, text, false)).plan.problems, [
    "services.a is read_only, so configs.c cannot be put into it: give it a file",
  ]);
});
