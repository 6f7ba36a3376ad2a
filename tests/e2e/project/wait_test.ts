/** `up --wait`, beside docker compose: what runs, what ends, what is a job, what takes too long. */
// engine tests in 2 parts
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { projectOf, service, theirs } from "./_project.ts";

engineTest("compose up --wait judges services that end as docker compose does", async (t) => {
  await using p = projectOf(t);
  const docker = await theirs(t, p.words);
  const ends = (name: string, code: number, ...more: string[]) =>
    `  ${name}: {image: ${t.image}, command: ["sh", "-c", "exit ${code}"]${
      more.map((m) => `, ${m}`).join("")
    }}\n`;
  const after = (name: string) =>
    service(t, "web", `depends_on: {${name}: {condition: service_completed_successfully}}`);
  const cases: [string, number, RegExp | undefined, ...string[]][] = [
    ["a service that ends well has ended", 1, /container .*-done-1 exited \(0\)/, ends("done", 0)],
    ["one that fails has ended", 1, /container .*-bad-1 exited \(3\)/, ends("bad", 3)],
    ["a job that another waits for", 0, undefined, ends("job", 0), after("job")],
    [
      "a job that fails",
      1,
      /"job" didn't complete successfully: exit 4/,
      ends("job", 4),
      after("job"),
    ],
    ["what runs, runs", 0, undefined, service(t, "web")],
  ];
  for (const [n, [name, code, words, ...services]] of cases.entries()) {
    await p.write(...services);
    // The other one takes a second for each: at it for what one would not guess.
    const both = [["ours", p.compose], ["theirs", docker]] as const;
    for (const [who, run] of n === 0 || n === 2 ? both : both.slice(0, 1)) {
      const out = await run("up", "-d", "--wait");
      assert.equal(out.code, code, `${name}, ${who}: ${out.stderr}`);
      if (words !== undefined) assert.match(out.stderr, words, `${name}, ${who}`);
      await p.ok("down", "-t", "0");
    }
  }
});

engineTest(
  "compose up --wait-timeout ends every wait, also that for another service",
  async (t) => {
    await using p = projectOf(t);
    const check = "healthcheck: {test: [CMD, 'false'], interval: 100ms, retries: 100000}";
    const db = service(t, "db", check);
    for (
      const more of [[], [service(t, "web", "depends_on: {db: {condition: service_healthy}}")]]
    ) {
      await p.write(db, ...more);
      const { code, stderr } = await p.compose("up", "-d", "--wait", "--wait-timeout", "1");
      assert.equal(code, 1, stderr);
      assert.match(stderr, /^application not healthy after 1 s \(--wait-timeout\)$/m);
    }
    const wrong = await p.compose("up", "--wait", "--abort-on-container-exit");
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /^--wait cannot be combined/);
  },
);

engineTest("compose gives a link's name to the service it leads to", { on: "every" }, async (t) => {
  await using p = projectOf(t);
  await p.write(service(t, "web", "links: ['db:database', db]"), service(t, "db"));
  await p.ok("up", "-d");
  const address = async (name: string) => {
    const { stdout } = await p.ok("exec", "-T", "web", "nslookup", name);
    return /Name:[^]*?Address(?: 1)?: +([0-9.]+)/.exec(stdout)?.[1];
  };
  const there = await address("db");
  assert.ok(there);
  for (const name of ["database", "db-1", `${p.name}-db-1`]) {
    assert.equal(await address(name), there, name);
  }
  assert.match((await p.ok("plan")).stdout, /^Nothing to do/);
});
