/** The compiled binary when the engine fails it in the middle: a clear word, the right code, an end. */
import assert from "node:assert/strict";
import { baseEnvironment, BINARY, lines, type Output, run } from "../../engine/mod.ts";
import { type FakeEngine, startFakeEngine } from "../../fake_engine/mod.ts";

async function at<T>(body: (fake: FakeEngine, env: Record<string, string>) => Promise<T>) {
  const home = await Deno.makeTempDir();
  try {
    await using fake = await startFakeEngine();
    return await body(fake, { ...baseEnvironment(home), DOCKER_HOST: fake.host });
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** No stack, no class names, no silence: words a person can read. */
function isClear(o: Output): void {
  assert.notEqual(o.stderr.trim(), "");
  assert.doesNotMatch(o.stderr, /^\s+at |Error:.*Error:|\[object|undefined|UND_ERR/m);
}

Deno.test("a proxy's HTML, garbage, a closed connection: one clear message, exit 1", async () => {
  await at(async (fake, env) => {
    const faults = [
      { answer: { status: 502, headers: { "content-type": "text/html" }, body: "<h1>Bad</h1>" } },
      { garbage: "\x00\x01\x02" },
      { close: true },
      { cutAfter: 20 },
      { answer: { status: 200, body: "<html>" } },
    ];
    for (const fault of faults) {
      const active = fake.fault({ on: "GET /containers/json", ...fault });
      const o = await run([BINARY, "ps"], { env });
      active.remove();
      assert.equal(o.code, 1, JSON.stringify(fault));
      assert.equal(o.stdout.replace(/^CONTAINER ID.*\n/, ""), "");
      isClear(o);
    }
  });
});

Deno.test("an engine that is not there: what was tried, and exit 1", async () => {
  await at(async (fake, env) => {
    await fake.down();
    const o = await run([BINARY, "ps"], { env });
    assert.equal(o.code, 1);
    isClear(o);
    assert.ok(o.stderr.includes(fake.host), o.stderr);
  });
});

Deno.test("logs -f, events and stats end when the engine goes away", async () => {
  for (
    const [words, fails] of [
      [["logs", "-f", "web-1"], true],
      [["events", "--since", "1"], true],
      [["attach", "--no-stdin", "logger"], false],
    ] as const
  ) {
    await at(async (fake, env) => {
      const child = new Deno.Command(BINARY, {
        args: [...words],
        env,
        clearEnv: true,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const late = setTimeout(() => child.kill("SIGKILL"), 60_000);
      const stderr = new Response(child.stderr).text();
      for await (const _ of lines(child.stdout)) {
        if (fake.connections > 0) await fake.down();
      }
      const code = (await child.status).code;
      clearTimeout(late);
      assert.notEqual(code, 137, `${words.join(" ")} did not end`);
      if (fails) {
        assert.equal(code, 1, await stderr);
        isClear({ code, stdout: "", stderr: await stderr });
      } else await stderr;
    });
  }
});

Deno.test("run tells by 125 that the engine refused, and by its words why", async () => {
  await at(async (fake, env) => {
    fake.fault({
      on: "POST /containers/{}/start",
      answer: { status: 500, body: '{"message":"no space left on device"}' },
    });
    const o = await run([BINARY, "run", "busybox", "true"], { env });
    assert.equal(o.code, 125);
    assert.match(o.stderr, /no space left on device/);
  });
});

Deno.test("one call is enough for ps, and nothing is polled while logs are followed", async () => {
  await at(async (fake, env) => {
    await run([BINARY, "ps"], { env });
    assert.deepEqual(fake.requests.map((r) => r.route), ["HEAD /_ping", "GET /containers/json"]);
    fake.clearRequests();
    const child = new Deno.Command(BINARY, {
      args: ["logs", "-f", "--tail", "0", "web-1"],
      env,
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const late = setTimeout(() => child.kill("SIGKILL"), 60_000);
    let left = 4;
    for await (const _ of lines(child.stdout)) if (--left === 0) break;
    child.kill("SIGTERM");
    await child.status;
    clearTimeout(late);
    assert.equal(fake.count("GET /containers/{}/logs"), 1);
    assert.ok(fake.count() <= 3, fake.requests.map((r) => r.route).join(", "));
  });
});
