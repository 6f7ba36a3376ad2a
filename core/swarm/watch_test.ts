/** Tests of a watched swarm on the simulated engine, whose requests are counted. */
import assert from "node:assert/strict";
import { createEngine } from "../engine.ts";
import { EngineError } from "../errors.ts";
import { openLive } from "../live/open_live.ts";
import { SimEngine } from "../sim/engine.ts";
import type { SimOptions } from "../sim/options.ts";
import { SimTransport } from "../sim/transport.ts";
import { nodeChanged } from "../sim/swarm_run.ts";
import type { WireRequest } from "../transport/types.ts";
import { watchSwarm } from "./watch.ts";

/** A watched swarm; `asked` are the paths of its requests. */
async function watched({ refuse, ...options }: SimOptions & { refuse?: boolean }) {
  const sim = new SimEngine({ world: "none", ...options });
  const transport = new SimTransport(sim);
  const asked: string[] = [];
  const send = transport.send.bind(transport);
  transport.send = (request: WireRequest) => {
    if (/^\/(info|nodes|services|tasks)/.test(request.path) && request.method === "GET") {
      asked.push(request.path);
      if (refuse) {
        const [code, op] = ["denied", request.op] as const;
        throw new EngineError("Forbidden by the proxy", { code, op, status: 403 });
      }
    }
    return send(request);
  };
  const stop = new AbortController();
  const live = openLive(transport, { kinds: ["containers"], signal: stop.signal });
  await live.ready();
  const watch = watchSwarm(transport, live, stop.signal);
  const until = (is: () => boolean, what: string) =>
    new Promise<void>((resolve, reject) => {
      if (is()) return resolve();
      const late = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), 20_000);
      const end = watch.subscribe(() => {
        if (!is()) return;
        clearTimeout(late);
        end();
        resolve();
      });
    });
  const quiet = async () => {
    for (let before = -1; before !== asked.length;) {
      before = asked.length;
      await new Promise((go) => setTimeout(go, 1_300));
    }
  };
  return {
    sim: sim.sim,
    engine: createEngine(transport),
    watch,
    asked,
    stop,
    until,
    quiet,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await live.close();
      await transport.close();
    },
  };
}

const running = (text: string) => (s: { name: string; running?: number; desired?: number }) =>
  `${s.name} ${s.running}/${s.desired}` === text;

Deno.test("watchSwarm() asks nothing before it is seen, and says that there is no swarm", async () => {
  await using w = await watched({});
  assert.deepEqual([w.asked, w.watch.view().phase], [[], "unknown"]);
  w.watch.seen(w.stop.signal);
  await w.until(() => w.watch.view().phase === "inactive", "the answer");
  await w.quiet();
  assert.deepEqual(w.asked, ["/info"]);
});

Deno.test("watchSwarm() follows a service to where it is to be, and is quiet then", async () => {
  await using w = await watched({ swarm: 1 });
  w.watch.seen(w.stop.signal);
  await w.until(() => w.watch.view().phase === "manager", "the swarm");
  assert.deepEqual(w.asked.toSorted(), ["/info", "/nodes", "/services", "/tasks"]);
  const spec = {
    Name: "web",
    Labels: { "com.docker.stack.namespace": "shop" },
    Mode: { Replicated: { Replicas: 2 } },
    TaskTemplate: { ContainerSpec: { Image: "app:1" } },
  };
  const { id } = await w.engine.services.create(spec);
  await w.until(() => w.watch.view().services.some(running("web 2/2")), "two tasks");
  await w.until(
    () => w.watch.view().tasks.filter((t) => t.state === "running").length === 2,
    "their rows",
  );
  const { tasks, stacks, nodes } = w.watch.view();
  assert.deepEqual(tasks.map((t) => [t.name, t.node, t.stack]), [
    ["web.1", "manager-1", "shop"],
    ["web.2", "manager-1", "shop"],
  ]);
  assert.deepEqual([stacks[0].name, stacks[0].running, stacks[0].desired], ["shop", 2, 2]);
  assert.equal(nodes[0].running, 2);
  await w.quiet();
  const before = w.asked.length;
  await w.quiet();
  assert.equal(w.asked.length, before, "nothing happens, nothing is asked");

  const { Version, Spec } = await w.engine.services.inspect(id);
  Spec.TaskTemplate.ContainerSpec!.Image = "app:2-missing";
  await w.engine.services.update(id, Version.Index, Spec);
  await w.until(() => w.watch.view().services[0]?.updateState === "paused", "the pause");
  await w.until(
    () => w.watch.view().tasks.some((t) => t.error === "No such image: app:2-missing"),
    "the error",
  );
  assert.equal(w.watch.view().services[0].previous?.image, "app:1");
  await w.engine.services.remove(id);
  await w.until(() => w.watch.view().services.length === 0, "the end");
});

Deno.test("watchSwarm() asks nothing while nobody looks, and catches up afterwards", async () => {
  await using w = await watched({ swarm: 1, services: 3 });
  const look = new AbortController();
  w.watch.seen(look.signal);
  await w.until(() => w.watch.view().tasks.length === 12, "the tasks");
  look.abort();
  const before = w.asked.length;
  const [one] = w.watch.view().services;
  await w.engine.services.remove(one.id);
  await w.quiet();
  assert.equal(w.asked.length, before);
  w.watch.seen(w.stop.signal);
  await w.until(() => w.watch.view().tasks.length === 8, "the catching up");
});

Deno.test("watchSwarm() says that the leader is lost, keeps what it knew, and heals", async () => {
  await using w = await watched({ swarm: 3, services: 1 });
  w.watch.seen(w.stop.signal);
  await w.until(() => w.watch.view().tasks.length === 4, "the tasks");
  w.sim.swarm!.leads = false;
  w.watch.look();
  await w.until(() => w.watch.view().phase === "leaderless", "the loss");
  assert.match(w.watch.view().error!, /does not have a leader/);
  assert.equal(w.watch.view().tasks.length, 4);
  w.sim.swarm!.leads = true;
  await w.until(() => w.watch.view().phase === "manager", "the return");
  assert.equal(w.watch.view().error, undefined);
});

Deno.test("watchSwarm() says that it is refused, and does not ask on", async () => {
  await using w = await watched({ swarm: 1, refuse: true });
  w.watch.seen(w.stop.signal);
  await w.until(() => w.watch.view().phase === "refused", "the refusal");
  assert.equal(w.watch.view().error, "Forbidden by the proxy");
  await w.quiet();
  assert.deepEqual(w.asked, ["/info"]);
});

Deno.test("watchSwarm() hears of a node that goes", async () => {
  await using w = await watched({ swarm: 3, services: 1 });
  w.watch.seen(w.stop.signal);
  await w.until(() => w.watch.view().nodes.length === 3, "the nodes");
  const node = [...w.sim.swarm!.nodes.values()][2];
  node.state = "down";
  node.message = "heartbeat failure";
  nodeChanged(w.sim, w.sim.swarm!, node, { "state.old": "ready", "state.new": "down" });
  await w.until(() => w.watch.view().nodes[2].state === "down", "the word");
  assert.equal(w.watch.view().nodes[2].message, "heartbeat failure");
  assert.ok(w.watch.view().tasks.some((t) => t.nodeDown));
});
