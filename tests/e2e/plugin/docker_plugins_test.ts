/** Docker's own plugins are found, run and completed as docker does. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { BINARY } from "../../engine/mod.ts";
import { emptyHome, type Home } from "./home.ts";

/** An executable as docker's plugins are; what it is asked for is kept in the file `calls`. */
async function dockerPlugin(home: Home, name: string, body: string): Promise<string> {
  const folder = join(home.path, ".docker/cli-plugins");
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, `docker-${name}`);
  const text = `#!/bin/sh
echo "$1" >> ${home.path}/calls
case $1 in docker-cli-plugin-metadata)
  echo '{"SchemaVersion":"0.1.0","Vendor":"Me","Version":"v1","ShortDescription":"Do ${name}"}'
  exit ;;
esac
${body}
`;
  await Deno.writeTextFile(path, text, { mode: 0o755 });
  return path;
}

const calls = async (home: Home) =>
  (await Deno.readTextFile(join(home.path, "calls"))).trim().split("\n");

Deno.test("docker's plugins are commands, and say who they are only once", async () => {
  await using home = await emptyHome();
  const path = await dockerPlugin(home, "compose", 'echo "$*"; exit 3');
  const first = await home.cli(["--context", "default", "compose", "up", "--wait", "-h"]);
  assert.deepEqual([first.code, first.stderr], [3, ""]);
  assert.equal(first.stdout, "--context default compose up --wait -h\n");
  const help = await home.cli(["help", "compose", "up"]);
  assert.equal(help.stdout, "compose up --help\n");
  assert.match((await home.cli(["--help"])).stdout, /Docker's Plugins:\n {2}compose +Do compose\n/);
  assert.deepEqual(await calls(home), ["docker-cli-plugin-metadata", "--context", "compose"]);
  const listed = await home.cli(["plugin", "ls"]);
  assert.match(listed.stdout, new RegExp(`^compose +${path} +v1 +ok +command compose$`, "m"));

  // Another file in its place is asked anew.
  await dockerPlugin(home, "compose", "echo other words");
  assert.equal((await home.cli(["compose"])).stdout, "other words\n");
  assert.equal((await calls(home)).filter((c) => c === "docker-cli-plugin-metadata").length, 2);
});

Deno.test("docker's plugins complete their own words", async () => {
  await using home = await emptyHome();
  // Without the variable a plugin takes itself for a program of its own.
  await dockerPlugin(
    home,
    "compose",
    `[ -n "$DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND" ] || exit 1
    case $* in
    "__complete compose up --file ") echo ':8' ;;
    "__complete compose up --"*) printf '%s\\t%s\\n' --wait 'Wait for it' --watch Watch; echo ':4' ;;
    esac`,
  );
  const complete = async (...words: string[]) =>
    (await home.cli(["__complete", "words", ...words])).stdout;
  assert.equal(
    await complete("comp"),
    "completions\tPrint the completion script of a shell\n" +
      "compose\tDo compose\n",
  );
  assert.equal(await complete("compose", "up", "--wa"), "--wait\tWait for it\n--watch\tWatch\n");
  assert.equal(await complete("compose", "up", "--file", ""), ":file\n");
  assert.equal(await complete("compose", "down", ""), "");
});

Deno.test("a plugin of docker's that is not there or cannot be used is told of", async () => {
  await using home = await emptyHome();
  const none = await home.cli(["scout", "quickview"]);
  assert.equal(none.code, 1);
  assert.match(none.stderr, /unknown command: dockerctl scout\n/);
  assert.match(none.stderr, /Hint: "scout" is a plugin of docker's; docker-scout belongs into /);
  const path = await dockerPlugin(home, "scan", "exit 0");
  await Deno.writeTextFile(path, '#!/bin/sh\necho \'{"SchemaVersion":"0.1.0"}\'\n');
  const bad = await home.cli(["scan"]);
  assert.equal(bad.code, 1);
  assert.match(bad.stderr, /Hint: .*docker-scan cannot be used: .* does not define a vendor\n$/);
});

Deno.test("a signal reaches the plugin, and its exit code comes back", async () => {
  await using home = await emptyHome();
  const body = "trap 'echo stopped; exit 9' TERM; echo ready; while :; do sleep 0.05; done";
  await dockerPlugin(home, "compose", body);
  const child = new Deno.Command(BINARY, {
    args: ["compose", "up"],
    env: home.env,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let said = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (said === "" && text.includes("ready")) child.kill("SIGTERM");
    said += text;
  }
  assert.deepEqual([said, (await child.status).code], ["ready\nstopped\n", 9]);
});
