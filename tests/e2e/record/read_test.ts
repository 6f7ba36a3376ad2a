/** The record read by the compiled binary, while no engine answers. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { BINARY, run } from "../../engine/mod.ts";
import { emptyHome, type Home } from "../plugin/home.ts";
import { DB, leaveRecord, NEWER, WEB } from "./_made.ts";

const ENDPOINT = "unix:///nowhere";
const DOWN =
  /^Cannot connect to the Docker daemon at unix:\/\/\/nowhere\. Is the docker daemon running\?\n/;

/** A test on a machine whose engine is down and was recorded. */
function recordTest(name: string, f: (home: Home, dir: string) => Promise<void>): void {
  Deno.test(name, async () => {
    await using home = await emptyHome();
    await f(home, leaveRecord(home.path, ENDPOINT));
  });
}

recordTest("logs falls back to the record and says so", async (home) => {
  const { code, stdout, stderr } = await home.cli(["logs", "web"]);
  assert.equal(stdout, "hello again\n");
  assert.match(stderr, DOWN);
  assert.match(
    stderr,
    /This is what was recorded of it; an earlier run is shown by "logs --recorded web"\n$/,
  );
  assert.equal(code, 0);
  const one = await home.cli(["logs", "-n", "2", "-t", WEB.slice(0, 6)]);
  assert.match(one.stdout, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z last words\n$/);
  assert.match(one.stderr, /\d\dZ ERROR timeout 99 für Käse\n/);
  assert.match(one.stderr, /dockerctl: web: lines are missing before /);
});

recordTest("logs says what docker says where there is no record of a container", async (home) => {
  const { code, stdout, stderr } = await home.cli(["logs", "nope"]);
  assert.equal(stdout, "");
  assert.match(stderr, DOWN);
  assert.doesNotMatch(stderr, /record/);
  assert.equal(code, 1);
});

recordTest("logs --recorded reads all runs of a name, and of all containers", async (home) => {
  const web = await home.cli(["logs", "--recorded", "web"]);
  assert.equal(web.code, 0);
  const lines = web.stdout.trimEnd().split("\n");
  assert.equal(lines.length, 92);
  assert.deepEqual([lines[0], ...lines.slice(-2)], ["GET /0 200", "last words", "hello again"]);
  const all = await home.cli(["logs", "--recorded", "-n", "3"]);
  assert.equal(
    all.stdout,
    "web | last words\nweb | hello again\ndb  | LOG: \x1b]0;x\x07slow timeout\n",
  );
  const span = await home.cli(["logs", "--recorded", "--since", "5000s", "--until", "2900s"]);
  assert.equal(span.stdout, "web | last words\nweb | hello again\n");
  const none = await home.cli(["logs", "--recorded", "nope"]);
  assert.deepEqual([none.code, none.stderr], [1, "No container nope is recorded\n"]);
});

recordTest("logs --grep searches all containers and all runs", async (home) => {
  const found = await home.cli(["logs", "--grep", "^(error|log:).*TIMEOUT( 8| 9|$)", "-i"]);
  assert.deepEqual(found, {
    code: 0,
    stdout: "web | ERROR timeout 9 für Käse\nweb | ERROR timeout 89 für Käse\n" +
      "web | ERROR timeout 99 für Käse\ndb  | LOG: \x1b]0;x\x07slow timeout\n",
    stderr: "",
  });
  const umlaut = await home.cli(["logs", "--grep", "für .äse$", "--tail", "1", "--json", "web"]);
  const { time: _, ...item } = JSON.parse(umlaut.stdout);
  assert.deepEqual(item, {
    container: "web",
    id: WEB,
    stream: "stderr",
    data: "ERROR timeout 99 für Käse",
  });
  const other = await home.cli(["logs", "--grep", "GET|ERROR", "--invert-match"]);
  assert.equal(other.stdout.split("\n").length - 1, 3);
  const bad = await home.cli(["logs", "--grep", "a("]);
  assert.equal(bad.code, 1);
  assert.match(bad.stderr, /^invalid value for "grep": /);
  const lonely = await home.cli(["logs", "-i"]);
  assert.deepEqual([lonely.code, lonely.stdout], [1, ""]);
});

recordTest("record ls lists what is kept, with filters and templates", async (home) => {
  const list = await home.cli(["record", "ls"]);
  assert.equal(list.code, 0);
  assert.match(list.stdout, /^CONTAINER ID +NAME +STATUS +FROM +TO +LINES +SIZE\n/);
  assert.match(list.stdout, /a1a1a1a1a1a1 +web +Removed About an hour ago \(137, OOM\) /);
  const gone = await home.cli(["record", "ls", "-q", "--no-trunc", "-f", "status=removed"]);
  assert.equal(gone.stdout, WEB + "\n");
  const front = await home.cli([
    "record",
    "ls",
    "--filter=label=tier",
    "--format",
    "{{.Name}} {{.Lines}} {{.Gaps}}",
  ]);
  assert.equal(front.stdout, "web 101 1\n");
  const json = (await home.cli(["record", "ls", "--json"])).stdout.trimEnd().split("\n");
  assert.deepEqual(json.map((l) => JSON.parse(l).ID), [NEWER, WEB, DB].map((i) => i.slice(0, 12)));
  const bad = await home.cli(["record", "ls", "-f", "nope=1"]);
  assert.deepEqual([bad.code, bad.stderr], [1, "invalid filter 'nope'\n"]);
  const none = await home.cli(["-H", "unix:///other", "record", "ls"]);
  assert.equal(none.code, 1);
  assert.match(none.stderr, /^Nothing is recorded of this engine\nHint: /);
});

recordTest("ps --removed answers from the record while the engine is down", async (home) => {
  const { code, stdout, stderr } = await home.cli(["ps", "-a", "--removed"]);
  assert.equal(code, 0);
  assert.match(stderr, DOWN);
  assert.match(stderr, /This is what was recorded, as it was .* ago:\n$/);
  assert.match(
    stdout,
    /a1a1a1a1a1a1 +app:1 +"node app.js" +2 hours ago +Removed About an hour ago/,
  );
  assert.equal(stdout.split("\n").length - 1, 4);
  const gone = await home.cli(["ps", "--removed", "-q", "-f", "status=removed"]);
  assert.equal(gone.stdout, "a1a1a1a1a1a1\n");
  const plain = await home.cli(["ps", "-a"]);
  assert.deepEqual([plain.code, plain.stdout], [1, ""]);
});

recordTest("stats --history draws charts that fit, a list, and samples as JSON", async (home) => {
  const chart = await home.cli(["stats", "--history", "web", "--since", "3h"]);
  assert.equal(chart.code, 0);
  for (const part of ["CPU ", "MEMORY ", "NETWORK ", "DISK "]) {
    assert.ok(chart.stdout.includes(`\n${part}`), part);
  }
  assert.match(chart.stdout, /MEMORY +last 32MiB of 256MiB +mean 118MiB +max 250MiB at /);
  assert.ok(chart.stdout.split("\n").every((l) => [...l].length <= 80), chart.stdout);
  const list = await home.cli(["stats", "--history", "--since", "3h"]);
  assert.match(list.stdout, /a1a1a1a1a1a1 +web +18\.3% +80\.0% +147MiB +250MiB +180kB \/ 360kB/);
  const json = await home.cli(["stats", "--history", "web", "--since", "2500s", "--json"]);
  assert.deepEqual(JSON.parse(json.stdout).cpuMax, 2);
  const empty = await home.cli(["stats", "--history", "db"]);
  assert.match(empty.stdout, /^db: nothing was measured from /);
  const alone = await home.cli(["stats", "--since", "1h"]);
  assert.deepEqual([alone.code, alone.stderr], [1, "--since and --until need --history\n"]);
});

recordTest("record timeline tells why a container ended", async (home) => {
  const { code, stdout } = await home.cli(["record", "timeline", WEB]);
  assert.equal(code, 0);
  const told = stdout.trimEnd().split("\n").map((l) => l.slice("2026-01-02 03:04:05  ".length));
  assert.deepEqual(told, [
    "created from app:1",
    "started",
    "highest use of CPU: 80.0%",
    "lines are missing before this: the engine no longer had them",
    "wrote 101 lines (1.36kB) in 54 min, 10 of them to stderr",
    "highest use of memory: 250MiB of 256MiB (98%)",
    "ran out of memory",
    "ran out of memory and was killed (137)",
    "removed",
  ]);
  const json = await home.cli(["record", "timeline", "--json", WEB]);
  const exit = json.stdout.trimEnd().split("\n").map((l) => JSON.parse(l))
    .find((e) => e.kind === "exited");
  assert.deepEqual(exit.reason, { exitCode: 137, oom: true, signal: "SIGKILL", asked: false });
});

recordTest("record inspect shows a container that is gone", async (home) => {
  const { code, stdout } = await home.cli(["record", "inspect", WEB.slice(0, 8)]);
  assert.equal(code, 0);
  const [document] = JSON.parse(stdout);
  assert.equal(document.Name, "/web");
  assert.deepEqual([document.State.Status, document.State.OOMKilled], ["removed", true]);
  assert.equal(document.Record.Log.Lines, 101);
  const format = ["-f", "{{.State.ExitCode}} {{.Config.Labels.tier}}"];
  const short = await home.cli(["record", "inspect", ...format, WEB, "nope"]);
  assert.deepEqual(short, {
    code: 1,
    stdout: "137 front\n",
    stderr: "No container nope is recorded\n",
  });
});

recordTest("record export writes plain files, to a folder or an archive", async (home) => {
  const folder = join(home.path, "out");
  const made = await home.cli(["record", "export", "-d", folder, "web", "--since", "4h"]);
  assert.deepEqual(made, { code: 0, stdout: "", stderr: "" });
  const web = join(folder, `web_${WEB.slice(0, 12)}`);
  const log = (await Deno.readTextFile(join(web, "log.txt"))).trimEnd().split("\n");
  assert.equal(log.length, 102);
  assert.match(log[9], /^\d{4}-.*Z err ERROR timeout 9 für Käse$/);
  assert.match(log[100], /Z --- gap$/);
  const lines = async (name: string) =>
    (await Deno.readTextFile(join(web, name))).trimEnd().split("\n").map((l) => JSON.parse(l));
  assert.deepEqual((await lines("samples.jsonl")).map((s) => s.cpu), [10, 40, 5]);
  assert.deepEqual((await lines("events.jsonl")).map((e) => e.action), [
    "create",
    "start",
    "exec_create: sh",
    "oom",
    "die",
    "destroy",
  ]);
  assert.equal(JSON.parse(await Deno.readTextFile(join(web, "container.json"))).exitCode, 137);
  const again = await home.cli(["record", "export", "-d", folder]);
  assert.deepEqual([again.code, again.stderr], [1, `Cannot make ${folder}: it is there already\n`]);
  const archive = join(home.path, "all.tar");
  const packed = await home.cli(["record", "export", "-o", archive]);
  assert.equal(packed.code, 0, packed.stderr);
  const listed = await run(["tar", "tf", archive]);
  assert.ok(listed.stdout.includes(`record/db_${DB.slice(0, 12)}/log.txt\n`), listed.stdout);
  assert.ok(listed.stdout.includes(`record/web_${NEWER.slice(0, 12)}/samples.jsonl\n`));
});

recordTest("record rm and prune remove what is kept, and nothing else", async (home, dir) => {
  const names = async () => (await home.cli(["record", "ls", "-q"])).stdout.trimEnd().split("\n");
  const asked = await home.cli(["record", "rm", "db"]);
  // The end of the input is a no, which is no error, as in docker.
  assert.equal(asked.code, 0, asked.stderr);
  assert.equal((await names()).length, 3);
  const pruned = await home.cli(["record", "prune", "-f"]);
  assert.match(
    pruned.stdout,
    new RegExp(`^Deleted records:\n${WEB}\n\nTotal reclaimed space: \\S+B\n$`),
  );
  assert.deepEqual(await names(), [NEWER.slice(0, 12), DB.slice(0, 12)]);
  const removed = await home.cli(["record", "rm", "--force", "db"]);
  assert.deepEqual(removed, { code: 0, stdout: DB + "\n", stderr: "" });
  assert.deepEqual(await names(), [NEWER.slice(0, 12)]);
  const files = [...Deno.readDirSync(join(dir, "logs"))].map((f) => f.name);
  assert.deepEqual(files, [`2026-01-01_web_${NEWER.slice(0, 12)}.log`]);
  const left = await home.cli(["logs", "--recorded", "--json"]);
  assert.equal(JSON.parse(left.stdout).data, "hello again");
  const server = await home.cli(["--server", "unix:/nowhere", "record", "prune", "-f"]);
  assert.match(server.stderr, /^Only the machine that keeps a record removes from it\n/);
});

recordTest("completion offers names from the record at once", async (home) => {
  const { stdout } = await home.cli(["__complete", "words", "logs", "w"]);
  assert.equal(stdout, "web\tapp:2 Running\n");
  const own = await home.cli(["__complete", "words", "record", "timeline", ""]);
  assert.deepEqual(own.stdout.split("\n").map((l) => l.split("\t")[0]), ["db", "web", ""]);
});

recordTest("a damaged database leaves the logs, and says what is missing", async (home, dir) => {
  await Deno.writeTextFile(join(dir, "index.db"), "no database at all ".repeat(500));
  const { code, stdout, stderr } = await home.cli(["logs", "--grep", "words|again"]);
  assert.equal(code, 0);
  assert.equal(stdout, "web | last words\nweb | hello again\n");
  assert.match(
    stderr,
    /^Warning: Cannot read the record's database .*samples and events are not known\n$/,
  );
});

recordTest("a search that would take years ends at once by SIGINT", async (home, dir) => {
  const file = [...Deno.readDirSync(join(dir, "logs"))].find((f) => f.name.includes("_db_"))!.name;
  const line = `2026-01-01T00:00:00.000000000Z out ${"a".repeat(200)}!\n`;
  await Deno.writeTextFile(join(dir, "logs", file), line, { append: true });
  const child = new Deno.Command(BINARY, {
    args: ["logs", "--grep", "^(a+)+$"],
    env: home.env,
    clearEnv: true,
    stdout: "null",
    stderr: "null",
  }).spawn();
  // Until it has begun to burn: a worker that has the line takes all of a processor.
  const busy = async () => {
    const stat = await Deno.readTextFile(`/proc/${child.pid}/stat`);
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[11]);
  };
  const first = await busy();
  while (await busy() < first + 100) await new Promise((resolve) => setTimeout(resolve, 50));
  const before = Date.now();
  child.kill("SIGINT");
  assert.equal((await child.status).code, 130);
  assert.ok(Date.now() - before < 30_000);
});
