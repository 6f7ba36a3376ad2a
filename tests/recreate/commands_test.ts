/** The commands of recreating in this process, on the simulated engine. */
import assert from "node:assert/strict";
import { runApp } from "../../cli/app/app.ts";
import { commands, groups } from "../../cli/commands/mod.ts";
import { Registry } from "../../cli/spec/registry.ts";
import { memoryStreams } from "../../cli/spec/testing.ts";
import { connect } from "../../core/mod.ts";
import { serve, type Stage, stage } from "./stage.ts";

const registry = new Registry(commands, groups);

/** Runs one; a line of stderr that holds `until` interrupts it as Ctrl-C does. */
async function cli(s: Stage, words: readonly string[], until?: string) {
  const streams = memoryStreams();
  const interrupt = new AbortController();
  const { stderr } = streams;
  const write = stderr.write.bind(stderr);
  stderr.write = (data) => {
    if (until !== undefined && String(data).includes(until)) interrupt.abort(new Error("Ctrl-C"));
    return write(data);
  };
  const code = await runApp(words, {
    registry,
    streams,
    env: { HOME: s.dir, XDG_STATE_HOME: s.dir, XDG_CONFIG_HOME: s.dir },
    signal: interrupt.signal,
    now: () => new Date(),
    confirm: () => Promise.resolve(false),
    askText: () => Promise.resolve(undefined),
    askSecret: () => Promise.resolve(undefined),
    onSignal() {},
    connect: () => connect({ host: s.fake.host, env: {}, protect: {} }),
  });
  return { code, stderr: stderr.text };
}

Deno.test("recreate says what is there after a Ctrl-C in the gate", async () => {
  await using s = await stage();
  const id = await serve(s.engine, "web");
  const { stderr } = await cli(
    s,
    ["recreate", "web", "-e", "A=1", "--steady", "60s"],
    "Watch whether",
  );
  assert.match(stderr, /web: The old web runs again, with the image/);
  const now = await s.engine.containers.inspect("web");
  assert.deepEqual([now.Id, now.State.Running], [id, true]);
});

Deno.test("edit, upgrade and recreate --pull refuse a protected container before an editor or a pull", async () => {
  await using s = await stage();
  const id = await serve(s.engine, "db", { Labels: { "dev.dockerctl.protect": "" } });
  const seen = s.fake.requests.length;
  for (const words of [["edit"], ["upgrade"], ["recreate", "--pull"], ["recreate", "--image=x"]]) {
    const { code, stderr } = await cli(s, [...words, "db"]);
    assert.equal(code, 1);
    assert.match(stderr, /db is protected from being made anew by its label/, words.join(" "));
  }
  const did = s.fake.requests.slice(seen).filter((r) => !["GET", "HEAD"].includes(r.method));
  assert.deepEqual(did.map((r) => r.route), []);
  assert.equal((await s.engine.containers.inspect("db")).Id, id);
});
