/** The binary and an engine far away, whose link is cut or freezes in the middle. */
import assert from "node:assert/strict";
import { BINARY } from "../engine/mod.ts";
import { type FakeEngine, startFakeEngine } from "./mod.ts";
import { type SlowLink, slowLink } from "./proxy.ts";

/** Runs dockerctl over the link; `then` is done when the engine has that route's request open. */
async function over(
  engine: FakeEngine,
  link: SlowLink,
  args: string[],
  route: string,
  then: () => void,
) {
  const home = await Deno.makeTempDir();
  const child = new Deno.Command(BINARY, {
    args,
    clearEnv: true,
    env: { HOME: home, DOCKER_HOST: link.host },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const ended = child.output();
  while (!engine.open.some((r) => r.route === route)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  then();
  const { code, stderr } = await ended;
  await Deno.remove(home, { recursive: true });
  return { code, err: new TextDecoder().decode(stderr) };
}

Deno.test("exec whose connection dies says so, and ends with 255", async () => {
  await using engine = await startFakeEngine();
  await using link = slowLink(engine.host);
  const args = ["exec", "web-1", "sleep", "60"];
  const { code, err } = await over(engine, link, args, "POST /exec/{}/start", () => link.cut());
  assert.equal(code, 255);
  assert.match(err, /was cut: how the command ends is not known, it may still run/);
});

for (const names of [[], ["web-1"]]) {
  Deno.test(`stats ${names} whose connection dies says so, and does not end with 0`, async () => {
    await using engine = await startFakeEngine();
    await using link = slowLink(engine.host);
    const route = "GET /containers/{}/stats";
    const { code, err } = await over(engine, link, ["stats", ...names], route, () => link.cut());
    assert.equal(code, 1);
    assert.match(err, /was cut/);
  });
}

Deno.test("a stream on a link that freezes ends with a word within 30 s", async () => {
  await using engine = await startFakeEngine();
  await using link = slowLink(engine.host);
  const begun = performance.now();
  const args = ["events"];
  const { code, err } = await over(engine, link, args, "GET /events", () => link.freeze());
  assert.notEqual(code, 0);
  assert.match(err, /is dead: no answer to a ping/);
  assert.ok(performance.now() - begun < 31_000, `${performance.now() - begun} ms`);
});
