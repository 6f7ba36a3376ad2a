/** Tests of containers of other hosts, through the binary. */
import assert from "node:assert/strict";
import { run } from "../../engine/run_command.ts";
import { startFakeEngine } from "../../fake_engine/mod.ts";

const BINARY = new URL("../../../dist/dockerctl", import.meta.url).pathname;

Deno.test("supervise and unit say in one line where a container of another host is supervised", async () => {
  await using fake = await startFakeEngine();
  const env = { HOME: "/nonexistent", DOCKER_HOST: fake.host };
  for (const words of [["supervise"], ["unit", "show"], ["unit", "install"]]) {
    const { code, stdout, stderr } = await run([BINARY, ...words, "prod/web"], { env });
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /^A supervisor belongs on .* on prod, run "dockerctl unit install web"\n$/,
    );
  }
  assert.equal(fake.count("GET /containers/{}/json"), 0);
});
