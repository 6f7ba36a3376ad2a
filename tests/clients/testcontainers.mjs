/** What test suites do with testcontainers, by DOCKER_HOST and the image and label of the arguments. */
import assert from "node:assert/strict";

// Pinned by the lock file beside it. Not said to `import` itself: its types would count for all.
const PACKAGE = "npm:testcontainers@12.2.0";
const { GenericContainer, Network, Wait } = await import(PACKAGE);
const [image, label] = Deno.args;
const [key, value] = label.split("=");
const network = await new Network().start();
const container = await new GenericContainer(image)
  .withNetwork(network)
  .withCommand(["sh", "-c", "echo ready; sleep 1000"])
  .withLabels({ [key]: value })
  .withCopyContentToContainer([{ content: "before", target: "/tmp/before" }])
  .withWaitStrategy(Wait.forLogMessage("ready"))
  .start();
assert.equal((await container.exec(["cat", "/tmp/before"])).output, "before");
await container.copyContentToContainer([{ content: "after", target: "/tmp/after" }]);
assert.equal((await container.exec(["cat", "/tmp/after"])).output, "after");
assert.equal((await container.exec(["sh", "-c", "exit 3"])).exitCode, 3);
await container.restart({ timeout: 0 });
await container.stop({ timeout: 0 });
await network.stop();
console.log("done");
Deno.exit();
