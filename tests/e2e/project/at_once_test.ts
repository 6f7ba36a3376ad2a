/** Two commands at one project at the same time, from one machine and from two. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { projectOf, service } from "./_project.ts";

engineTest("compose up waits for another up of the project, and finds all done", async (t) => {
  await using p = projectOf(t);
  const check = "healthcheck: {test: [CMD, test, -e, /go], interval: 100ms, retries: 10000}";
  const web = (level: number) =>
    service(
      t,
      "web",
      `environment: {LEVEL: "${level}"}`,
      "depends_on: {db: {condition: service_healthy}}",
    );
  await p.write(service(t, "db", check), web(1));
  const start = () =>
    new Deno.Command(t.binary, {
      args: [...p.words, "up", "-d", "--steady", "0"],
      env: t.env,
      clearEnv: true,
      stdout: "null",
      stderr: "piped",
    }).spawn();
  const said = async (child: Deno.ChildProcess, word: RegExp) => {
    const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!word.test(text)) {
      const { value, done } = await reader.read();
      assert.ok(!done, `it ended before it said ${word}: ${text}`);
      text += value;
    }
    return async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text += part.value;
      }
      return { code: (await child.status).code, text };
    };
  };
  const first = start();
  const firstEnds = await said(first, /waiting until .*-db-1 is healthy/);
  // Ctrl-C while it waits for its turn: nothing of it is left, and the first goes on.
  const given = start();
  const givenEnds = await said(given, new RegExp(`made by process ${first.pid}, .*waiting for it`));
  given.kill("SIGINT");
  assert.equal((await givenEnds()).code, 130);
  const second = start();
  const secondEnds = await said(
    second,
    new RegExp(`made by process ${first.pid}, .*waiting for it`),
  );
  await p.ok("exec", "-T", "db", "touch", "/go");
  assert.equal((await firstEnds()).code, 0);
  const { code, text } = await secondEnds();
  assert.equal(code, 0, text);
  assert.match(text, /Nothing to do/);
  const left = [...Deno.readDirSync(`${t.env.HOME}/.local/share/dockerctl/plugins/compose`)];
  assert.deepEqual(left, []);
});

engineTest("compose up of two machines at once makes one container anew once", async (t) => {
  await using p = projectOf(t);
  const level = (n: number) => p.write(service(t, "web", `environment: {LEVEL: "${n}"}`));
  await level(1);
  await p.ok("up", "-d");
  await level(2);
  const words = [...p.words, "up", "-d", "--steady", "0"];
  const other = { env: { ...t.env, HOME: `${t.dir}/elsewhere` } };
  const both = await Promise.all([t.cli(words), t.cli(words, other)]);
  for (const { code, stderr } of both) assert.equal(code, 0, stderr);
  assert.equal((await p.ids("-a")).length, 1);
  assert.match((await p.ok("plan")).stdout, /^Nothing to do/);
});
