/** The records of several hosts, each found through its server, as one. */
import assert from "node:assert/strict";
import { BINARY, lines } from "../../engine/mod.ts";
import { emptyHome } from "../plugin/home.ts";
import { leaveRecord } from "./_made.ts";

const ENDPOINT = "unix:///nowhere";

/** Two hosts with a record each, a third that is gone, and a client who has nothing but the list. */
async function hosts() {
  const stack = new AsyncDisposableStack();
  const here = stack.use(await emptyHome());
  const list: object[] = [];
  for (const name of ["one", "two"]) {
    const there = stack.use(await emptyHome());
    leaveRecord(there.path, ENDPOINT);
    const socket = `${there.path}/serve.sock`;
    const child = new Deno.Command(BINARY, {
      args: ["record", "serve", "--listen", `unix:${socket}`],
      env: { ...there.env, DOCKER_HOST: ENDPOINT },
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const said = lines(child.stderr);
    stack.defer(async () => {
      child.kill("SIGTERM");
      await child.status;
      while (!(await said.next()).done);
    });
    await said.next();
    list.push({ name, server: `unix:${socket}`, group: "rec" });
  }
  list.push({ name: "gone", server: "unix:/nowhere/serve.sock" });
  await Deno.writeTextFile(`${here.path}/hosts.json`, JSON.stringify(list));
  return {
    cli: (...words: string[]) => here.cli(["--hosts-file", `${here.path}/hosts.json`, ...words]),
    alone: (...words: string[]) =>
      here.cli(["--server", (list[0] as { server: string }).server, ...words]),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const rows = (text: string) => text.trimEnd().split("\n");

Deno.test("records of several hosts are one list, one search and one timeline", async () => {
  await using r = await hosts();
  const ls = await r.cli("record", "ls", "--hosts", "@rec");
  assert.equal(ls.code, 0, ls.stderr);
  assert.match(ls.stdout, /^HOST +CONTAINER ID +NAME/);
  assert.deepEqual(rows(ls.stdout).slice(1).map((l) => l.split(" ")[0]).sort(), [
    ...Array(3).fill("one"),
    ...Array(3).fill("two"),
  ]);
  const found = await r.cli("logs", "--grep", "timeout [2-5]9 für", "--hosts", "@rec");
  assert.equal(found.code, 0, found.stderr);
  const own = rows((await r.alone("logs", "--grep", "timeout [2-5]9 für")).stdout);
  assert.deepEqual(
    rows(found.stdout),
    own.flatMap((line) => [`one | ${line}`, `two | ${line}`]),
  );
  const json = await r.cli("--json", "logs", "--recorded", "--hosts", "@rec", "db");
  assert.deepEqual(
    [...new Set(rows(json.stdout).map((l) => JSON.parse(l).Host))].sort(),
    ["one", "two"],
  );
  const timeline = await r.cli("record", "timeline", "web", "--hosts", "@rec");
  assert.equal(timeline.code, 0, timeline.stderr);
  const times = rows(timeline.stdout).map((l) => /^(one|two) \| (\d{4}-\S+ \S+) /.exec(l)![2]);
  assert.deepEqual(times, [...times].sort());
  assert.equal(
    times.length,
    2 * rows((await r.alone("record", "timeline", "web")).stdout).length,
  );
  const one = await r.cli("record", "timeline", "one/web");
  assert.equal(one.stdout, (await r.alone("record", "timeline", "web")).stdout);
});

Deno.test("a host whose record cannot be had gives its line and exit 1, the others theirs", async () => {
  await using r = await hosts();
  for (
    const words of [
      ["record", "ls", "-q"],
      ["logs", "--recorded", "db"],
      ["record", "timeline", "db"],
      ["stats", "--history", "--since", "6h"],
      ["stats", "--history", "web", "--since", "6h"],
      ["ps", "--removed"],
    ]
  ) {
    const { code, stdout, stderr } = await r.cli("--hosts", "@all", ...words);
    assert.equal(code, 1, words.join(" "));
    assert.match(stderr, /^gone: /m, words.join(" "));
    for (const name of ["one", "two"]) {
      assert.match(stdout, new RegExp(`^${name}\\b`, "m"), `${words.join(" ")}: ${stdout}`);
    }
  }
  const nobody = await r.cli("--hosts", "@rec", "logs", "--recorded", "nope");
  assert.equal(nobody.code, 1);
  assert.match(nobody.stderr, /one: No container nope is recorded/);
});
