/** What docker compose made, ours lists, stops, starts, takes down; and the other way round. */
// engine tests in 2 parts
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { projectOf, service, theirs } from "./_project.ts";

const SHAPE = "{{.Name}} {{.Service}} {{.State}} {{.ExitCode}}";

for (const [maker, name] of [["theirs", "docker compose"], ["ours", "dockerctl"]] as const) {
  engineTest(
    `compose: the other lists, stops, starts and takes down what ${name} made`,
    async (t) => {
      await using p = projectOf(t);
      await p.write(
        service(t, "web", "depends_on: [db]", "networks: [n, default]", "volumes: ['data:/v']"),
        service(t, "db", "scale: 2"),
        "networks: {n: }\nvolumes: {data: }\n",
      );
      const ours = p.ok, compose = await theirs(t, p.words);
      const docker = async (...more: string[]) => {
        const out = await compose(...more);
        assert.equal(out.code, 0, `docker compose ${more.join(" ")}: ${out.stdout}${out.stderr}`);
        return out;
      };
      const [make, other] = maker === "ours" ? [ours, docker] : [docker, ours];
      await make("up", "-d");
      const list = async (run: typeof other) =>
        (await run("ps", "-a", "--format", SHAPE)).stdout.trim().split("\n").sort();
      const ids = (await make("ps", "-q")).stdout.trim().split("\n").sort();
      assert.equal(ids.length, 3);
      assert.deepEqual((await other("ps", "-q")).stdout.trim().split("\n").sort(), ids);
      assert.deepEqual(await list(other), await list(make));
      assert.match(
        (await other("ls", "--format", "json")).stdout,
        new RegExp(`"Name":"${p.name}"`),
      );

      await other("stop", "-t", "0");
      assert.ok((await list(make)).every((l) => l.includes(" exited ")), String(await list(make)));
      await other("start");
      assert.ok((await list(make)).every((l) => l.includes(" running ")));
      await other("restart", "-t", "0", "db");
      await other("pause", "web");
      await make("unpause", "web");
      assert.equal((await other("exec", "-T", "web", "echo", "x")).stdout, "x\n");
      assert.match((await other("logs", "web")).stdout, /web-1 +\| web up/);
      assert.deepEqual((await make("ps", "-q")).stdout.trim().split("\n").sort(), ids);
      if (maker === "theirs") {
        // Ours knows their work for what the files say, networks and volumes too.
        assert.match((await ours("plan")).stdout, /^Nothing to do/);
      } else await docker("up", "-d");
      await other("down", "--volumes", "-t", "0");
      for (const kind of ["container", "network", "volume"]) {
        const left = await t.docker([
          kind,
          "ls",
          "-q",
          ...(kind === "container" ? ["-a"] : []),
          "--filter",
          `label=com.docker.compose.project=${p.name}`,
        ]);
        assert.equal(left.stdout, "", kind);
      }
    },
  );
}
