/** `compose watch`: files that change are copied, restart, are told to a command, build. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { projectOf, service } from "./_project.ts";

/** Until it is so; how long that takes is nobody's matter. */
async function until(what: string, is: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!await is()) {
    assert.ok(Date.now() < end, `it never came: ${what}`);
    await new Promise((go) => setTimeout(go, 100));
  }
}

engineTest("compose watch copies, restarts, runs and builds after changes of files", async (t) => {
  await using p = projectOf(t);
  const write = (path: string, text: string) => Deno.writeTextFile(`${t.dir}/${path}`, text);
  for (const folder of ["src", "conf", "hook", "image"]) await Deno.mkdir(`${t.dir}/${folder}`);
  await write("src/first", "1");
  const dockerfile = (n: number) =>
    write("image/Dockerfile", `FROM ${t.image}\nRUN echo ${n} > /built\nCMD ["sleep", "1000"]\n`);
  await dockerfile(1);
  await p.write(
    service(
      t,
      "web",
      "develop:",
      "  watch:",
      "    - {path: src, action: sync, target: /app, ignore: ['*.log'], initial_sync: true}",
      "    - {path: conf, action: sync+restart, target: /conf}",
      "    - {path: hook, action: sync+exec, target: /hook, exec: {command: cp /hook/y /done}}",
    ),
    "  own:\n    build: image\n    stop_signal: SIGKILL\n" +
      "    develop: {watch: [{path: image, action: rebuild}]}\n",
  );
  const child = new Deno.Command(t.binary, {
    args: [...p.words, "watch", "--quiet"],
    env: t.env,
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let said = "";
  const reading = (async () => {
    for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) said += part;
  })();
  const told = (text: string) => until(`${text}\n${said}`, () => said.includes(text));
  const cat = async (path: string, of = "web") => {
    const { code, stdout } = await p.compose("exec", "-T", of, "cat", path);
    return code === 0 ? stdout.trim() : undefined;
  };
  try {
    await told("Watch enabled");
    assert.equal(await cat("/app/first"), "1", said);
    const second = await p.compose("watch");
    assert.equal(second.code, 1);
    assert.match(second.stderr, new RegExp(`is watched already, by process ${child.pid}`));

    await Deno.mkdir(`${t.dir}/src/deep`);
    await write("src/no.log", "x");
    await write("src/deep/b", "2");
    await until("a new file", async () => await cat("/app/deep/b") === "2");
    assert.equal(await cat("/app/no.log"), undefined);
    await Deno.remove(`${t.dir}/src/first`);
    await until("a file that is gone", async () => await cat("/app/first") === undefined);

    await write("hook/y", "3");
    await until("the command", async () => await cat("/done") === "3");
    await write("conf/x", "4");
    await told('service(s) ["web"] restarted');
    assert.equal(await cat("/conf/x"), "4");

    assert.equal(await cat("/built", "own"), "1");
    await dockerfile(2);
    await told('service(s) ["own"] successfully built');
    assert.equal(await cat("/built", "own"), "2");
    // What fails is told, and the watch goes on.
    await write("image/Dockerfile", `FROM ${t.image}\nRUN exit 7\n`);
    await told("Error: ");
    await write("src/c", "5");
    await until("a file behind the failure", async () => await cat("/app/c") === "5");
  } finally {
    child.kill("SIGINT");
    await reading;
  }
  assert.equal((await child.status).code, 130);
  assert.match(said, /Watch disabled\n$/);
});

engineTest("compose watch says what it cannot watch, and does nothing", async (t) => {
  await using p = projectOf(t);
  const develop = (rule: string) => service(t, "web", `develop: {watch: [${rule}]}`);
  for (
    const [text, why] of [
      [service(t, "web"), /^none of the selected services is configured for watch/],
      [develop("{path: ., action: rebuild}"), /service "web" with action rebuild without a build/],
      [develop("{path: ., action: sync}"), /with action sync without a target/],
      [develop("{path: ., action: sync+exec, target: /x}"), /sync\+exec without a command/],
    ] as const
  ) {
    await p.write(text);
    const { code, stderr } = await p.compose("watch");
    assert.equal(code, 1, stderr);
    assert.match(stderr, why);
  }
  assert.deepEqual(await p.ids("-a"), []);
});
