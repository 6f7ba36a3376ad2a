/** resources through the binary: limits, what was recorded, and the sum against the host. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { eventually, TestRecorder } from "../record/_recorder.ts";

engineTest(
  "resources tells limits, peaks and lacks of memory, and what is not known",
  async (c) => {
    const base = ["run", "-d", "--label", c.label, "--network", "none"];
    const docker = async (...words: string[]) => {
      const done = await c.docker(words);
      assert.equal(done.code, 0, done.stderr);
      return done.stdout.trim();
    };
    const [big, eaten] = [`${c.prefix}-big`, `${c.prefix}-eaten`];
    const more = ["-m", "900g", "--memory-swap", "-1", "--cpus", "0.5", "--pids-limit", "50"];
    await docker(...base, "--name", big, ...more, c.image, "sleep", "1000");
    const bare = await c.cli(["resources", big]);
    assert.equal(bare.code, 0, bare.stderr);
    assert.match(bare.stderr, /Nothing is recorded of this engine/);
    assert.match(bare.stdout, new RegExp(`^${big} +900GiB +0.5 +50 +0 +nothing was recorded`, "m"));
    assert.match(bare.stdout, /Warning: the limits of memory add up to .*over-committed by/);

    await using recorder = new TestRecorder(c);
    await recorder.configure({ dir: recorder.dir, stats: { every: "1s" } });
    recorder.start();
    await recorder.recording();
    const eat = "a=xxxxxxxxxxxxxxxx; while :; do a=$a$a; done";
    await docker(
      ...base,
      "--name",
      eaten,
      "-m",
      "16m",
      "--memory-swap",
      "16m",
      c.image,
      "sh",
      "-c",
      eat,
    );
    assert.equal(await docker("wait", eaten), "137");
    const rows = async (...words: string[]) => {
      const { stdout, stderr } = await c.cli(["resources", "--json", ...words]);
      return stdout.trim().split("\n").map((line) => {
        assert.ok(line.startsWith("{"), stderr);
        return JSON.parse(line);
      });
    };
    await eventually(async () => (await rows(big))[0].Peak !== "", () => "no sample of it");
    const [row] = await rows(eaten);
    assert.deepEqual(
      [row.OOMs, row.State, row.Limit],
      [1, "stopped", "16MiB"],
      JSON.stringify(row),
    );
    assert.equal(row.Suggestion, "24MiB: it ran out of memory once");
    assert.equal(row.Command, `dockerctl update -m 24m --memory-swap 24m ${eaten}`);
    assert.match((await rows(big))[0].Suggestion, /recorded for .* only/);

    const filter = ["--filter", `label=${c.label}`];
    const names = (all: { Container: string }[]) => all.map((r) => r.Container);
    assert.deepEqual(names(await rows(...filter)), [big]);
    assert.deepEqual(names(await rows("-a", "--sort", "ooms", ...filter)), [eaten, big]);
    const host = JSON.parse((await c.cli(["resources", "--host", "--json"])).stdout);
    assert.ok(
      host.memoryLimits >= 900 * 1024 ** 3 && host.warnings.length > 0,
      JSON.stringify(host),
    );
    for (const [flag, value] of [["--since", "yesterday"], ["--sort", "constructor"]]) {
      const bad = await c.cli(["resources", flag, value]);
      assert.deepEqual([bad.code, bad.stdout], [125, ""]);
      assert.match(bad.stderr, new RegExp(`invalid argument "${value}"`));
    }
  },
);
