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

Deno.test("an image that is gone is pulled with the login of the server's user, which nobody sees", async () => {
  const login = (user: string, password: string) => ({ auth: btoa(`${user}:${password}`) });
  const secret = "xyzzy-secret";
  // The second registry has a helper that is not there.
  await using s = await attacked({
    command: "run",
    args: ["--allow-write", "--web"],
    prepare: async (home) => {
      await Deno.mkdir(`${home}/.docker`);
      const config = {
        auths: { "reg.example": login("me", secret) },
        credHelpers: { "bad.example": "not-there" },
      };
      await Deno.writeTextFile(`${home}/.docker/config.json`, JSON.stringify(config));
    },
  });
  await until(async () => (await s.ask("GET", "/v1/records")).body.includes("recordingSince"));
  const run = async (registry: string) => {
    const name = registry.split(".")[0];
    const Image = `${registry}/app:1`;
    // As if it had been pulled.
    const digest = `sha256:${registry === "reg.example" ? "ab".repeat(32) : "cd".repeat(32)}`;
    const image = { ...s.fake.sim.findImage("nginx:1.27")!, id: digest.replaceAll("d", "e") };
    Object.assign(image, { tags: [Image], digests: [`${registry}/app@${digest}`] });
    s.fake.sim.images.set(image.id, image);
    s.fake.sim.pulled.set(digest, image.id);
    const made = await s.ask("POST", `/v1/engine/containers/create?name=${name}`, { Image });
    assert.equal(made.status, 201, made.body);
    await s.ask("POST", `/v1/hosts/local/containers/${name}/start`);
    const { id, imageId } = named(s, name)!;
    // Not before its document is there, and what it was made from.
    await until(async () => (await recordedIds(s)).includes(id));
    await until(() => isImageRecorded(s, imageId));
    await s.ask("DELETE", `/v1/hosts/local/containers/${name}?force=1`);
    s.fake.sim.images.delete(imageId);
    await until(async () => (await s.ask("GET", "/v1/undoable")).body.includes(id));
    const plan = JSON.parse((await s.ask("POST", `/v1/hosts/local/containers/${id}/undo`)).body);
    assert.deepEqual(plan.problems, []);
    const { body } = await s.ask("POST", `/v1/plans/${plan.id}/execute`);
    assert.equal(eventsOf(body).at(-1)!.event, "done", body);
    assert.equal(named(s, name)!.imageId, imageId);
    const pull = s.fake.requests.find((r) =>
      r.route === "POST /images/create" && r.query.get("fromImage")!.startsWith(registry)
    )!;
    const sent = pull.headers["x-registry-auth"].replaceAll("-", "+").replaceAll("_", "/");
    return { plan: JSON.stringify(plan), body, sent: JSON.parse(atob(sent)) };
  };
  const [good, bad] = await Promise.all([run("reg.example"), run("bad.example")]);
  assert.deepEqual(good.sent, {
    username: "me",
    password: secret,
    serveraddress: "reg.example",
  });
  assert.deepEqual(bad.sent, {});
  assert.match(bad.body, /"step":"login".*"failed"/);
  assert.match(
    s.said(),
    /the login for bad\.example cannot be read: .*docker-credential-not-there/,
  );
  for (const text of [good.plan, good.body, bad.plan, bad.body, s.said()]) {
    assert.ok(!text.includes(secret) && !text.includes(login("me", secret).auth));
  }
});

/** Whether the recorder has looked at an image, whose id stands plainly in its file of images. */
async function isImageRecorded(s: Attacked, id: string): Promise<boolean> {
  const files = await recordedFiles(s);
  const images = files.filter((path) => path.endsWith("/images"));
  const texts = await Promise.all(images.map((path) => Deno.readFile(path)));
  return texts.some((bytes) => new TextDecoder("latin1").decode(bytes).includes(id));
}

async function recordedIds(s: Attacked): Promise<string[]> {
  const found = await recordedFiles(s);
  return [...s.fake.sim.containers.values()].map((c) => c.id).filter((id) =>
    found.some((path) => path.slice(path.lastIndexOf("/")).includes(id))
  );
}

async function recordedFiles(s: Attacked): Promise<string[]> {
  const found: string[] = [];
  const walk = async (at: string) => {
    for await (const e of Deno.readDir(at)) {
      if (e.isDirectory) await walk(`${at}/${e.name}`);
      else found.push(`${at}/${e.name}`);
    }
  };
  await walk(`${s.home}/.local/state/dockerctl/record`);
  return found;
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
