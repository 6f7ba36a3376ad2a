/** Tests of the engines that the full screen offers. */
import assert from "node:assert/strict";
import { hostChoices } from "./host_choices.ts";

Deno.test("hostChoices() leads back to the hosts or the server of the beginning", async () => {
  const config = await Deno.makeTempDir();
  try {
    const detail = "where this screen began";
    const several = await hostChoices({ config, hosts: ["a", "b"] }, undefined, [], {});
    assert.deepEqual(several[0], { hosts: ["a", "b"], detail });
    const far = await hostChoices({ config }, "http://far:2377", [], {});
    assert.deepEqual(far[0], { server: "http://far:2377", detail });
    assert.equal(far[1].context, "default");
  } finally {
    await Deno.remove(config, { recursive: true });
  }
});

Deno.test("hostChoices() leads back to every address that was on the screen", async () => {
  const config = await Deno.makeTempDir();
  try {
    const been = ["unix:///one.sock", "demo://", "tcp://two:2375"];
    const choices = await hostChoices({ config }, undefined, been, {});
    assert.deepEqual(
      choices.map((c) => c.context ?? c.host),
      ["default", "unix:///one.sock", "tcp://two:2375", "demo://"],
    );
  } finally {
    await Deno.remove(config, { recursive: true });
  }
});
