/** Secrets and configs answer as docker's do, and reach the tasks of services. */
// engine tests in 2 parts
import assert from "node:assert/strict";
import { type EngineContext, engineTest, type Output } from "../../engine/mod.ts";
import { words } from "../../compat/words.ts";

/** Answered alike by docker and dockerctl, in this order: what one makes is there for the next. */
const LINES: readonly string[] = [
  "KIND ls",
  "KIND ls -q",
  "KIND list --format '{{.Name}} {{.Labels}} {{.Label \"tier\"}}'",
  "KIND ls --format '{{.Nope}}'",
  "KIND ls --format 'table {{.ID}}\\t{{.Name}}'",
  "KIND ls -f name=one",
  "KIND ls -f label=tier=back -q",
  "KIND ls -f frob=1",
  "KIND ls -f frob",
  "KIND inspect one",
  "KIND inspect one nope two",
  "KIND inspect --pretty one two",
  "KIND inspect --pretty one nope",
  "KIND inspect --pretty -f json one",
  "KIND inspect -f pretty one",
  "KIND inspect -f '{{.Spec.Name}} {{.Spec.Labels.tier}} {{json .Spec}}' one",
  "KIND create one file",
  "KIND create 'a b' file",
  "KIND create three /nonexistent",
  "KIND create three .",
  "KIND create",
  "KIND create three",
  "KIND rm nope",
  "KIND rm nope nope2",
  "KIND rm",
  "KIND",
  "KIND frob",
];

const OF_CONFIGS: readonly string[] = [
  "config inspect -f '{{printf \"%s\" .Spec.Data}}|{{.Spec.Data}}|{{len .Spec.Data}}' one",
];
const OF_SECRETS: readonly string[] = [
  "secret create -d nope three",
  "secret create -d nope three file",
];

engineTest(
  "secrets and configs are made, listed, shown and removed as docker does",
  { own: true, minApi: "1.41" },
  async (c: EngineContext) => {
    await c.docker(["swarm", "init", "--advertise-addr", "127.0.0.1"]);
    await Deno.writeTextFile(`${c.dir}/file`, "from a file\n");
    const shown = ({ code, stdout, stderr }: Output) => ({
      code,
      // Times may tick between two runs, and change the width of their column.
      stdout: stdout.replace(/\b(\d+ seconds?|Less than a second|About a minute) ago\b/g, "AGO")
        .replace(/ {3,}/g, "   "),
      stderr: stderr.replace(/(?<![\w/.-])dockerctl(?![\w-])/g, "docker")
        .replace(/^Hint: .*\n/gm, ""),
    });
    const both = async (line: string) => {
      const options = { cwd: c.dir };
      const docker = await c.docker(words(line), options);
      const ours = await c.cli(words(line), options);
      // Docker joins the labels of a Go map, whose order is drawn anew every time.
      const sorted = (text: string) =>
        text.replace(/\S+,\S+/g, (all) => all.split(",").sort().join(","));
      if (line.includes(".Labels}}")) docker.stdout = sorted(docker.stdout);
      assert.deepEqual(shown(ours), shown(docker), line);
    };
    for (const [kind, more] of [["secret", OF_SECRETS], ["config", OF_CONFIGS]] as const) {
      const create = (name: string, file: string, ...flags: string[]) => [
        ...[kind, "create", "-l", `tier=${name === "one" ? "front" : "back"}`, ...flags],
        ...[name, file],
      ];
      const made = await c.cli(create("one", "-", "-l", "bare"), { stdin: "from stdin\n" });
      assert.deepEqual([made.code, made.stderr], [0, ""]);
      assert.match(made.stdout, /^[0-9a-z]{25}\n$/);
      await c.docker(create("two", "file"), { cwd: c.dir });
      for (const line of [...LINES, ...more]) await both(line.replace("KIND", kind));

      const removed = await c.cli([kind, "rm", "one", "nope", "two"]);
      assert.deepEqual([removed.code, removed.stdout], [1, "one\ntwo\n"]);
      assert.equal(removed.stderr, `Error response from daemon: ${kind} nope not found\n`);
    }
  },
);

engineTest("a service's tasks get its secrets and configs", { own: true }, async (c) => {
  await c.docker(["swarm", "init", "--advertise-addr", "127.0.0.1"]);
  await c.cli(["secret", "create", "key", "-"], { stdin: "hidden" });
  await c.cli(["config", "create", "file", "-"], { stdin: "seen" });
  const files = ["--secret", "source=key,target=k", "--config", "source=file,target=/etc/f"];
  const script = "echo $(cat /run/secrets/k) $(cat /etc/f); exec sleep 600";
  const flags = ["--name", "web", "--network", "host", "--no-resolve-image", "-q", ...files];
  const made = await c.cli(["service", "create", ...flags, c.image, "sh", "-c", script]);
  assert.equal(made.code, 0, made.stderr);
  const { stdout } = await c.cli(["service", "logs", "--raw", "web"]);
  assert.equal(stdout, "hidden seen\n");
  const busy = await c.cli(["secret", "rm", "key"]);
  assert.equal(busy.code, 1);
  assert.match(busy.stderr, /secret 'key' is in use by the following service: web/);
});
