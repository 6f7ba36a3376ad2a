/** The nodes, services and tasks of the swarm that a simulated engine begins with. */
import type { Sim } from "./state.ts";
import { addTask } from "./swarm_run.ts";
import { type SimNode, type SimService, SimSwarm, type SimTask } from "./swarm_state.ts";
import { type Doc, utf8 } from "./wire.ts";

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const STACK = "com.docker.stack.namespace";

interface Sample {
  name: string;
  image: string;
  /** Tasks that run of those that are wanted; undefined: one on each node. */
  replicas?: number;
  running?: number;
  stack?: string;
  port?: [published: number, target: number];
  age?: number;
  /** What it was before. */
  before?: { image: string; replicas: number };
  update?: Doc;
  /** Why the tasks that are missing do not run. */
  why?: string;
  failed?: { error: string; code: number };
}

const SAMPLES: readonly Sample[] = [
  {
    name: "shop_web",
    image: "nginx:1.27",
    replicas: 3,
    stack: "shop",
    port: [8080, 80],
    age: 3 * DAY,
    before: { image: "nginx:1.26", replicas: 2 },
    update: { State: "completed", Message: "update completed" },
  },
  {
    name: "shop_api",
    image: "app:2.1",
    replicas: 3,
    running: 2,
    stack: "shop",
    age: 6 * HOUR,
    failed: { error: "task: non-zero exit (1): database is locked", code: 1 },
    why: "starting container failed: bind for 0.0.0.0:3000 failed: port is already allocated",
  },
  { name: "shop_db", image: "postgres:17", replicas: 1, stack: "shop", age: 3 * DAY },
  { name: "agent", image: "app:2.0", age: 9 * DAY },
  {
    name: "search",
    image: "app:2.2-missing",
    replicas: 2,
    running: 1,
    age: DAY,
    before: { image: "app:2.1", replicas: 2 },
    update: {
      State: "paused",
      Message: "update paused due to failure or early termination of task 5f2w3e8k9d1c",
    },
    why: "No such image: app:2.2-missing",
  },
];

/** Makes the engine the first manager of a swarm of as many nodes as its settings say. */
export function populateSwarm(sim: Sim): void {
  const swarm = sim.swarm = new SimSwarm(sim);
  const { swarm: count, services, hostile, world } = sim.settings;
  const now = sim.now();
  for (let i = 0; i < count; i++) {
    const manager = i < (count > 4 ? 3 : Math.min(2, count));
    const node: SimNode = {
      id: swarm.newId(),
      version: swarm.next(),
      created: now - 30 * DAY,
      updated: now - HOUR,
      hostname: `${manager ? "manager" : "worker"}-${i + 1}`,
      role: manager ? "manager" : "worker",
      availability: "active",
      state: i === 4 ? "down" : "ready",
      message: i === 4 ? "heartbeat failure" : "",
      addr: `10.0.0.${i + 1}`,
      labels: { rack: i % 2 === 0 ? "a" : "b" },
    };
    swarm.nodes.set(node.id, node);
  }
  if (world === "sample") { for (const sample of SAMPLES) addService(swarm, sample); }
  for (let i = 0; i < services; i++) {
    const name = `load-${String(i + 1).padStart(4, "0")}`;
    addService(swarm, { name, image: "app:2.1", replicas: 4, age: HOUR });
  }
  if (hostile) {
    addService(swarm, {
      name: "\x1b[31mevil\x1b[0m\n",
      image: "\u202Eapp\x1b[2J:1",
      replicas: 1,
      running: 0,
      stack: "\x1b]0;title\x07\u202E",
      why: `\x1b[2J\x1b]0;gone\x07${"so long ".repeat(2_000)}`,
      update: { State: "paused", Message: "\x1b[?25lpaused\x07" },
    });
  }
}

function addService(swarm: SimSwarm, sample: Sample): void {
  const { sim } = swarm;
  const made = sim.now() - (sample.age ?? HOUR);
  const spec = (image: string, replicas: number | undefined): Doc => ({
    Name: sample.name,
    Labels: sample.stack === undefined ? {} : { [STACK]: sample.stack },
    TaskTemplate: { ContainerSpec: { Image: image }, ForceUpdate: 0 },
    Mode: replicas === undefined ? { Global: {} } : { Replicated: { Replicas: replicas } },
    UpdateConfig: { Parallelism: 1, Delay: 10_000_000_000, FailureAction: "pause" },
    EndpointSpec: {
      Mode: "vip",
      ...(sample.port && {
        Ports: [{
          Protocol: "tcp",
          PublishedPort: sample.port[0],
          TargetPort: sample.port[1],
          PublishMode: "ingress",
        }],
      }),
    },
  });
  const s: SimService = {
    id: swarm.newId(),
    version: swarm.next(),
    created: made,
    updated: made,
    spec: spec(sample.image, sample.replicas),
    ...(sample.before && { previous: spec(sample.before.image, sample.before.replicas) }),
    ...(sample.update && {
      update: {
        ...sample.update,
        StartedAt: new Date(made).toISOString(),
        ...(sample.update.State === "completed" &&
          { CompletedAt: new Date(made + MINUTE).toISOString() }),
      },
    }),
  };
  swarm.services.set(s.id, s);
  const run = (more: Partial<SimTask>) => {
    const t = addTask(swarm, s, {
      created: made,
      updated: made,
      since: made,
      state: "running",
      message: "started",
      containerId: sim.random.hex(64),
      ...more,
    });
    for (let i = 0; i < 3; i++) {
      t.log.write(1, utf8(`${sample.name} line ${i + 1}\n`), BigInt(made + i * 1000) * 1_000_000n);
    }
    return t;
  };
  if (sample.replicas === undefined) {
    for (const node of swarm.nodes.values()) run({ node });
    return;
  }
  const running = sample.running ?? sample.replicas;
  for (let slot = 1; slot <= running; slot++) run({ slot });
  if (sample.failed) {
    run({
      slot: 1,
      desired: "shutdown",
      state: "failed",
      error: sample.failed.error,
      exitCode: sample.failed.code,
      since: made - MINUTE,
      created: made - HOUR,
    });
  }
  for (let slot = running + 1; slot <= sample.replicas; slot++) {
    addTask(swarm, s, {
      slot,
      created: made,
      state: "rejected",
      desired: "shutdown",
      message: "preparing",
      error: sample.why,
      since: made + MINUTE,
    });
    addTask(swarm, s, {
      slot,
      created: made + HOUR / 2,
      state: "preparing",
      since: made + HOUR / 2,
    });
  }
}
