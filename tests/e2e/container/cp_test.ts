/** `cp` of what is no ordinary file, through the binary. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";

engineTest("cp copies devices both ways, with their numbers and modes", async (c) => {
  const name = `${c.prefix}-devices`;
  for (const words of [["c", "1", "3"], ["b", "7", "300"]]) {
    const made = await c.run(["mknod", "-m", "640", `${c.dir}/${words[0]}`, ...words]);
    assert.equal(made.code, 0, made.stderr);
  }
  assert.equal((await c.docker(["create", "--name", name, "--label", c.label, c.image])).code, 0);
  for (const kind of ["c", "b"]) {
    const there = await c.cli(["cp", `${c.dir}/${kind}`, `${name}:/${kind}`]);
    assert.equal(there.code, 0, there.stderr);
    const back = await c.cli(["cp", `${name}:/${kind}`, `${c.dir}/back-${kind}`]);
    assert.equal(back.code, 0, back.stderr);
    const facts = async (path: string) => (await c.run(["stat", "-c", "%F %t:%T %a", path])).stdout;
    assert.equal(await facts(`${c.dir}/back-${kind}`), await facts(`${c.dir}/${kind}`));
  }
});
