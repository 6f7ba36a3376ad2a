/** Images by digest: they are never upgraded, and undo pulls the very one back, on a real engine. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";
import { eventually, TestRecorder } from "../record/_recorder.ts";
import { serve } from "../record/_serving.ts";

async function ok(c: EngineContext, words: readonly string[]) {
  const done = await c.cli(words);
  assert.equal(done.code, 0, `${words.join(" ")}: ${done.stdout}${done.stderr}`);
  return done;
}

async function fails(c: EngineContext, words: readonly string[]): Promise<string> {
  const done = await c.cli(words);
  assert.equal(done.code, 1, `${words.join(" ")}: ${done.stdout}${done.stderr}`);
  return done.stderr;
}

interface Made {
  Id: string;
  Image: string;
  Config: { Image: string };
  State: { Running: boolean };
}

async function inspect(c: EngineContext, name: string): Promise<Made> {
  return (await c.api("GET", `/containers/${name}/json`)).json<Made>();
}

/** Pushes an image of its own under a name; its id and its digest in the registry. */
async function push(c: EngineContext, name: string, version: string) {
  const maker = `${c.prefix}maker`;
  await ok(c, ["create", "--name", maker, "--label", c.label, c.image, "true"]);
  await ok(c, ["commit", "-c", `LABEL v=${version}`, maker, name]);
  await ok(c, ["rm", maker]);
  await ok(c, ["push", "-q", name]);
  const { Id, RepoDigests } = (await c.api("GET", `/images/${encodeURIComponent(name)}/json`))
    .json<{ Id: string; RepoDigests: string[] }>();
  const repository = name.replace(/:\d+$/, "");
  const digest = RepoDigests.find((d) => d.startsWith(`${repository}@`))!;
  return { id: Id, digest };
}

function run(c: EngineContext, name: string, image: string) {
  const words = ["run", "-d", "--name", name, "--label", c.label, "--stop-timeout", "0"];
  return ok(c, [...words, image, "sleep", "1000"]);
}

/** Takes a manifest out of the open registry, as its owner would. */
async function forget(c: EngineContext, digest: string): Promise<void> {
  const [name, hash] = digest.replace(/^[^/]*\//, "").split("@");
  const ask = `DELETE /v2/${name}/manifests/${hash} HTTP/1.1\\r\\nHost: x\\r\\n` +
    "Connection: close\\r\\n\\r\\n";
  const words = ["run", "--rm", "--network", "host", "--label", c.label, c.image, "sh", "-c"];
  const { stdout } = await ok(c, [...words, `printf '${ask}' | nc 127.0.0.1 5000`]);
  assert.match(stdout, /^HTTP\/1.1 202/);
}

async function recording(c: EngineContext): Promise<TestRecorder> {
  const recorder = new TestRecorder(c);
  await recorder.configure({ dir: recorder.dir });
  recorder.start();
  await recorder.recording();
  return recorder;
}

/** Waits until the removal of all of them is known. */
async function removed(c: EngineContext, names: readonly string[]): Promise<void> {
  let known = "";
  await eventually(async () => {
    known = (await ok(c, ["undo", "--format", "{{.Name}}"])).stdout;
    return names.every((name) => known.split("\n").includes(name));
  }, () => `only these removals are known: ${known}`);
}

engineTest("what was made by digest is pinned, and undo pulls that digest again", async (c) => {
  const tag = `${c.engine.registry}/${c.prefix}/web:1`;
  const [pinned, both, follows] = ["pinned", "both", "follows"].map((n) => c.prefix + n);
  const one = await push(c, tag, "1");
  await using _recorder = await recording(c);
  const long = `${tag}@${one.digest.split("@")[1]}`;
  await run(c, pinned, one.digest);
  await run(c, both, long);
  await run(c, follows, tag);
  // The tag moves on.
  const two = await push(c, tag, "2");
  assert.notEqual(two.digest, one.digest);
  for (const [name, image] of [[pinned, one.digest], [both, long]]) {
    const { Id } = await inspect(c, name);
    assert.match((await ok(c, ["outdated", name])).stdout, /pinned/);
    const why = `It was made from ${image}, which has no tag to follow`;
    assert.ok((await ok(c, ["upgrade", "--dry-run", name])).stdout.includes(why));
    assert.ok((await fails(c, ["upgrade", "-q", name])).includes(why));
    assert.ok(
      (await fails(c, ["recreate", "--pull", "always", name])).includes("no tag to follow"),
    );
    assert.equal((await inspect(c, name)).Id, Id);
  }
  // The record alone knows the digest.
  const all = [pinned, both, follows];
  await ok(c, ["rm", "-f", ...all]);
  await ok(c, ["rmi", "-f", one.id]);
  await removed(c, all);
  const dry = (await ok(c, ["undo", "--dry-run", follows])).stdout;
  assert.ok(dry.includes(`${one.digest}, pulled again`), dry);
  assert.ok(dry.includes(`${tag} means another image now`), dry);
  const said = (await ok(c, ["undo", "--yes", ...all])).stderr;
  assert.ok(said.includes(`Its image is gone and is pulled again: ${one.digest}`), said);
  // Pulled for the first it is there for the last, whose tag is another's by now.
  for (const [name, image] of [[pinned, one.digest], [both, long], [follows, one.id]]) {
    const now = await inspect(c, name);
    assert.equal(now.Image, one.id, name);
    assert.equal(now.Config.Image, image);
    assert.equal(now.State.Running, true);
  }
  assert.equal((await c.docker(["inspect", "-f", "{{.Id}}", tag])).stdout.trim(), two.id);
  // Gone from the registry, too.
  await ok(c, ["rm", "-f", ...all]);
  await ok(c, ["rmi", "-f", one.id]);
  await removed(c, all);
  await forget(c, one.digest);
  const gone = await fails(c, ["undo", "--yes", pinned, follows]);
  for (const name of [pinned, follows]) {
    const why = `${name}: its image is gone, and ${one.digest} cannot be pulled: `;
    assert.ok(gone.includes(why), gone);
  }
  assert.match(gone, /--image/);
  await ok(c, ["undo", "--yes", "--image", tag, pinned]);
  assert.equal((await inspect(c, pinned)).Image, two.id);
});

engineTest("undo pulls with the credentials that pull uses", async (c) => {
  const { address, user, password } = c.engine.lockedRegistry;
  const tag = `${address}/${c.prefix}/web:1`, web = `${c.prefix}web`;
  const login = ["login", "-u", user, "--password-stdin", address];
  assert.equal((await c.cli(login, { stdin: `${password}\n` })).code, 0);
  const one = await push(c, tag, "1");
  await using _recorder = await recording(c);
  await run(c, web, tag);
  await ok(c, ["rm", "-f", web]);
  await ok(c, ["rmi", "-f", one.id]);
  await removed(c, [web]);
  await ok(c, ["undo", "--yes", web]);
  const now = await inspect(c, web);
  assert.equal(now.Image, one.id);
  assert.equal(now.Config.Image, tag);
  // A server pulls as the one who runs it, and tells nobody how.
  await ok(c, ["rm", "-f", web]);
  await ok(c, ["rmi", "-f", one.id]);
  await removed(c, [web]);
  const tokenFile = `${c.dir}/token`;
  await using s = await serve(c, ["--allow-write", "--token-file", tokenFile]);
  const token = (await Deno.readTextFile(tokenFile)).trim();
  const post = async (path: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return await (await fetch(`${s.url}/v1${path}`, { method: "POST", headers })).text();
  };
  const plan = await post(`/hosts/local/containers/${now.Id}/undo`);
  const told = await post(`/plans/${JSON.parse(plan).id}/execute`);
  assert.match(told, /^event: done$/m);
  assert.equal((await inspect(c, web)).Image, one.id);
  for (const text of [plan, told, s.said()]) {
    for (const word of [password, btoa(`${user}:${password}`)]) assert.ok(!text.includes(word));
  }
});
