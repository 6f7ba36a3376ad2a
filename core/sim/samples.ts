/** The containers, networks and volumes that the simulated engine begins with. */
import { createContainer } from "./create.ts";
import { probe } from "./health.ts";
import { catchUp, startContainer } from "./lifecycle.ts";
import { addNetwork } from "./networks.ts";
import type { Sim, SimContainer } from "./state.ts";
import { addImages } from "./sample_images.ts";
import { populateSwarm } from "./sample_swarm.ts";
import { type Doc, utf8 } from "./wire.ts";

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const MB = 1024 * 1024;

interface Sample {
  name: string;
  image: string;
  cmd?: string[];
  /** Milliseconds since it was made; and started, if that is later. */
  age: number;
  up?: number;
  ports?: Record<string, string>;
  env?: string[];
  labels?: Record<string, string>;
  network?: string;
  volumes?: string[];
  restart?: string;
  restarts?: number;
  memory?: number;
  health?: string;
  tty?: boolean;
  state?: "paused" | "created" | { exit: number; ago: number; oom?: boolean; lines: string[] };
  load?: Partial<SimContainer["load"]>;
  sizeRw?: number;
}

const compose = (project: string, service: string, n = 1) => ({
  "com.docker.compose.project": project,
  "com.docker.compose.service": service,
  "com.docker.compose.container-number": String(n),
  "com.docker.compose.project.working_dir": `/srv/${project}`,
  "com.docker.compose.project.config_files": `/srv/${project}/compose.yaml`,
});

const SAMPLES: readonly Sample[] = [
  {
    name: "old-db",
    image: "postgres:16",
    age: 12 * DAY,
    volumes: ["old_data:/var/lib/postgresql/data"],
    memory: 256 * MB,
    sizeRw: 410_000_000,
    state: {
      exit: 137,
      ago: 9 * DAY,
      oom: true,
      lines: ["LOG:  database system is ready to accept connections", "LOG:  checkpoint starting"],
    },
  },
  {
    name: "db",
    image: "postgres:17",
    age: 9 * DAY,
    network: "shop_default",
    labels: compose("shop", "db"),
    volumes: ["shop_data:/var/lib/postgresql/data"],
    env: ["POSTGRES_DB=shop", "POSTGRES_PASSWORD=correct-horse"],
    restart: "unless-stopped",
    health: "pg_isready -U postgres",
    load: { cpu: 0.03, memory: 412 * MB, pids: 9, net: 40_000, disk: 90_000 },
  },
  {
    name: "cache",
    image: "redis:7",
    age: 2 * DAY,
    ports: { "6379/tcp": "6379" },
    network: "shop_default",
    labels: compose("shop", "cache"),
    restart: "always",
    load: { cpu: 0.001, memory: 12 * MB, pids: 5, net: 9_000, disk: 300 },
  },
  {
    name: "web-1",
    image: "nginx:1.27",
    age: 3 * HOUR,
    ports: { "80/tcp": "8080" },
    network: "shop_default",
    labels: compose("shop", "web", 1),
    memory: 256 * MB,
    restart: "always",
    load: { cpu: 0.12, memory: 88 * MB, pids: 5, net: 1_200_000, disk: 12_000 },
  },
  {
    name: "web-2",
    image: "nginx:1.27",
    age: 3 * HOUR,
    ports: { "80/tcp": "8081" },
    network: "shop_default",
    labels: compose("shop", "web", 2),
    memory: 256 * MB,
    restart: "always",
    load: { cpu: 0.118, memory: 90 * MB, pids: 5, net: 1_100_000, disk: 11_000 },
  },
  {
    name: "worker",
    image: "app:2.1",
    cmd: ["worker"],
    age: 40 * MINUTE,
    network: "shop_default",
    labels: compose("shop", "worker"),
    restart: "always",
    restarts: 7,
    up: 1_500,
    load: { cpu: 0.4, memory: 64 * MB },
  },
  {
    name: "migrate",
    image: "app:2.1",
    cmd: ["migrate"],
    age: 5 * MINUTE,
    network: "shop_default",
    labels: compose("shop", "migrate"),
    sizeRw: 1_200_000,
    state: {
      exit: 1,
      ago: 4 * MINUTE,
      lines: [
        "applying 0041_orders",
        "applying 0042_index_items",
        "applying 0043_drop_legacy",
        'ERROR: relation "legacy" does not exist',
      ],
    },
  },
  {
    name: "api",
    image: "app:2.1",
    cmd: ["node", "server.js"],
    age: 6 * HOUR,
    ports: { "3000/tcp": "3000" },
    network: "blog_default",
    labels: { ...compose("blog", "api"), "demo.health": "failing" },
    env: ["NODE_ENV=production", "API_TOKEN=s3cr3t"],
    health: "curl -fsS http://localhost:8080/health",
    load: { cpu: 0.22, memory: 174 * MB, pids: 12, net: 70_000, disk: 2_000 },
  },
  {
    name: "logger",
    image: "app:2.0",
    cmd: ["logger"],
    age: 5 * DAY,
    network: "blog_default",
    labels: compose("blog", "logger"),
    load: { cpu: 0.02, memory: 31 * MB, pids: 3 },
  },
  {
    name: "import",
    image: "app:2.0",
    cmd: ["import"],
    age: 22 * MINUTE,
    tty: true,
    volumes: ["tmp_cache:/cache"],
    load: { cpu: 0.9, memory: 201 * MB, pids: 2, disk: 5_000_000 },
  },
  {
    name: "frozen",
    image: "nginx:1.27",
    age: 26 * HOUR,
    labels: { team: "ops" },
    state: "paused",
    load: { memory: 9 * MB, pids: 5 },
  },
  { name: "spare", image: "alpine:3.22", cmd: ["sh"], age: 50 * MINUTE, state: "created" },
];

/** Fills the engine with what its settings ask for. */
export function populate(sim: Sim): void {
  const now = sim.now();
  for (const [name, driver] of [["bridge", "bridge"], ["host", "host"], ["none", "null"]]) {
    addNetwork(sim, {
      name,
      driver,
      created: now - 30 * DAY,
      builtin: true,
      ...(name === "bridge" && {
        options: {
          "com.docker.network.bridge.default_bridge": "true",
          "com.docker.network.bridge.name": "docker0",
        },
      }),
    });
  }
  const s = sim.settings;
  if (s.world === "none" && !s.containers && !s.logRate && !s.hostile) {
    if (s.swarm > 0) populateSwarm(sim);
    return;
  }
  addImages(sim);
  if (s.world === "sample") {
    for (const project of ["shop", "blog"]) {
      addNetwork(sim, {
        name: `${project}_default`,
        created: now - 10 * DAY,
        labels: {
          "com.docker.compose.project": project,
          "com.docker.compose.network": "default",
        },
      });
    }
    for (const sample of SAMPLES) add(sim, sample);
    for (
      const [name, size] of Object.entries({ shop_data: 3.1e9, old_data: 4.1e8, tmp_cache: 1.9e9 })
    ) {
      const v = sim.volumes.get(name);
      if (v) Object.assign(v, { size, created: now - 10 * DAY });
    }
  }
  for (let i = 0; i < s.containers; i++) {
    const up = i < s.running;
    add(sim, {
      name: `load-${String(i + 1).padStart(4, "0")}`,
      image: i % 3 ? "nginx:1.27" : "app:2.1",
      ...(i % 3 ? {} : { cmd: ["logger"] }),
      age: HOUR + i * 1000,
      labels: { group: `g${i % 10}` },
      ...(up ? {} : { state: { exit: i % 4 ? 0 : 1, ago: HOUR, lines: ["done"] } }),
    });
  }
  if (s.logRate) {
    add(sim, {
      name: "flood",
      image: "app:2.1",
      cmd: ["flood"],
      age: MINUTE,
      up: 5_000,
      labels: { "demo.rate": String(s.logRate), "demo.line": String(s.lineLength) },
    });
  }
  if (s.hostile) {
    add(sim, {
      name: "hostile",
      image: "app:2.1",
      cmd: ["hostile", "\x1b[31mred\x1b[0m\n"],
      age: HOUR,
      up: MINUTE,
      labels: {
        "\x1b]0;title\x07": "\x1b[2J",
        "com.docker.compose.project": "\u202Eevil\x1b[?25l",
        long: "x".repeat(4096),
      },
    });
  }
  if (s.swarm > 0) populateSwarm(sim);
  // What made the samples is not news.
  sim.events.clear();
}

function add(sim: Sim, sample: Sample): void {
  const now = sim.now();
  const body: Doc = {
    Image: sample.image,
    ...(sample.cmd && { Cmd: sample.cmd }),
    ...(sample.env && { Env: sample.env }),
    Labels: sample.labels ?? {},
    Tty: sample.tty ?? false,
    ...(sample.health && {
      Healthcheck: {
        Test: ["CMD-SHELL", sample.health],
        Interval: 30_000_000_000,
        Timeout: 5_000_000_000,
        Retries: 3,
      },
    }),
    HostConfig: {
      NetworkMode: sample.network ?? "bridge",
      ...(sample.memory && { Memory: sample.memory }),
      ...(sample.restart && { RestartPolicy: { Name: sample.restart, MaximumRetryCount: 0 } }),
      Binds: sample.volumes ?? [],
      PortBindings: Object.fromEntries(
        Object.entries(sample.ports ?? {}).map(([p, h]) => [p, [{ HostIp: "", HostPort: h }]]),
      ),
    },
  };
  const c = createContainer(sim, body, sample.name);
  c.created = now - sample.age;
  c.sizeRw = sample.sizeRw ?? 0;
  Object.assign(c.load, sample.load);
  const state = sample.state;
  if (state === "created") return;
  if (typeof state === "object") {
    c.status = "exited";
    c.exitCode = state.exit;
    c.oomKilled = state.oom ?? false;
    c.finishedAt = now - state.ago;
    c.startedAt = Math.max(c.created, c.finishedAt - 60_000);
    for (const [i, line] of state.lines.entries()) {
      const ms = c.startedAt + i * 400;
      c.log.write(
        line.startsWith("ERROR") ? 2 : 1,
        utf8(line + "\n"),
        BigInt(Math.round(ms * 1000)) * 1000n,
      );
    }
    return;
  }
  const started = now - (sample.up ?? sample.age) + 700;
  startContainer(sim, c, true, started);
  c.restartCount = sample.restarts ?? 0;
  if (c.source) {
    // What it wrote before the engine was looked at, as far as a sample needs it; made when read.
    c.sourceAt = Math.max(started, now - Math.ceil(HISTORY / c.source.perSecond) * 1000);
    if (state === "paused") catchUp(sim, c);
  }
  if (c.health) {
    const failing = c.labels["demo.health"] === "failing";
    for (let i = 0; i < 3; i++) probe(sim, c, sample.health!, 3);
    for (const [i, r] of c.health.log.entries()) {
      r.start = now - (3 - i) * 30_000;
      r.end = r.start + 40;
    }
    if (failing) c.health.streak = 412;
  }
  if (state === "paused") {
    c.status = "paused";
    c.pausedAt = now;
  }
}

/** Lines of the past that a sample service has. */
const HISTORY = 400;
