/** Sites from nothing to an answer, and nothing left of what failed. */
import assert from "node:assert/strict";
import { BINARY, type EngineContext, engineTest, lines } from "../../engine/mod.ts";
import { startFakeEngine } from "../../fake_engine/mod.ts";
import { startSshd } from "../../ssh/sshd.ts";
import { emptyHome } from "./home.ts";

Deno.test("site create on a simulated engine: made, listed, deployed, removed", async () => {
  await using home = await emptyHome();
  await using fake = await startFakeEngine({ seed: 1 });
  // The simulated engine publishes nothing: this is who answers.
  await using web = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    return new Response("hello");
  });
  const port = web.addr.port;
  await Deno.mkdir(`${home.path}/web`);
  await Deno.writeTextFile(`${home.path}/web/index.html`, "one");
  await Deno.writeTextFile(`${home.path}/web/old.html`, "old");
  await Deno.mkdir(`${home.path}/web/.git`);
  const cli = (...words: string[]) => home.cli(["-H", fake.host, ...words]);
  const before = fake.sim.containers.size;
  const flags = ["--image", "nginx:1.27", "--from", "web", "--to", "/srv/web", "--wait", "10"];
  const made = await cli("site", "create", "blog", ...flags, "--port", `${port}:80`);
  assert.equal(made.code, 0, made.stderr);
  assert.equal(made.stdout, `http://localhost:${port}/\n`);
  const files = async () => {
    const { stdout } = await cli("exec", "blog", "ls", "-a", "/srv/web/");
    return stdout.split(/\s+/).filter((f) => !/^\.{0,2}$/.test(f)).sort();
  };
  assert.deepEqual(await files(), ["index.html", "old.html"]);
  const again = await cli("site", "create", "blog", ...flags);
  assert.equal(again.code, 125);
  assert.match(again.stderr, /^There is a site called blog already: dockerctl site deploy blog/);
  await Deno.remove(`${home.path}/web/old.html`);
  await Deno.writeTextFile(`${home.path}/web/new.html`, "new");
  const deployed = await cli("site", "deploy", "blog", "--wait", "10");
  assert.equal(deployed.code, 0, deployed.stderr);
  assert.deepEqual(await files(), ["index.html", "new.html"]);
  const [row] = (await cli("--json", "site", "ls")).stdout.trim().split("\n").map((l) =>
    JSON.parse(l)
  );
  assert.equal(row.site, "blog");
  assert.equal(row.folder, await Deno.realPath(`${home.path}/web`));
  assert.equal((await cli("site", "rm", "blog")).code, 1);
  assert.equal((await cli("site", "rm", "--force", "blog")).code, 0);
  assert.equal(fake.sim.containers.size, before);
  assert.match((await cli("site", "deploy", "blog")).stderr, /^There is no site called blog/);
  assert.match((await cli("site", "stop", "web-1")).stderr, /web-1 is a container, but none of/);
});

Deno.test("a second deploy of a site waits for the first; what is no page is left out", async () => {
  await using home = await emptyHome();
  await using fake = await startFakeEngine({ seed: 1 });
  const cli = (...words: string[]) => home.cli(["-H", fake.host, ...words]);
  const web = `${home.path}/web`;
  await Deno.mkdir(web);
  await Deno.writeTextFile(`${web}/index.html`, "one");
  const flags = ["--image", "nginx:1.27", "--from", "web", "--to", "/srv/web", "--wait", "0"];
  const made = await cli("site", "create", "blog", ...flags);
  assert.equal(made.code, 0, made.stderr);
  const PUT = "PUT /containers/{}/archive";
  fake.clearRequests();
  const letGo = Promise.withResolvers<void>();
  const held = async function* () {
    await letGo.promise;
    yield new Uint8Array();
  };
  fake.fault({ on: PUT, times: 1, answer: { status: 200, body: held() } });
  const first = cli("site", "deploy", "blog", "--wait", "0");
  while (fake.count(PUT) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  // What lies in the folder may be anything.
  await Deno.symlink("/etc/passwd", `${web}/out`);
  await Deno.symlink("../..", `${web}/up`);
  await Deno.writeTextFile(`${web}/two\nlines.html`, "x");
  await Deno.writeTextFile(`${web}/\x1b[31mred.html`, "x");
  const pipe = await new Deno.Command("mkfifo", { args: [`${web}/pipe`] }).output();
  assert.ok(pipe.success);
  const second = new Deno.Command(BINARY, {
    args: ["-H", fake.host, "site", "deploy", "blog", "--wait", "0"],
    env: home.env,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const said: string[] = [];
  for await (const line of lines(second.stderr)) {
    said.push(line);
    if (!line.includes("waiting")) continue;
    assert.equal(fake.count(PUT), 1);
    letGo.resolve();
  }
  letGo.resolve();
  assert.equal((await first).code, 0, (await first).stderr);
  await second.stdout.cancel();
  assert.ok((await second.status).success, said.join("\n"));
  assert.deepEqual(said, [
    "Another deploy of blog is under way: waiting for it",
    "Left out out: a link out of the folder, to /etc/passwd",
    "Left out pipe: a pipe",
    "Left out up: a link out of the folder, to ../..",
  ]);
  const kept = [...Deno.readDirSync(`${home.path}/.local/share/dockerctl/plugins/site`)];
  assert.deepEqual(kept.filter((e) => e.name.endsWith(".turn")), []);
  const files = await cli("exec", "blog", "ls", "/srv/web/");
  for (const name of ["out", "pipe", "up"]) {
    assert.ok(!files.stdout.split(/\s+/).includes(name), files.stdout);
  }
});

/** What an engine has. */
async function inventory(t: EngineContext): Promise<string> {
  const ids = async (path: string) => {
    const all = (await t.api("GET", path)).json<{ Id: string; RepoTags?: string[] }[]>();
    return all.map((o) => `${o.Id.slice(0, 19)} ${o.RepoTags ?? ""}`).sort().join("\n");
  };
  return `${await ids("/containers/json?all=1")}\n\n${await ids("/images/json")}`;
}

engineTest("a site on a remote host: from nothing to an answer, deployed, and back", {
  own: true,
}, async (t) => {
  const pid = t.engine.pid;
  await using sshd = await startSshd({ maxSessions: 2, maxStartups: 3, within: pid });
  const word = `${sshd.host}${t.engine.socket}`;
  const hosts = `${t.dir}/hosts`;
  await Deno.writeTextFile(hosts, `${word} far\n`);
  const env = { ...sshd.env, DOCKERCTL_HOSTS_FILE: hosts, DOCKER_HOST: "unix:///nowhere" };
  const site = (...words: string[]) => t.inNetwork([t.binary, "site", ...words], { env });
  const get = async (path: string) =>
    (await t.inNetwork(["curl", "-s", "-m", "5", `http://127.0.0.1:18081/${path}`])).stdout;
  await Deno.mkdir(`${t.dir}/web/sub`, { recursive: true });
  await Deno.writeTextFile(`${t.dir}/web/index.html`, "one");
  await Deno.writeTextFile(`${t.dir}/web/sub/old.html`, "old");
  await Deno.mkdir(`${t.dir}/image`);
  await Deno.writeTextFile(
    `${t.dir}/image/Dockerfile`,
    `FROM ${t.image}\nEXPOSE 8080\nCMD ["httpd", "-f", "-p", "8080", "-h", "/srv/web"]\n`,
  );
  const before = await inventory(t);
  const base = ["--image", "./image", "--host", "far", "--from", "web", "--to", "/srv/web"];
  const right = [...base, "--memory", "32m", "--user", "nobody", "--port", "18081"];
  const made = await site("create", "blog", ...right);
  assert.equal(made.code, 0, made.stderr);
  assert.equal(made.stdout, "http://127.0.0.1:18081/\n");
  assert.equal(await get(""), "one");
  assert.equal(await get("sub/old.html"), "old");
  const owner = await t.docker(["exec", "blog", "stat", "-c", "%U", "/srv/web/index.html"]);
  assert.equal(owner.stdout, "nobody\n");
  await Deno.remove(`${t.dir}/web/sub/old.html`);
  await Deno.writeTextFile(`${t.dir}/web/index.html`, "two");
  const deployed = await site("deploy", "blog");
  assert.equal(deployed.code, 0, deployed.stderr);
  assert.equal(await get(""), "two");
  assert.notEqual(await get("sub/old.html"), "old");
  const broken = await site("deploy", "blog", "--from", "none");
  assert.equal(broken.code, 125);
  assert.match(broken.stderr, /no such folder/);
  assert.equal(await get(""), "two");
  // Over hosts each row has its host, one column of it, and one that is gone takes no other's row.
  await Deno.writeTextFile(hosts, `${word} far\nunix:///nowhere gone\n`);
  const over = await site("ls", "--hosts", "far,gone");
  assert.equal(over.code, 1);
  assert.match(over.stderr, /^gone: [^\n]+\n/);
  assert.match(over.stdout, /^HOST +SITE +STATE +IMAGE +TO +ADDRESS +FOLDER\nfar +blog +running /);
  assert.match(over.stdout, new RegExp(` http://127\\.0\\.0\\.1:18081/ +${t.dir}/web\n$`));
  const both = await site("ls", "--host", "far", "--hosts", "far,gone");
  assert.match(both.stderr, /--host\b.*one host/);
  // Another site may not have its port, nor its name, and leaves nothing.
  const withBlog = await inventory(t);
  const wrong: [string[], RegExp][] = [
    [["--port", "18081"], /^--port: 18081 on far is taken by blog$/m],
    [["--user", "nosuch"], /^There is no user called nosuch in the image: it has root/m],
    [["--memory", "900g"], /^--memory: 900.0 GB is more than there is on far/m],
    [["--from", "none"], /^--from: .*no such folder/m],
    [["--host", "nowhere"], /^--host: There is no host called nowhere/m],
    [["--image", "localhost:1/no/such"], /^--image localhost:1\/no\/such cannot be had on far/m],
    [["--image", "./web"], /^--image \.\/web cannot be built on far.*Dockerfile/m],
    [["--to", "/bin/busybox"], /is a file in the image/],
  ];
  for (const [flags, why] of wrong) {
    const r = await site("create", "other", ...right, "--port", "18082", ...flags);
    assert.equal(r.code, 125, r.stderr);
    assert.match(r.stderr, why);
    assert.equal(await inventory(t), withBlog, flags.join(" "));
  }
  // What does not answer is told with its log, and taken back.
  const dead = await site("create", "other", ...base, "--port", "18082:99", "--wait", "1");
  assert.equal(dead.code, 1);
  assert.match(dead.stderr, /does not answer at http:\/\/127\.0\.0\.1:18082/);
  assert.equal(await inventory(t), withBlog);
  const removed = await site("rm", "-f", "blog");
  assert.equal(removed.code, 0, removed.stderr);
  assert.equal(await inventory(t), before);
});

engineTest("Ctrl-C in the middle of site create leaves nothing behind", async (t) => {
  await Deno.mkdir(`${t.dir}/web`);
  await Deno.writeTextFile(`${t.dir}/web/index.html`, "one");
  const name = `${t.prefix}-cut`;
  const args = ["--image", t.image, "--from", "web", "--to", "/srv/web", "--port", "18083:80"];
  const words = [t.binary, "site", "create", name, ...args];
  // Busybox's shell ends at once, so the engine starts it again and again: nobody answers.
  const child = new Deno.Command("nsenter", {
    args: ["-t", `${t.engine.pid}`, "-n", ...words],
    cwd: t.dir,
    clearEnv: true,
    env: t.env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const ended = child.output();
  while ((await t.api("GET", `/containers/${name}/json`)).status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill("SIGINT");
  const { code, stderr } = await ended;
  assert.equal(code, 130, new TextDecoder().decode(stderr));
  assert.equal((await t.api("GET", `/containers/${name}/json`)).status, 404);
});

Deno.test("a stranger's plugin reaches another host where it may change engines, and only there", async () => {
  await using home = await emptyHome();
  await using fake = await startFakeEngine({ seed: 1 });
  for (const engine of ["write", "read"]) {
    await home.write(
      `${engine}.ts`,
      `export default { name: "far${engine}", api: 1, summary: "Counts elsewhere",
      permissions: { engine: "${engine}" },
      commands: [{ path: "far${engine}", summary: "Count", args: [{ name: "where" }],
        async run({ host, out }, { where }) {
          const { name, address, engine } = await host(where);
          const all = await engine.containers.list({ all: true });
          await out.line(name + " " + address + " " + all.length);
        } }] };\n`,
    );
    await home.cli(["plugin", "trust", `far${engine}`]);
  }
  await Deno.writeTextFile(`${home.path}/hosts`, `${fake.host} one\n`);
  const env = { DOCKERCTL_HOSTS_FILE: `${home.path}/hosts` };
  const counted = await home.cli(["farwrite", "one"], { env });
  assert.equal(counted.stderr, "");
  assert.equal(counted.stdout, `one localhost ${fake.sim.containers.size}\n`);
  const unknown = await home.cli(["farwrite", "two"], { env });
  assert.match(unknown.stderr, /There is no host called two/);
  const refused = await home.cli(["farread", "one"], { env });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /may not use another host/);
});

Deno.test("names are completed on the host that a word or --hosts names", async () => {
  await using home = await emptyHome();
  await using fake = await startFakeEngine({ seed: 1 });
  await Deno.writeTextFile(`${home.path}/hosts`, `${fake.host} one web\n`);
  const env = { DOCKERCTL_HOSTS_FILE: `${home.path}/hosts` };
  const words = async (...line: string[]) => {
    const { stdout } = await home.cli(["__complete", "words", ...line], { env });
    return stdout.trimEnd().split("\n").map((l) => l.split("\t")[0]);
  };
  assert.deepEqual(await words("stop", "one/ap"), ["one/api"]);
  assert.deepEqual(await words("stop", "--hosts", "@web", "ap"), ["api"]);
  assert.deepEqual(await words("run", "--place", "o"), ["one"]);
  assert.deepEqual(await words("site", "create", "x", "--host", "o"), ["one"]);
});
