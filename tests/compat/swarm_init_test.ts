/** A swarm that begins, by docker and by dockerctl: neither can do so twice on one engine. */
import assert from "node:assert/strict";
import { engineTest } from "../engine/mod.ts";

const plain = (text: string) =>
  text.replace(/\([a-z0-9]{25}\)/, "(<id>)").replace(/SWMTKN-\S+/, "<token>")
    .replace(/SWMKEY-\S+/, "<key>");

engineTest("swarm init says what docker says, with autolock too", { own: true }, async (c) => {
  for (const more of [[], ["--autolock"]]) {
    const words = ["swarm", "init", "--advertise-addr", "127.0.0.1", ...more];
    const theirs = await c.docker(words);
    await c.docker(["swarm", "leave", "--force"]);
    const ours = await c.cli(words);
    await c.docker(["swarm", "leave", "--force"]);
    assert.equal(theirs.code, 0, theirs.stderr);
    assert.deepEqual([ours.code, plain(ours.stdout)], [0, plain(theirs.stdout)]);
  }
});

engineTest(
  "swarm update without flags shows its help, as docker does",
  { own: true },
  async (c) => {
    const { code, stdout } = await c.cli(["swarm", "update"]);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: {2}dockerctl swarm update \[OPTIONS\]\n/);
  },
);
