/** What can go wrong with a recreate, on the simulated engine: the service that ran runs still. */
import assert from "node:assert/strict";
import {
  anyJournal,
  isEngineError,
  recoverRecreates,
  RecreateError,
  type RecreatePlan,
} from "../../core/mod.ts";
import { planRollback } from "../../core/recreate/backups.ts";
import { openJournal } from "../../core/recreate/journal.ts";
import { executeRecreate } from "../../core/recreate/execute.ts";
import { backupOf, successorName } from "../../core/recreate/names.ts";
import { carryOut, killAfter, planOf, serve, signal, type Stage, stage } from "./stage.ts";

const EDITS = { config: { Env: ["NEW=1"] } };

/** What a plan fails with, and the steps that it came to. */
async function failing(s: Stage, plan: RecreatePlan): Promise<{ text: string; steps: string[] }> {
  const steps: string[] = [];
  try {
    await carryOut(s, plan, { onStep: (r) => r.state === "begin" && steps.push(r.step) });
  } catch (error) {
    return { text: (error as Error).message, steps };
  }
  throw new Error("it did not fail");
}

async function runs(s: Stage, name: string, id: string): Promise<void> {
  const now = await s.engine.containers.inspect(name, { signal });
  assert.deepEqual([now.Id, now.State.Running], [id, true]);
}

Deno.test("executeRecreate() drydock: a second one by another user is refused and lets the first be", async () => {
  await using s = await stage();
  await serve(s.engine, "web", { HostConfig: { RestartPolicy: { Name: "always" } } });
  const plan = await planOf(s, "web", { edits: EDITS });
  const other = await planOf(s, "web", { edits: { config: { Env: ["OTHER=1"] } } });
  let second: unknown;
  const { id } = await executeRecreate(plan, s.engine, {
    journal: (name) => openJournal(s.dir, s.engine.transport.endpoint, name),
    signal,
    gate: { steady: 50 },
    afterStep: async (step) => {
      if (step !== "create") return;
      // Another user has another folder of journals.
      second = await executeRecreate(other, s.engine, {
        journal: (name) => openJournal(`${s.dir}-other`, s.engine.transport.endpoint, name),
        signal,
      }).catch((e) => e);
    },
  });
  assert.ok(isEngineError(second, "conflict"), String(second));
  assert.match(second.message, /^web is being made anew by somebody else \(web\.dockerctl-new is/);
  await runs(s, "web", id);
  assert.ok((await s.engine.containers.inspect(id)).Config.Env?.includes("NEW=1"));
});

Deno.test('executeRecreate() drydock: a "Created" orphan on the name is told, and the old one untouched', async () => {
  await using s = await stage();
  const id = await serve(s.engine, "web");
  await s.engine.containers.create({ Image: "busybox" }, { name: successorName("web") });
  const { text, steps } = await failing(s, await planOf(s, "web", { edits: EDITS }));
  assert.match(text, /web\.dockerctl-new is there, made at/);
  assert.deepEqual(steps, ["create"]);
  await runs(s, "web", id);
  assert.equal((await s.engine.containers.inspect("web.dockerctl-new")).State.Status, "created");
});

Deno.test("executeRecreate() refuses a name that is taken, or is none, while the old one serves", async () => {
  await using s = await stage();
  const id = await serve(s.engine, "web");
  const named = (name: string) => planOf(s, "web", { edits: { name } });
  const free = await named("other");
  await serve(s.engine, "other");
  assert.deepEqual((await named("other")).problems, ["Another container is called other"]);
  for (const name of ["bad name", "-x", "web.dockerctl-new"]) {
    assert.deepEqual((await named(name)).problems, [`It cannot be called "${name}"`]);
  }
  // Taken between the plan and its start.
  const { text, steps } = await failing(s, free);
  assert.match(text, /another container has the name other now/);
  assert.deepEqual(steps, []);
  await runs(s, "web", id);
});

Deno.test("executeRecreate() says that a container was removed, renamed or stopped meanwhile", async () => {
  await using s = await stage();
  for (
    const [act, told] of [
      [(id: string) => s.engine.containers.remove(id, { force: true }), /it was removed meanwhile/],
      [(id: string) => s.engine.containers.rename(id, "else"), /it has another name now/],
      [(id: string) => s.engine.containers.stop(id), /it has ended meanwhile/],
    ] as const
  ) {
    const id = await serve(s.engine, "web");
    const plan = await planOf(s, "web", { edits: EDITS });
    await act(id);
    const { text, steps } = await failing(s, plan);
    assert.match(text, told);
    assert.deepEqual(steps, []);
    await s.engine.containers.remove(id, { force: true }).catch(() => {});
  }
});

Deno.test("planRollback() drydock PR#81: a backup that is gone is told before anything is stopped", async () => {
  await using s = await stage();
  await serve(s.engine, "web");
  const { id } = await carryOut(s, await planOf(s, "web", { edits: EDITS }));
  const plan = await planRollback(s.engine, "web", { now: new Date(), signal });
  await s.engine.containers.remove(plan.restore!.id);
  const { text, steps } = await failing(s, plan);
  assert.match(text, /its backup is not there any more/);
  assert.deepEqual(steps, []);
  await runs(s, "web", id);
});

Deno.test("executeRecreate() drydock PR#1020, #1023: what failed is undone to the old image, and checked", async () => {
  await using s = await stage();
  const id = await serve(s.engine, "web");
  const { Image } = await s.engine.containers.inspect(id);
  const plan = await planOf(s, "web", { edits: { config: { Cmd: ["sh", "-c", "exit 3"] } } });
  const error = await carryOut(s, plan).then(() => undefined, (e) => e);
  assert.ok(error instanceof RecreateError, String(error));
  assert.deepEqual([error.undone?.id, error.undone?.imageId, error.undone?.running], [
    id,
    Image,
    true,
  ]);
  assert.doesNotMatch(error.message, /\.\./);
  await runs(s, "web", id);
});

Deno.test("planRecreate() drydock: a backup is not made anew, but brought back", async () => {
  await using s = await stage();
  await serve(s.engine, "web");
  const { backup } = await carryOut(s, await planOf(s, "web", { edits: EDITS }));
  assert.match((await planOf(s, backup!)).problems.join(), /It is the backup of web/);
});

Deno.test("planRecreate() dockge#923: the container that dockerctl runs in is refused, and what carries it", async () => {
  await using s = await stage();
  const base = await serve(s.engine, "base");
  const own = await serve(s.engine, "own", { HostConfig: { NetworkMode: `container:${base}` } });
  const proc = `${s.dir}-proc`;
  await Deno.mkdir(proc);
  await Deno.writeTextFile(
    `${proc}/mountinfo`,
    `20 1 0:3 / /proc rw - proc proc rw\n21 1 8:1 /containers/${own}/hostname /etc/hostname rw - ext4 /dev/sda1 rw\n`,
  );
  await Deno.writeTextFile(`${proc}/cgroup`, "0::/\n");
  const { problems } = await planOf(s, "own", { edits: EDITS, proc });
  assert.match(problems.join(), /^dockerctl itself runs in it/);
  assert.match((await planOf(s, "base", { proc })).problems.join(), /runs in own, which stands on/);
  // A limit is changed where it runs.
  const limit = { hostConfig: { Memory: 64 << 20 } };
  const update = await planOf(s, "own", { edits: limit, proc, always: false });
  assert.deepEqual([update.kind, update.problems], ["update", []]);
  // Elsewhere nobody minds.
  assert.deepEqual((await planOf(s, "own", { edits: EDITS })).problems, []);
});

Deno.test("executeRecreate() leaves alone what another user made of the container while it was watched", async () => {
  await using s = await stage();
  await serve(s.engine, "web");
  const plan = await planOf(s, "web", { edits: EDITS });
  let other = "";
  const first = await executeRecreate(plan, s.engine, {
    journal: (name) => openJournal(s.dir, s.engine.transport.endpoint, name),
    signal,
    gate: { steady: 60_000 },
    afterStep: async (step) => {
      if (step !== "start") return;
      const next = await planOf(s, "web", { edits: { config: { Env: ["OTHER=1"] } } });
      other = (await executeRecreate(next, s.engine, {
        journal: (name) => openJournal(`${s.dir}-other`, s.engine.transport.endpoint, name),
        signal,
        gate: { steady: 50 },
      })).id;
    },
  }).catch((e) => e);
  assert.match(first.message, /Somebody else made another web meanwhile, which is left as it is/);
  await runs(s, "web", other);
  const names = (await s.engine.containers.list({ all: true })).map((c) => c.name);
  assert.equal(names.filter((n) => backupOf(n)?.of === "web").length, 2, names.join());
  assert.equal(anyJournal(s.dir), false);
});

for (const step of ["stop", "make room", "take over"] as const) {
  Deno.test(`recoverRecreates() gives up what others went on with after "${step}"`, async () => {
    await using s = await stage();
    // Made anew by hand, with plain docker.
    const one = await serve(s.engine, "one");
    await killAfter(s, await planOf(s, "one", { edits: EDITS }), step);
    await s.engine.containers.remove("one", { force: true }).catch(() => {});
    const byHand = await serve(s.engine, "one");
    const [first] = await recoverRecreates(s.engine, { dir: s.dir, signal });
    assert.match(first.text, /Somebody else made another one meanwhile/);
    await runs(s, "one", byHand);
    // The old one was removed, so what is left of it is the new one.
    const two = await serve(s.engine, "two");
    await killAfter(s, await planOf(s, "two", { edits: EDITS }), step);
    await s.engine.containers.remove(two, { force: true });
    const [second] = await recoverRecreates(s.engine, { dir: s.dir, signal });
    assert.match(second.text, /The old two was removed meanwhile, so the new one stays/);
    assert.notEqual((await s.engine.containers.inspect("two")).Id, two);
    assert.notEqual(one, two);
    assert.equal(anyJournal(s.dir), false, "it is put right once");
  });
}

Deno.test("planRollback() tells how a backup comes back whose container was removed", async () => {
  await using s = await stage();
  await serve(s.engine, "web");
  const { id, backup } = await carryOut(s, await planOf(s, "web", { edits: EDITS }));
  await s.engine.containers.remove(id, { force: true });
  const error = await planRollback(s.engine, "web", { now: new Date(), signal }).catch((e) => e);
  assert.ok(isEngineError(error, "not_found"));
  assert.match(error.message, new RegExp(`no container web any more, but its backup ${backup}`));
  assert.match(error.hint!, new RegExp(`dockerctl rename ${backup} web`));
});

Deno.test("gatherPlan() tells of a port and a network before anything is stopped", async () => {
  await using s = await stage();
  await serve(s.engine, "web");
  const PortBindings = { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "8080" }] };
  await serve(s.engine, "other", { HostConfig: { PortBindings } });
  const taken = await planOf(s, "web", { edits: { hostConfig: { PortBindings } } });
  assert.deepEqual(taken.problems, ["other has the port 8080/tcp"]);
  const edits = { hostConfig: { NetworkMode: "gone" }, endpoints: { gone: {} } };
  assert.deepEqual((await planOf(s, "web", { edits })).problems, ["There is no network gone"]);
  // What does not run is not started, and has the port when the other one has gone.
  await s.engine.containers.stop("web");
  assert.deepEqual(
    (await planOf(s, "web", { edits: { hostConfig: { PortBindings } } })).problems,
    [],
  );
});
