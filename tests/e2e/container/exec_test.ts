/** What exec gives back of a command that ends in an unusual way. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";

engineTest(
  "exec gives the code of a command that closed its own output",
  { on: "every" },
  async (c) => {
    const run = ["run", "-d", "--label", c.label, "--network", "none", "--name", c.prefix];
    assert.equal((await c.docker([...run, c.image, "sleep", "1000"])).code, 0);
    for (const flags of [[], ["-i"], ["-t"]]) {
      const command = ["sh", "-c", "exec >&- 2>&- <&-; sleep 1; exit 7"];
      const { code, stderr } = await c.cli(["exec", ...flags, c.prefix, ...command]);
      assert.deepEqual([code, stderr], [7, ""], flags.join(" "));
    }
  },
);
