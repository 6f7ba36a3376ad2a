/** Tests of the engines that the full screen offers. */
import assert from "node:assert/strict";
import { hostChoices } from "./host_choices.ts";

Deno.test("hostChoices() leads back to every address that was on the screen", async () => {
  const config = await Deno.makeTempDir();
  try {
    const been = ["unix:///one.sock", "demo://", "tcp://two:2375"];
    const choices = await hostChoices({ config }, been, {});
    assert.deepEqual(
      choices.map((c) => c.context ?? c.host),
      ["default", "unix:///one.sock", "tcp://two:2375", "demo://"],
    );
  } finally {
    await Deno.remove(config, { recursive: true });
  }
});
