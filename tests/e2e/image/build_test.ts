/** The binary builds images on a real engine, or says why not. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";

engineTest("image build makes an image with what was asked for, or says why not", async (c) => {
  const tag = `${c.prefix}-built:1`;
  const file = ["FROM scratch", "ARG WHO=nobody", "LABEL who=$WHO", "COPY greeting /greeting", ""];
  await Deno.writeTextFile(`${c.dir}/Dockerfile`, file.join("\n"));
  await Deno.writeTextFile(`${c.dir}/greeting`, "hello\n");
  const words = ["image", "build", "-q", "-t", tag, "--build-arg", "WHO=me", "--label", c.label];
  const made = await c.cli([...words, c.dir]);
  assert.equal(made.code, 0, made.stderr);
  assert.match(made.stdout, /^sha256:[0-9a-f]{64}\n$/);
  const { stdout } = await c.docker(["image", "inspect", "-f", "{{.Config.Labels.who}}", tag]);
  assert.equal(stdout, "me\n");

  await Deno.writeTextFile(`${c.dir}/Dockerfile`, "FROM scratch\nCOPY missing /\n");
  const failed = await c.cli(["build", c.dir]);
  assert.equal(failed.code, 1);
  assert.match(failed.stderr, /missing/);
  // BuildKit's failures are shown in the file.
  const kit = await c.cli(["build", c.dir], { env: { DOCKER_BUILDKIT: "1" } });
  assert.match(kit.stderr, /\nDockerfile:2\n-+\n +1 \| {5}FROM scratch\n +2 \| >>> COPY missing/);
  // A secret is mounted, and in no layer; a file that is not there is told of before all else.
  await Deno.writeTextFile(
    `${c.dir}/Dockerfile`,
    `FROM ${c.image}\nRUN --mount=type=secret,id=a --mount=type=secret,id=b ` +
      "cat /run/secrets/a /run/secrets/b | tr a-z A-Z\n",
  );
  await Deno.writeTextFile(`${c.dir}/token`, "from a file,");
  const env = { DOCKER_BUILDKIT: "1", TOKEN: "from the environment" };
  const secret = ["build", "--no-cache", "--progress", "plain", "--secret", "id=b,env=TOKEN"];
  const mounted = await c.cli([...secret, "--secret", `id=a,src=${c.dir}/token`, c.dir], { env });
  assert.match(mounted.stderr, /FROM A FILE,FROM THE ENVIRONMENT/);
  assert.equal(mounted.code, 0, mounted.stderr);
  const absent = await c.cli([...secret, "--secret", `id=a,src=${c.dir}/none`, c.dir], { env });
  assert.equal(absent.code, 1);
  assert.match(absent.stderr, /secret a: open .*none: no such file or directory/);
  assert.doesNotMatch(absent.stderr, /internal/);
  // The agent's socket is there for the step, and what is no agent is told of.
  await Deno.writeTextFile(
    `${c.dir}/Dockerfile`,
    `FROM ${c.image}\nRUN --mount=type=ssh test -S $SSH_AUTH_SOCK && echo a""gent\n`,
  );
  const agent = Deno.listen({ transport: "unix", path: `${c.dir}/agent` });
  const ssh = ["build", "--no-cache", "--progress", "plain"];
  const offered = await c.cli([...ssh, "--ssh", `default=${c.dir}/agent`, c.dir], { env });
  agent.close();
  assert.equal(offered.code, 0, offered.stderr);
  assert.match(offered.stderr, /agent\n/);
  const key = await c.cli([...ssh, "--ssh", `default=${c.dir}/token`, c.dir], { env });
  assert.match(key.stderr, /no socket of an ssh agent/);
  const nowhere = await c.cli(["build", `${c.dir}/nowhere`]);
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.stderr, /nowhere/);
});
