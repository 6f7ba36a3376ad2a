/** Undoing a removal and taking a project down by the server: plans, carried out once, within its rules. */
import assert from "node:assert/strict";
import { type Attacked, attacked, until } from "./_server.ts";

/** The events of an answer in chunks. */
function eventsOf(body: string): { event: string; data: Record<string, unknown> }[] {
  return [...body.matchAll(/event: (\w+)\r?\ndata: (.*)/g)].map(([, event, data]) => ({
    event,
    data: JSON.parse(data),
  }));
}

const named = (s: Attacked, name: string) =>
  s.fake.sim.containers.values().find((c) => c.name === name);

Deno.test("what was removed is made again by a plan, but not with a hand on the host", async () => {
  await using s = await attacked({ command: "run", args: ["--allow-write", "--web"] });
  const id = named(s, "web-1")!.id;
  const made = await s.ask("POST", "/v1/engine/containers/create?name=plain", {
    Image: "nginx:1.27",
  });
  assert.equal(made.status, 201, made.body);
  // The recorder has seen them when their documents are there.
  const undoable = async () =>
    JSON.parse((await s.ask("GET", "/v1/undoable")).body) as { id: string; name: string }[];
  const host = { Binds: ["/:/host"], Privileged: true };
  const evil = named(s, "cache")!;
  Object.assign(evil.hostConfig, host);
  await s.ask("POST", "/v1/hosts/local/containers/cache/restart");
  await until(async () => (await s.ask("GET", "/v1/records")).body.includes("recordingSince"));
  for (const name of ["web-1", "cache"]) {
    // Each is removed once its document was written: a removal before that cannot be undone.
    await until(async () => (await recordedIds(s)).includes(named(s, name)!.id));
    const removed = await s.ask("DELETE", `/v1/hosts/local/containers/${name}?force=1`);
    assert.equal(removed.status, 204, removed.body);
  }
  await until(async () => (await undoable()).length >= 2);
  const plan = JSON.parse((await s.ask("POST", `/v1/hosts/local/containers/${id}/undo`)).body);
  assert.deepEqual(plan.problems, []);
  assert.equal(plan.name, "web-1");
  const run = await s.ask("POST", `/v1/plans/${plan.id}/execute`);
  assert.equal(eventsOf(run.body).at(-1)!.event, "done", run.body);
  assert.equal(named(s, "web-1")!.status, "running");
  assert.equal((await s.ask("POST", `/v1/plans/${plan.id}/execute`)).status, 404);
  const bad = JSON.parse((await s.ask("POST", `/v1/hosts/local/containers/${evil.id}/undo`)).body);
  assert.match(bad.problems.join(), /no container that reaches its host/);
  assert.match((await s.ask("POST", `/v1/plans/${bad.id}/execute`)).body, /event: failed/);
  assert.equal(named(s, "cache"), undefined);
  const none = await s.ask("POST", "/v1/hosts/local/containers/nobody/undo");
  assert.equal(none.status, 404);
});

async function recordedIds(s: Attacked): Promise<string[]> {
  const dir = `${s.home}/.local/state/dockerctl/record`;
  const found: string[] = [];
  const walk = async (at: string) => {
    for await (const e of Deno.readDir(at)) {
      if (e.isDirectory) await walk(`${at}/${e.name}`);
      else found.push(e.name);
    }
  };
  await walk(dir);
  return [...s.fake.sim.containers.values()].map((c) => c.id).filter((id) =>
    found.some((name) => name.includes(id))
  );
}

Deno.test("a project is taken down by a plan that says each step", async () => {
  await using s = await attacked({ args: ["--allow-write"] });
  const rows = JSON.parse((await s.ask("GET", "/v1/containers")).body) as {
    name: string;
    project?: string;
  }[];
  const project = rows.find((r) => r.project !== undefined)!.project!;
  const own = rows.filter((r) => r.project === project).map((r) => r.name);
  const answer = await s.ask("POST", `/v1/hosts/local/projects/${project}/down`, {});
  const plan = JSON.parse(answer.body);
  assert.deepEqual(plan.problems, []);
  for (const name of own) {
    assert.ok(plan.steps.some((p: { subject: string }) => p.subject === name), name);
  }
  assert.ok(own.every((name) => named(s, name) !== undefined), "nothing is done by the plan");
  const run = await s.ask("POST", `/v1/plans/${plan.id}/execute`);
  assert.equal(eventsOf(run.body).at(-1)!.event, "done", run.body);
  assert.ok(own.every((name) => named(s, name) === undefined));
});
