/** The plan, trap by trap; each test names where somebody else fell into it. */
import assert from "node:assert/strict";
import type { ContainerConfig, HostConfig } from "../containers/config.ts";
import type { ContainerInspect } from "../containers/types.ts";
import type { ImageInspect } from "../images/types.ts";
import { inspectToCreateRequest } from "./create_request.ts";
import { judge } from "./gate.ts";
import { layerChanges } from "./layer_changes.ts";
import { parseLossless } from "./lossless.ts";
import { planRecreate } from "./plan.ts";
import type { PlanSurroundings, RecreateEdits } from "./types.ts";

const ID = "4f1c0a9b2d3e".padEnd(64, "0");

interface Parts {
  config?: ContainerConfig;
  host?: HostConfig;
  networks?: ContainerInspect["NetworkSettings"]["Networks"];
  mounts?: ContainerInspect["Mounts"];
  state?: Partial<ContainerInspect["State"]>;
}

function container(parts: Parts = {}): ContainerInspect {
  return {
    Id: ID,
    Name: "/web",
    Image: "sha256:1",
    RestartCount: 0,
    State: { Status: "running", Running: true, Paused: false, Restarting: false, ...parts.state },
    Config: { Hostname: ID.slice(0, 12), Image: "web:1", ...parts.config },
    HostConfig: { NetworkMode: "bridge", ...parts.host },
    Mounts: parts.mounts ?? [],
    NetworkSettings: { Networks: parts.networks ?? { bridge: {} } },
  } as unknown as ContainerInspect;
}

function image(config: ContainerConfig = {}, more: Partial<ImageInspect> = {}): ImageInspect {
  return {
    Id: "sha256:1",
    Os: "linux",
    Architecture: "amd64",
    Config: config,
    ...more,
  } as ImageInspect;
}

const AROUND: PlanSurroundings = {
  endpoint: "unix:///e",
  api: "1.51",
  now: new Date(0),
  always: true,
};

function plan(
  c: ContainerInspect,
  edits: RecreateEdits = {},
  around: Partial<PlanSurroundings> = {},
  images: [ImageInspect, ImageInspect] = [image(), image()],
) {
  return planRecreate(c, ...images, edits, { ...AROUND, ...around });
}

const next = (config: ContainerConfig, more: Partial<ImageInspect> = {}) =>
  image(config, { Id: "sha256:2", ...more });

Deno.test("planRecreate() drydock#391: an image for another architecture is a problem, unless asked for", () => {
  const images: [ImageInspect, ImageInspect] = [image(), next({}, { Architecture: "arm64" })];
  assert.match(
    plan(container(), { image: "web:2" }, {}, images).problems[0],
    /is for linux\/arm64/,
  );
  const asked = { image: "web:2", platform: "linux/arm64" };
  assert.deepEqual(plan(container(), asked, {}, images).problems, []);
});

Deno.test("planRecreate() drydock 1.5.2: a MAC address nobody asked for is not pinned", () => {
  const networks = { bridge: { MacAddress: "02:42:ac:11:00:02", IPAMConfig: null } };
  const { request } = plan(container({ networks }));
  assert.equal(JSON.stringify(request).includes("02:42"), false);
});

Deno.test("planRecreate() portainer: a MAC address goes to its network from 1.44 on, before to the config", () => {
  const c = container({
    config: { MacAddress: "02:42:00:00:00:09" },
    host: { NetworkMode: "n" },
    networks: { n: {} },
  });
  const at = (api: string) => plan(c, {}, { api }).request;
  assert.equal(at("1.44").NetworkingConfig?.EndpointsConfig?.n.MacAddress, "02:42:00:00:00:09");
  assert.equal(at("1.44").MacAddress, undefined);
  assert.equal(at("1.43").NetworkingConfig?.EndpointsConfig?.n.MacAddress, undefined);
  assert.equal(at("1.43").MacAddress, "02:42:00:00:00:09");
});

Deno.test("planRecreate() portainer#12799: aliases stay, the old short id is none of them", () => {
  const networks = { n: { Aliases: ["db", ID.slice(0, 12)] } };
  const { request } = plan(container({ host: { NetworkMode: "n" }, networks }));
  assert.deepEqual(request.NetworkingConfig?.EndpointsConfig?.n.Aliases, ["db"]);
});

Deno.test("planRecreate() portainer#1491, #1734: several networks, one by one before 1.44", () => {
  const networks = { b: {}, a: { Aliases: ["x"] } };
  const c = container({ host: { NetworkMode: "a" }, networks });
  const all = plan(c);
  assert.deepEqual(Object.keys(all.request.NetworkingConfig!.EndpointsConfig!), ["a", "b"]);
  assert.deepEqual(all.connects, []);
  const old = plan(c, {}, { api: "1.43" });
  assert.deepEqual(Object.keys(old.request.NetworkingConfig!.EndpointsConfig!), ["a"]);
  assert.deepEqual(old.connects.map((x) => x.network), ["b"]);
});

Deno.test("planRecreate() portainer#1734: a network that was left is left again", () => {
  const c = container({ host: { NetworkMode: "gone" }, networks: { other: {} } });
  assert.deepEqual(plan(c).disconnects, ["gone"]);
});

Deno.test("planRecreate() drydock#734: old environment does not hide the new image's", () => {
  const old = { Env: ["V=1", "KEEP=1"], Labels: { v: "1" }, Cmd: ["serve"], User: "app" };
  const c = container({
    config: { ...old, Env: ["V=1", "KEEP=mine", "OWN=1"], Labels: { v: "1", own: "1" } },
  });
  const { request } = plan(c, { image: "web:2" }, {}, [image(old), next({ Env: ["V=2"] })]);
  assert.deepEqual(request.Env, ["KEEP=mine", "OWN=1"]);
  assert.deepEqual(request.Labels, { own: "1" });
  assert.equal(request.Cmd, undefined);
  assert.equal(request.User, undefined);
});

Deno.test("planRecreate() watchtower: a command or entrypoint of one's own stays with another image", () => {
  const old = { Entrypoint: ["/old"], Cmd: ["a"] };
  const images: [ImageInspect, ImageInspect] = [
    image(old),
    next({ Entrypoint: ["/new"], Cmd: ["b"] }),
  ];
  const own =
    plan(container({ config: { Entrypoint: ["/old"], Cmd: ["mine"] } }), {}, {}, images).request;
  assert.deepEqual([own.Entrypoint, own.Cmd], [undefined, ["mine"]]);
  const entry =
    plan(container({ config: { Entrypoint: ["/mine"], Cmd: null } }), {}, {}, images).request;
  assert.deepEqual([entry.Entrypoint, entry.Cmd], [["/mine"], null]);
  const none =
    plan(container({ config: { Entrypoint: null, Cmd: ["x"] } }), {}, {}, images).request;
  assert.deepEqual(none.Entrypoint, [""]);
});

Deno.test("planRecreate() drydock#734: a command without an entrypoint does not hide the new image's", () => {
  const images: [ImageInspect, ImageInspect] = [
    image({ Cmd: ["serve"] }),
    next({ Entrypoint: ["/entry"], Cmd: ["serve"] }),
  ];
  const { request } = plan(container({ config: { Cmd: ["serve"] } }), {}, {}, images);
  assert.deepEqual([request.Entrypoint, request.Cmd], [undefined, undefined]);
});

Deno.test("planRecreate() portainer#2657: dependents by network, ipc and pid; anonymous volumes go along", () => {
  const others = [["NetworkMode", `container:${ID}`], ["IpcMode", `container:${ID}`], [
    "PidMode",
    "container:web",
  ]]
    .map(([key, value], n) => ({
      Id: String(n),
      Name: `/side${n}`,
      State: { Running: true },
      HostConfig: { [key]: value } as HostConfig,
    }));
  const volume = {
    Type: "volume",
    Name: "a".repeat(64),
    Destination: "/data",
    RW: true,
  } as ContainerInspect["Mounts"][0];
  const c = container({ config: { Volumes: { "/data": {} } }, mounts: [volume] });
  const made = plan(c, {}, { others });
  assert.deepEqual(made.dependents.map((d) => d.shares.join()), ["network", "ipc", "pid"]);
  assert.deepEqual(made.request.HostConfig?.Binds, [`${"a".repeat(64)}:/data`]);
  // Also where the edit names all binds anew.
  const edited = plan(c, { hostConfig: { Binds: ["/x:/x"] } });
  assert.deepEqual(edited.request.HostConfig?.Binds, ["/x:/x", `${"a".repeat(64)}:/data`]);
});

Deno.test("planRecreate() watchtower: --rm leaves no backup, and says so", () => {
  const made = plan(container({ host: { AutoRemove: true } }));
  assert.ok(made.oldRequest);
  assert.match(made.warnings.join(), /there is no backup/);
  assert.equal(made.keeps.some((k) => k.includes("backup")), false);
});

Deno.test("planRecreate() dockmon#90: what does not run is not started", () => {
  assert.equal(plan(container({ state: { Running: false, Status: "exited" } })).start, false);
});

Deno.test("planRecreate() drydock#496: no state is known by an id, but by the name and the engine", () => {
  const made = plan(container());
  assert.equal(made.backup, "web.dockerctl-backup-19700101T000000000");
  assert.equal(made.endpoint, "unix:///e");
});

Deno.test("planRecreate() leaves limits to an update, and a limit taken away to a new container", () => {
  const c = container({ host: { Memory: 64, MemorySwap: 128 } });
  const update = plan(c, { hostConfig: { Memory: 128, MemorySwap: 256 } }, { always: false });
  assert.deepEqual([update.kind, update.update], ["update", { Memory: 128, MemorySwap: 256 }]);
  assert.equal(plan(c, { hostConfig: { Memory: undefined } }, { always: false }).kind, "recreate");
  assert.equal(plan(c, {}, { always: false }).kind, "nothing");
  const both = { hostConfig: { Memory: 128 }, config: { Env: ["A=1"] } };
  assert.equal(plan(c, both, { always: false }).kind, "recreate");
});

Deno.test("planRecreate() keeps numbers that a double cannot hold, and fields it does not know", () => {
  const text = '{"Id":"x","Name":"/x","Image":"i","State":{},"Config":{},"Mounts":[],' +
    '"NetworkSettings":{},"HostConfig":{"MemorySwap":9223372036854775807,"Novel":{"a":[1]}}}';
  const { hostConfig } = inspectToCreateRequest(parseLossless(text));
  assert.equal(JSON.stringify(hostConfig), '{"MemorySwap":9223372036854775807,"Novel":{"a":[1]}}');
});

Deno.test("planRecreate() tells of a compose project, and refuses a service's task", () => {
  const labels = { "com.docker.compose.project": "shop", "com.docker.compose.service": "web" };
  assert.match(plan(container({ config: { Labels: labels } })).warnings.join(), /project shop/);
  const task = { "com.docker.swarm.task.id": "t" };
  assert.match(plan(container({ config: { Labels: task } })).problems.join(), /service update/);
});

Deno.test("layerChanges() leaves out mounts, what leads there, and what the engine writes", () => {
  const c = container({
    mounts: [{ Type: "volume", Destination: "/srv/data" } as never],
    host: { Tmpfs: { "/scratch": "" } },
  });
  const of = (...paths: string[]) =>
    layerChanges(c, paths.map((p) => ({ kind: p[0], path: p.slice(1) }))).map((x) => x.path);
  assert.deepEqual(of("C/srv", "A/srv/data", "A/scratch", "C/etc", "C/etc/hosts", "A/run/pid"), []);
  assert.deepEqual(of("C/etc", "A/etc/mine", "D/bin/sh"), ["/etc/mine", "/bin/sh"]);
});

Deno.test("judge() dockmon#7: a healthcheck counts until it is healthy, whatever time has passed", () => {
  const first = { startedAt: "", restarts: 0 };
  const starting = container({
    state: { Health: { Status: "starting", FailingStreak: 0, Log: null } },
  });
  assert.equal(judge(starting, first, { waited: 59_000, grace: 60_000, steady: 5 }), undefined);
  assert.equal(judge(starting, first, { waited: 60_000, grace: 60_000, steady: 5 })?.good, false);
});

Deno.test("judge() dockmon#110: a one-shot that ends with 0 is well; drydock#245: one that restarts is not", () => {
  const first = { startedAt: "", restarts: 0 }, at = { waited: 1, grace: 9, steady: 9 };
  const ended = (ExitCode: number, host: HostConfig = {}) =>
    judge(
      container({ state: { Running: false, Status: "exited", ExitCode, Error: "" }, host }),
      first,
      at,
    )?.good;
  assert.equal(ended(0), true);
  assert.equal(ended(3), false);
  assert.equal(ended(0, { RestartPolicy: { Name: "always" } }), false);
  assert.equal(judge({ ...container(), RestartCount: 1 }, first, at)?.good, false);
  assert.equal(judge(container({ state: { OOMKilled: true } }), first, at)?.good, false);
});
