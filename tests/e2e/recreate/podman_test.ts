/** Containers made anew on podman's service; part of a long run, as podman is. */
import assert from "node:assert/strict";
import {
  baseEnvironment,
  BINARY,
  engineTest,
  run,
  startEngine,
  temporaryFolder,
} from "../../engine/mod.ts";

engineTest("recreate, edit and rollback on podman's socket", {
  releases: ["bookworm"],
  long: true,
}, async () => {
  await using podman = await startEngine("podman");
  const home = `${temporaryFolder()}/podman-recreate-${crypto.randomUUID().slice(0, 8)}`;
  await Deno.mkdir(home);
  try {
    const env = { ...baseEnvironment(home), DOCKER_HOST: podman.host };
    const cli = async (words: string[], more: Record<string, string> = {}) => {
      const said = await run([BINARY, ...words], { cwd: home, env: { ...env, ...more } });
      assert.equal(said.code, 0, `${words.join(" ")}: ${said.stderr}`);
      return said.stdout;
    };
    const show = (format: string) => cli(["inspect", "-f", format, "web"]);
    const make = ["--network", "none", "--stop-timeout", "0", "-v", "/data", "-v", "named:/named"];
    await cli([
      ...["run", "-d", "--name", "web", ...make, "-e", "A=1", "busybox:1", "sh", "-c"],
      "echo kept > /data/x; echo kept > /named/x; exec sleep 600",
    ]);
    const first = await show("{{.Id}}");
    const soon = ["--steady", "200ms"];
    await cli(["recreate", "web", "-e", "A=2", "-m", "64m", ...soon]);
    assert.notEqual(await show("{{.Id}}"), first);
    assert.match(await show("{{json .Config.Env}}"), /"A=2"/);
    assert.equal(await show("{{.HostConfig.Memory}}"), `${64 * 1024 * 1024}\n`);
    assert.equal(await cli(["exec", "web", "cat", "/data/x", "/named/x"]), "kept\nkept\n");
    await cli(["edit", "web", "--yes", ...soon], { EDITOR: "sed -i s/A=2/A=3/" });
    assert.match(await show("{{json .Config.Env}}"), /"A=3"/);
    await cli(["rollback", "web", ...soon]);
    assert.match(await show("{{json .Config.Env}}"), /"A=2"/);
    const failed = await run([BINARY, "recreate", "web", "--entrypoint", "/nonesuch", ...soon], {
      cwd: home,
      env,
    });
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /The old web runs/);
    assert.equal(await show("{{.State.Running}}"), "true\n");
    assert.match(await cli(["ps", "-a"]), /backup of web/);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
