/** Docker's own plugins are found, run and completed as docker does. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { BINARY } from "../../engine/mod.ts";
import { PYTHON } from "../../needs.ts";
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
  assert.match(
    (await home.cli(["--help"])).stdout,
    /Docker's Plugins:\n {2}compose\* +Do compose\n/,
  );
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

/** A plugin that keeps docker's socket, ignores signals of itself, and says what it hears. */
const LISTENER = `import os, signal, socket, sys
say = lambda text: (sys.stdout.write(text + "\\n"), sys.stdout.flush())
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
address = os.environ["DOCKER_CLI_PLUGIN_SOCKET"]
heard = socket.socket(socket.AF_UNIX)
if sys.argv[2] != "deaf":
    heard.connect(address.replace("@", "\\0", 1))
say("ready")
if sys.argv[2] == "polite":
    assert heard.recv(1) == b""
    say("told to end")
    sys.exit(4)
while True:
    say("signal %d" % signal.sigwait({signal.SIGTERM}))
`;

/** Starts a plugin and sends it SIGTERM when it says a line that `kill` matches; how it ended. */
async function signalled(home: Home, word: string, kill: RegExp) {
  await dockerPlugin(home, "compose", `exec ${PYTHON} ${home.path}/listener.py "$@"`);
  await Deno.writeTextFile(join(home.path, "listener.py"), LISTENER);
  const child = new Deno.Command(BINARY, {
    args: ["compose", word],
    env: home.env,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stderr = new Response(child.stderr).text();
  const lines: string[] = [];
  const text = child.stdout.pipeThrough(new TextDecoderStream());
  for await (const part of text) {
    for (const line of part.split("\n").filter((l) => l !== "")) {
      lines.push(line);
      if (kill.test(line)) child.kill("SIGTERM");
    }
  }
  return { lines, code: (await child.status).code, stderr: await stderr };
}

Deno.test("a plugin that listens on docker's socket is told of the end there, not twice", async () => {
  await using home = await emptyHome();
  const { lines, code, stderr } = await signalled(home, "polite", /^ready$/);
  assert.deepEqual([lines, code, stderr], [["ready", "told to end"], 4, ""]);
});

Deno.test("a third signal kills a plugin that goes on", async () => {
  await using home = await emptyHome();
  const { lines, code, stderr } = await signalled(home, "deaf", /^(ready|signal 15)$/);
  assert.deepEqual([lines, code], [["ready", "signal 15", "signal 15"], 1]);
  assert.equal(stderr, "got 3 SIGTERM/SIGINTs, forcefully exiting\n");
});

Deno.test("the help marks docker's plugins and says which cannot be used, and why", async () => {
  await using home = await emptyHome();
  await dockerPlugin(home, "foo", "true");
  await dockerPlugin(home, "ps", "true");
  await dockerPlugin(home, "a-b", "true");
  await Deno.chmod(await dockerPlugin(home, "shut", "true"), 0o644);
  const { stdout } = await home.cli(["--help"]);
  assert.match(stdout, /\nDocker's Plugins:\n {2}foo\* +Do foo\n\nInvalid Plugins:\n/);
  const invalid = stdout.slice(
    stdout.indexOf("Invalid Plugins:"),
    stdout.indexOf("Global Options:"),
  );
  const words = invalid.replace(/\s+/g, " ");
  assert.match(words, /a-b plugin candidate "a-b" did not match "\^\[a-z\]\[a-z0-9\]\*\$"/);
  assert.match(words, /ps plugin "ps" duplicates builtin command/);
  assert.match(words, /shut failed to fetch metadata: fork\/exec \S+ ?\S*: permission denied/);
});

Deno.test("a server on a unix socket is the plugin's engine; for another the way is told", async () => {
  await using home = await emptyHome();
  await dockerPlugin(home, "compose", 'echo "$DOCKER_HOST $*"');
  const through = await home.cli(["--server", "unix:/run/some.sock", "compose", "ps"]);
  assert.deepEqual([through.code, through.stdout], [0, "unix:///run/some.sock compose ps\n"]);
  const other = await home.cli(["--server", "http://127.0.0.1:7700", "compose", "ps"]);
  assert.equal(other.code, 1);
  assert.match(other.stderr, /record serve --listen unix:PATH.*DOCKER_HOST=unix:\/\/PATH/);
});
