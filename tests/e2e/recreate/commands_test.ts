/** recreate, edit, rollback, upgrade, outdated and protect through the binary, on a real engine. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";

const SOON = ["--steady", "200ms"];

async function ok(c: EngineContext, words: readonly string[], env: Record<string, string> = {}) {
  const done = await c.cli(words, { env });
  assert.equal(done.code, 0, `${words.join(" ")}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}

async function fails(c: EngineContext, words: readonly string[], env: Record<string, string> = {}) {
  const done = await c.cli(words, { env });
  assert.equal(done.code, 1, `${words.join(" ")}: ${done.stdout}${done.stderr}`);
  return done.stderr;
}

interface Inspect {
  Id: string;
  Image: string;
  Name: string;
  Config: { Env: string[] };
  HostConfig: { Memory: number; NetworkMode: string };
  Mounts: { Name: string }[];
  State: { Running: boolean; Status: string; ExitCode: number };
}

async function inspect(c: EngineContext, name: string): Promise<Inspect> {
  return (await c.api("GET", `/containers/${name}/json`)).json<Inspect>();
}

async function serve(c: EngineContext, name: string, ...options: string[]): Promise<Inspect> {
  const words = [
    "run",
    "-d",
    "--name",
    name,
    "--label",
    c.label,
    "--stop-timeout",
    "0",
    ...options,
  ];
  await ok(c, [...words, ...(options.includes("--") ? [] : [c.image, "sleep", "1000"])]);
  return await inspect(c, name);
}

engineTest("recreate changes an option and rollback takes it back", async (c) => {
  const web = `${c.prefix}web`;
  const first = await serve(c, web, "-e", "A=1", "-v", "/data", "--restart", "always");
  assert.match(await ok(c, ["recreate", web, "-e", "A=2", "--dry-run"]), /A=1.*→.*A=2/);
  assert.equal((await inspect(c, web)).Id, first.Id, "a dry run does nothing");
  await ok(c, ["recreate", web, "-e", "A=2", ...SOON]);
  const second = await inspect(c, web);
  assert.notEqual(second.Id, first.Id);
  assert.ok(second.Config.Env.includes("A=2"));
  assert.equal(second.Mounts[0].Name, first.Mounts[0].Name, "its anonymous volume");
  assert.match(await ok(c, ["ps", "-a"]), new RegExp(`backup of ${web}`));
  await ok(c, ["rollback", web, ...SOON]);
  assert.equal((await inspect(c, web)).Id, first.Id);
  // The limits alone: nothing is made anew.
  await ok(c, ["recreate", web, "-m", "64m"]);
  const limited = await inspect(c, web);
  assert.equal(limited.Id, first.Id);
  assert.equal(limited.HostConfig.Memory, 64 * 1024 * 1024);
});

engineTest("edit takes the run line through the editor", async (c) => {
  const web = `${c.prefix}web`;
  await serve(
    c,
    web,
    "-e",
    "A=1",
    "-e",
    "B=two words",
    "--health-cmd",
    "true",
    "--health-interval",
    "1s",
  );
  const sed = (script: string) => ({ EDITOR: `sed -i ${script}` });
  await ok(c, ["edit", web, "--yes", ...SOON], sed("s/A=1/A=9/"));
  const env = (await inspect(c, web)).Config.Env;
  assert.ok(env.includes("A=9") && env.includes("B=two words"), env.join());
  const { Id } = await inspect(c, web);
  const same = await c.cli(["edit", web], { env: { EDITOR: "true" } });
  assert.match(same.stderr, /Nothing was changed/);
  assert.match(
    await fails(c, ["edit", web], { EDITOR: "false" }),
    /exit code 1: nothing was changed/,
  );
  assert.match(await fails(c, ["edit", web], { EDITOR: "no-such-editor" }), /cannot be started/);
  assert.match(await fails(c, ["edit", web], sed("s/--env/--nope/")), /unknown flag: --nope/);
  // Back to the editor with the message, and out of it with a line that can be read.
  await Deno.writeTextFile(
    `${c.dir}/editor`,
    `#!/bin/sh\nif grep -q 'Cannot be read' "$1"; then sed -i s/--nope/--env/ "$1"; else sed -i s/--env.A=9/--nope\\ A=3/ "$1"; fi\n`,
    { mode: 0o755 },
  );
  await ok(c, ["edit", web, "--yes", ...SOON], { EDITOR: `${c.dir}/editor` });
  assert.ok((await inspect(c, web)).Config.Env.includes("A=3"));
  assert.notEqual((await inspect(c, web)).Id, Id);
});

engineTest("a protected container is refused to every command", async (c) => {
  const db = `${c.prefix}db`, labelled = `${c.prefix}labelled`;
  await serve(c, db);
  await serve(c, labelled, "--label", "dev.dockerctl.protect=remove,stop");
  await ok(c, ["protect", `${c.prefix}d*`]);
  assert.match(await ok(c, ["protect"]), new RegExp(`${db} .*settings`));
  for (
    const words of [["rm", "-f"], ["stop"], ["kill"], ["restart"], ["pause"], ["recreate"], [
      "update",
      "--cpu-shares",
      "2",
    ]]
  ) {
    assert.match(await fails(c, [...words, db]), /is protected from being/, words.join());
  }
  assert.match(await fails(c, ["rename", db, `${c.prefix}other`]), /is protected/);
  assert.match(await fails(c, ["stop", labelled]), /its label dev.dockerctl.protect/);
  assert.match(await fails(c, ["rm", "-f", "--unprotect", db]), /nobody can be asked/);
  assert.equal((await inspect(c, db)).State.Status, "running");
  // Stopped by plain docker, it is left by a prune.
  await c.docker(["stop", "-t", "0", db]);
  await c.docker(["stop", "-t", "0", labelled]);
  const pruned = await c.cli(["container", "prune", "-f", "--filter", `label=${c.label}`]);
  assert.match(pruned.stderr, new RegExp(`Left ${db} alone`));
  assert.match(pruned.stderr, new RegExp(`Left ${labelled} alone`));
  assert.equal((await inspect(c, db)).State.Status, "exited");
  await ok(c, ["unprotect", `${c.prefix}d*`]);
  await ok(c, ["rm", db]);
});

engineTest("a prune leaves backups and the tags of their images", { own: true }, async (c) => {
  const web = `${c.prefix}web`;
  await serve(c, web);
  await ok(c, ["recreate", web, ...SOON]);
  const pruned = await c.cli(["system", "prune", "-af"]);
  assert.equal(pruned.code, 0, pruned.stderr);
  assert.match(pruned.stderr, /it is the backup of/);
  assert.doesNotMatch(pruned.stdout, /dockerctl-backup/);
  assert.match((await c.docker(["images"])).stdout, /dockerctl-backup/);
  await ok(c, ["rollback", web, ...SOON]);
});

engineTest("upgrade follows a tag, and an image that is no good is rolled back", async (c) => {
  const web = `${c.prefix}web`, image = `127.0.0.1:5000/${c.prefix}/web:1`;
  const build = async (...lines: string[]) => {
    const text = [`FROM ${c.image}`, ...lines].join("\n");
    await Deno.mkdir(`${c.dir}/build`, { recursive: true });
    await Deno.writeTextFile(`${c.dir}/build/Dockerfile`, text);
    const env = { DOCKER_BUILDKIT: "0" };
    const built = await c.cli(["build", "-q", "-t", image, `${c.dir}/build`], { env });
    assert.equal(built.code, 0, built.stderr);
    const pushed = await c.docker(["push", image]);
    assert.equal(pushed.code, 0, pushed.stderr);
    return (await c.docker(["inspect", "-f", "{{.Id}}", image])).stdout.trim();
  };
  const one = await build("ENV VERSION=1 OLD=1", 'CMD ["sleep","1000"]', "LABEL v=1");
  await ok(c, [
    ...[
      "run",
      "-d",
      "--name",
      web,
      "--label",
      c.label,
      "--stop-timeout",
      "0",
      "-e",
      "MINE=1",
      image,
    ],
  ]);
  assert.match(await ok(c, ["outdated", web]), /current/);
  const two = await build("ENV VERSION=2 NEW=1", 'CMD ["sleep","2000"]', "LABEL v=2");
  await c.docker(["tag", one, image]);
  // What was answered within six hours counts.
  assert.match(await ok(c, ["outdated", web]), /current/);
  assert.match(await ok(c, ["outdated", "--fresh", web]), /digest/);
  assert.match(await ok(c, ["upgrade", "--dry-run", web]), /is another image now/);
  await ok(c, ["upgrade", "-q", web, ...SOON]);
  const now = await inspect(c, web);
  assert.equal(now.Image, two);
  const env = new Set(now.Config.Env);
  assert.ok(env.has("VERSION=2") && env.has("NEW=1") && env.has("MINE=1") && !env.has("OLD=1"));
  // The next one has a healthcheck that fails.
  await build(
    "ENV VERSION=3",
    'CMD ["sleep","3000"]',
    "HEALTHCHECK --interval=1s --timeout=2s --retries=1 CMD echo no database; exit 1",
  );
  await c.docker(["tag", two, image]);
  const failed = await c.cli(["upgrade", "-q", web, ...SOON]);
  assert.equal(failed.code, 1);
  assert.match(
    failed.stderr,
    /It is unhealthy; its last probe ended with exit code 1: no database/,
  );
  assert.match(failed.stderr, new RegExp(`runs again, with the image ${two.slice(7, 19)}`));
  const back = await inspect(c, web);
  assert.equal(back.Id, now.Id);
  assert.equal(back.Image, two);
  assert.equal(back.State.Running, true);
});

engineTest("outdated asks with pull's credentials, and says unknown otherwise", async (c) => {
  const web = `${c.prefix}web`, repository = `127.0.0.1:5001/${c.prefix}/web`;
  const login = ["login", "-u", "tester", "--password-stdin", "127.0.0.1:5001"];
  const logged = await c.cli(login, { stdin: "secret\n" });
  assert.equal(logged.code, 0, logged.stderr);
  for (const tag of ["1.0.0", "1.0.1", "1.1.0"]) {
    await c.docker(["tag", c.image, `${repository}:${tag}`]);
    assert.equal((await c.cli(["push", "-q", `${repository}:${tag}`])).code, 0);
  }
  await serve(c, `${c.prefix}local`);
  await ok(c, [
    ...["run", "-d", "--name", web, "--label", c.label, `${repository}:1.0.0`, "sleep", "1000"],
  ]);
  const both = await ok(c, ["outdated", web, `${c.prefix}local`]);
  assert.match(both, new RegExp(`${web} .*minor +${repository}:1.1.0`));
  assert.match(both, /unknown/);
  await ok(c, ["logout", "127.0.0.1:5001"]);
  assert.match(await ok(c, ["outdated", "--fresh", web]), /unknown .*(auth|denied|unauthorized)/);
});
