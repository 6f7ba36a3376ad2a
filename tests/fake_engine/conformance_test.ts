/**
 * The simulated engine beside the real one: the same calls, and what comes back compared by
 * status, shape, words of refusal and order of events, so that the simulation does not drift.
 */
import assert from "node:assert/strict";
import { type Answer, call, type EngineContext, engineTest } from "../engine/mod.ts";
import { startFakeEngine } from "./mod.ts";
import { differences, shapeOf } from "./shape.ts";

/** One engine, with what the calls need to know of it. */
interface Side {
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  image: string;
  prefix: string;
}

/** A call: method, path with {p} for the prefix and {i} for the image, body. */
type Step = readonly [name: string, method: string, path: string, body?: Record<string, unknown>];

const json = (o: Record<string, unknown>) => o;

const host = { NetworkMode: "none", Init: false };

/** The calls in order; each but the last few leaves something for the next. */
function steps(image: string, prefix: string): Step[] {
  const c = (name: string) => `${prefix}-${name}`;
  const filters = (f: Record<string, string[]>) => encodeURIComponent(JSON.stringify(f));
  const make = (name: string, cmd: string[], more: Record<string, unknown> = {}): Step => [
    `create ${name}`,
    "POST",
    `/containers/create?name=${c(name)}`,
    json({ Image: image, Cmd: cmd, HostConfig: host, ...more }),
  ];
  return [
    ["version", "GET", "/version"],
    ["info", "GET", "/info"],
    ["create volume", "POST", "/volumes/create", { Name: c("vol"), Labels: { a: "b" } }],
    ["inspect volume", "GET", `/volumes/${c("vol")}`],
    ["volumes", "GET", `/volumes?filters=${filters({ name: [c("vol")] })}`],
    make("a", ["sh", "-c", "echo out; echo err >&2; sleep 1000"], {
      Env: ["A=b"],
      Labels: { x: "y" },
      ExposedPorts: { "80/tcp": {} },
      HostConfig: { ...host, Binds: [`${c("vol")}:/data`], Memory: 64 * 1024 * 1024 },
    }),
    make("b", ["sh", "-c", "exit 3"]),
    make("bad", ["no-such-command"]),
    ["inspect created", "GET", `/containers/${c("a")}/json`],
    ["start", "POST", `/containers/${c("a")}/start`],
    ["start again", "POST", `/containers/${c("a")}/start`],
    ["start b", "POST", `/containers/${c("b")}/start`],
    ["wait b", "POST", `/containers/${c("b")}/wait`],
    ["start bad", "POST", `/containers/${c("bad")}/start`],
    ["inspect running", "GET", `/containers/${c("a")}/json?size=1`],
    ["inspect exited", "GET", `/containers/${c("b")}/json`],
    ["inspect bad", "GET", `/containers/${c("bad")}/json`],
    ["list", "GET", `/containers/json?all=1&size=1&filters=${filters({ name: [prefix] })}`],
    [
      "list exited",
      "GET",
      `/containers/json?filters=${filters({ name: [prefix], exited: ["3"] })}`,
    ],
    ["exec", "POST", `/containers/${c("a")}/exec`, { Cmd: ["true"], AttachStdout: true }],
    ["exec nothing", "POST", `/containers/${c("a")}/exec`, {}],
    ["exec stopped", "POST", `/containers/${c("b")}/exec`, { Cmd: ["true"] }],
    ["stats", "GET", `/containers/${c("a")}/stats?stream=0`],
    ["stats stopped", "GET", `/containers/${c("b")}/stats?stream=0`],
    ["changes", "GET", `/containers/${c("b")}/changes`],
    ["pause", "POST", `/containers/${c("a")}/pause`],
    ["pause again", "POST", `/containers/${c("a")}/pause`],
    ["inspect paused", "GET", `/containers/${c("a")}/json`],
    ["exec paused", "POST", `/containers/${c("a")}/exec`, { Cmd: ["true"] }],
    ["unpause", "POST", `/containers/${c("a")}/unpause`],
    ["unpause again", "POST", `/containers/${c("a")}/unpause`],
    ["update", "POST", `/containers/${c("a")}/update`, { CpuShares: 512 }],
    ["update little memory", "POST", `/containers/${c("a")}/update`, { Memory: 1000 }],
    ["rename", "POST", `/containers/${c("a")}/rename?name=${c("c")}`],
    ["rename taken", "POST", `/containers/${c("c")}/rename?name=${c("b")}`],
    make("b", ["true"]),
    ["create of nothing", "POST", "/containers/create", {}],
    ["create of no image", "POST", "/containers/create", { Image: "no-such-image" }],
    [
      "create --rm and restart",
      "POST",
      "/containers/create",
      { Image: image, HostConfig: { AutoRemove: true, RestartPolicy: { Name: "always" } } },
    ],
    ["remove running", "DELETE", `/containers/${c("c")}`],
    ["remove used volume", "DELETE", `/volumes/${c("vol")}`],
    ["kill with what is no signal", "POST", `/containers/${c("c")}/kill?signal=NOPE`],
    ["kill stopped", "POST", `/containers/${c("b")}/kill`],
    ["pause stopped", "POST", `/containers/${c("b")}/pause`],
    ["top stopped", "GET", `/containers/${c("b")}/top`],
    ["logs of no stream", "GET", `/containers/${c("c")}/logs`],
    ["archive of nothing", "GET", `/containers/${c("c")}/archive?path=/no/such/path`],
    ["stop", "POST", `/containers/${c("c")}/stop?t=1`],
    ["stop again", "POST", `/containers/${c("c")}/stop`],
    ["restart", "POST", `/containers/${c("c")}/restart?t=0`],
    ["kill", "POST", `/containers/${c("c")}/kill`],
    ["inspect killed", "GET", `/containers/${c("c")}/json`],
    ["images", "GET", "/images/json"],
    ["inspect image", "GET", `/images/${image}/json`],
    ["history", "GET", `/images/${image}/history`],
    ["tag", "POST", `/images/${image}/tag?repo=${prefix}-tag&tag=1`],
    ["untag", "DELETE", `/images/${prefix}-tag:1`],
    ["remove used image", "DELETE", `/images/${image}`],
    ["remove no image", "DELETE", "/images/no-such-image"],
    ["networks", "GET", "/networks"],
    ["no network", "GET", "/networks/no-such-network"],
    ["remove builtin network", "DELETE", "/networks/none"],
    ["no volume", "GET", "/volumes/no-such-volume"],
    ["bad volume", "POST", "/volumes/create", { Name: "a b" }],
    ["no exec", "GET", "/exec/no-such-exec/json"],
    ["no container", "GET", "/containers/no-such-container/json"],
    ["remove no container", "DELETE", "/containers/no-such-container"],
    ["unknown filter", "GET", `/containers/json?filters=${filters({ foo: ["x"] })}`],
    ["unknown image filter", "GET", `/images/json?filters=${filters({ foo: ["x"] })}`],
    ["events backwards", "GET", "/events?since=5&until=3"],
    ["no route", "GET", "/no/such/route"],
    ["too new", "GET", "/v1.99/info"],
    ["remove c", "DELETE", `/containers/${c("c")}`],
    ["remove b", "DELETE", `/containers/${c("b")}`],
    ["remove bad", "DELETE", `/containers/${c("bad")}`],
    ["remove volume", "DELETE", `/volumes/${c("vol")}`],
  ];
}

/**
 * Where the engines may differ: by the machine, the packaging, or the image that was used. Each
 * entry is a pattern for `step: path`, with the reason.
 */
const MAY_DIFFER: readonly (readonly [RegExp, string])[] = [
  [
    /^info: (DriverStatus|Plugins\.|Warnings|Runtimes|SecurityOptions|FirewallBackend|Swarm)/,
    "host",
  ],
  [/^info: (Labels|RegistryConfig|Containerd|CDISpecDirs|BridgeNf|ProductLicense)/, "packaging"],
  [/^version: Components/, "packaging"],
  [/^stats.*: (memory_stats\.stats|memory_stats\.max_usage|memory_stats\.failcnt)/, "cgroup"],
  [/^stats: (blkio_stats|cpu_stats\.cpu_usage\.percpu|precpu_stats|pids_stats)/, "cgroup"],
  [/^stats: networks/, "a container without a network"],
  [/^inspect.*: GraphDriver/, "storage driver"],
  [/^inspect.*: HostConfig\.(MaskedPaths|ReadonlyPaths|OomKillDisable)/, "host"],
  [
    /^(images|inspect image|history).*: .*(Labels|Config|RepoDigests|ParentId|DockerVersion|Tags)/,
    "image",
  ],
  [/^list.*: \[\]\.(SizeRw|Labels)/, "whether anything was written"],
  [/^inspect running: SizeRw/, "whether anything was written"],
  [/^inspect killed: .*DNSNames/, "what a rename leaves in the network `none`"],
  [/^networks: \[\]\.(Labels|Options|IPAM)/, "what else the engine has"],
];

function open(text: string, side: Side): string {
  return text.trim().replace(/(sha256:)?\b[0-9a-f]{12,64}\b/g, "ID").replaceAll(side.prefix, "P")
    .replaceAll(side.image, "IMAGE");
}

async function runOn(side: Side): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (const [name, method, path, body] of steps(side.image, side.prefix)) {
    answers.set(name, await side.call(method, path, body));
  }
  return answers;
}

function compare(
  real: Map<string, Answer>,
  fake: Map<string, Answer>,
  sides: [Side, Side],
): string[] {
  const out: string[] = [];
  for (const [name, a] of real) {
    const b = fake.get(name)!;
    if (a.status !== b.status) {
      out.push(
        `${name}: status ${a.status} (${a.text.trim()}), simulated ${b.status} (${b.text.trim()})`,
      );
      continue;
    }
    if (a.status >= 400) {
      const [x, y] = [open(a.text, sides[0]), open(b.text, sides[1])];
      if (x !== y) out.push(`${name}: says ${x}, simulated ${y}`);
      continue;
    }
    if (a.text.trim() === "" || b.text.trim() === "") {
      if (a.text.trim() !== b.text.trim()) out.push(`${name}: one has no body`);
      continue;
    }
    for (const d of differences(shapeOf(a.json()), shapeOf(b.json()))) {
      const line = `${name}: ${d}`;
      if (!MAY_DIFFER.some(([p]) => p.test(line))) out.push(line);
    }
  }
  return out;
}

/** Events of the side's own objects, ids and names opened. */
async function eventsOf(side: Side, since: number): Promise<string[]> {
  const until = Math.floor(Date.now() / 1000) + 1;
  const a = await side.call("GET", `/events?since=${since}&until=${until}`);
  const out: string[] = [];
  for (const line of a.text.trim().split("\n").filter(Boolean)) {
    const e = JSON.parse(line);
    const attributes = e.Actor.Attributes as Record<string, string>;
    const own = e.Actor.ID.startsWith(side.prefix) || attributes.name?.startsWith(side.prefix);
    if (!own) continue;
    const keys = Object.keys(attributes).filter((k) => !/^(image|x)$/.test(k)).sort();
    const code = attributes.exitCode ?? attributes.signal ?? "";
    out.push(
      `${e.Type} ${e.Action.replace(/:.*/, "")} ${code} [${keys}] {${Object.keys(e).sort()}}`,
    );
  }
  // The engine tells of a stop from two tasks at once; either may be first.
  for (let i = 1; i < out.length; i++) {
    if (/ die /.test(out[i]) && / stop /.test(out[i - 1])) {
      [out[i - 1], out[i]] = [out[i], out[i - 1]];
    }
  }
  return out;
}

async function both(context: EngineContext): Promise<void> {
  const api = context.engine.apiVersion;
  await using fake = await startFakeEngine({ api });
  const since = Math.floor(Date.now() / 1000) - 1;
  const real: Side = {
    call: (m, p, b) => call(context.engine.socket, m, p, b),
    image: context.image,
    prefix: context.prefix,
  };
  const simulated: Side = {
    call: (m, p, b) => call(fake.host.slice("unix://".length), m, p, b),
    image: "busybox:1.37",
    prefix: context.prefix,
  };
  const [a, b] = [await runOn(real), await runOn(simulated)];
  const problems = compare(a, b, [real, simulated]);
  const [x, y] = [await eventsOf(real, since), await eventsOf(simulated, since)];
  if (x.join("\n") !== y.join("\n")) {
    problems.push(`events:\n  ${x.join("\n  ")}\nsimulated:\n  ${y.join("\n  ")}`);
  }
  if (problems.length) assert.fail(problems.join("\n"));
}

// On an engine of its own: it takes a name from the image that the other tests use.
engineTest("the simulated engine answers as the real one does", { own: true }, both);
