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
  const nowhere = await c.cli(["build", `${c.dir}/nowhere`]);
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.stderr, /nowhere/);
});
