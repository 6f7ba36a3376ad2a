/** The benchmark itself: its figures, its table, and its wrong options. */
import assert from "node:assert/strict";
import { engineTest, run } from "../engine/mod.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const WORDS = ["--lock", ".deps/deno.lock", "--import-map", ".deps/import_map.json"];

function bench(args: readonly string[], env: Record<string, string> = {}) {
  const words = [Deno.execPath(), "run", "-A", ...WORDS, "tests/bench/main.ts", ...args];
  return run(words, { cwd: ROOT, env: { ...Deno.env.toObject(), ...env }, timeout: 300_000 });
}

Deno.test("bench prints a case, its peer, their ratio and the aim", async () => {
  const { code, stdout, stderr } = await bench(["demultiplex-blocks", "--short"]);
  assert.equal(code, 0, stderr);
  const [head, row] = stdout.trim().split("\n");
  assert.match(head, /^CASE +DOCKERCTL +PEER +RATIO +FLOOR +AIM$/);
  assert.match(
    row,
    /^demultiplex-blocks +\d+(\.\d)? MB\/s +\d+(\.\d)? MB\/s plain copy +\d+\.\d\d \(.*\) +- +at least 0\.8 of the copy's speed: (NOT REACHED|reached)$/,
  );
  assert.match(stderr, /^These are the small loads of --short: the figures mean nothing$/m);
});

Deno.test("bench says which option is wrong", async () => {
  for (
    const [args, message] of [
      [["nosuch"], /^No case begins with "nosuch"$/m],
      [["--pairs", "0"], /^"0" is no number of pairs$/m],
      [["--seconds", "soon"], /^"soon" is no number of seconds$/m],
      [["--engine", "potato"], /^Unknown engine "potato"/m],
    ] as const
  ) {
    const { code, stdout, stderr } = await bench(args);
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, message);
  }
});

engineTest("bench --json has each case's figures", { releases: ["sid"] }, async (c) => {
  // A machine may have the peers, or programs that only bear their names.
  for (const peer of ["docker", "lazydocker"]) {
    await Deno.writeTextFile(`${c.dir}/${peer}`, "#!/bin/sh\nexit 3\n", { mode: 0o755 });
  }
  const { code, stdout, stderr } = await bench(
    ["watch-idle", "screen-paint", "inspect", "--short", "--json"],
    { PATH: `${c.dir}:${Deno.env.get("PATH")}` },
  );
  assert.equal(code, 0, stderr);
  const { machine, engine, results, failed } = JSON.parse(stdout);
  assert.deepEqual(failed, []);
  assert.ok(machine.cores > 0);
  assert.equal(engine.release, "sid");
  const by = new Map(results.map((r: { name: string }) => [r.name, r]));
  assert.deepEqual([...by.keys()], ["inspect", "watch-idle", "screen-paint"]);
  // deno-lint-ignore no-explicit-any
  const [inspect, watch, paint] = [...by.values()] as any[];
  assert.equal(watch.dockerctl.median, 0, "nothing is asked while nothing happens");
  assert.equal(watch.reached, true);
  assert.ok(paint.dockerctl.median > 0);
  for (const who of ["dockerctl", "peer", "floor", "ratio"]) {
    const { low, median, high } = inspect[who];
    assert.ok(0 < low && low <= median && median <= high, who);
  }
  assert.match(stderr, /^inspect: dockerctl inspect of a running container$/m);
});
