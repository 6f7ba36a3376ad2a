/** `compose watch`: files that change are copied, restart, are told to a command, build. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { projectOf, service } from "./_project.ts";
import { started, until } from "./_started.ts";

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
  const { child, reading, told, said: all } = started(t, p.words, "watch", "--quiet");
  const cat = async (path: string, of = "web") => {
    const { code, stdout } = await p.compose("exec", "-T", of, "cat", path);
    return code === 0 ? stdout.trim() : undefined;
  };
  try {
    await told("Watch enabled");
    assert.equal(await cat("/app/first"), "1", all());
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
  assert.match(all(), /Watch disabled\n$/);
});

engineTest(
  "compose up --watch shows logs, goes on over restarts and builds, and stops",
  async (t) => {
    await using p = projectOf(t);
    const write = (path: string, text: string) => Deno.writeTextFile(`${t.dir}/${path}`, text);
    for (const folder of ["conf", "image"]) await Deno.mkdir(`${t.dir}/${folder}`);
    const dockerfile = (n: number) =>
      write(
        "image/Dockerfile",
        `FROM ${t.image}\nCMD ["sh", "-c", "echo built ${n}; sleep 1000"]\n`,
      );
    await dockerfile(1);
    await p.write(
      service(
        t,
        "web",
        "develop: {watch: [{path: conf, action: sync+restart, target: /conf}]}",
      ),
      "  own:\n    build: image\n    stop_signal: SIGKILL\n" +
        "    develop: {watch: [{path: image, action: rebuild}]}\n",
    );
    const { child, reading, told, wrote, said } = started(t, p.words, "up", "--watch");
    try {
      await told("Watch enabled");
      await wrote("web-1  | web up\n");
      await wrote("own-1  | built 1\n");
      const [before] = await p.ids("web");
      await write("conf/x", "1");
      await told("web-1 exited with code 0 (restarting)");
      await wrote("web-1  | web up\n", 2);
      assert.deepEqual(await p.ids("web"), [before]);
      await dockerfile(2);
      await told("own-1 has been recreated");
      await wrote("own-1  | built 2\n");
      // What ends by itself is said, and what a change starts again is looked at again.
      assert.equal((await t.cli(["kill", before])).code, 0);
      await told("web-1 exited with code 137\n");
      await write("conf/x", "2");
      await wrote("web-1  | web up\n", 3);
    } finally {
      child.kill("SIGINT");
      await reading;
    }
    assert.equal((await child.status).code, 130, said());
    assert.match(said(), /\nWatch disabled\nGracefully stopping\.\.\.\n/);
    assert.equal(said().match(/ {2}Stopped\n/g)?.length, 2, said());
    assert.deepEqual(await p.ids(), []);
    assert.equal((await p.ids("-a")).length, 2);
  },
);

engineTest(
  "compose up --watch ends with the last container, and refuses what fits ill",
  async (t) => {
    await using p = projectOf(t);
    for (
      const [flags, why] of [
        [["-d"], /^--detach cannot be combined with .* or --watch/],
        [["--wait"], /^--wait cannot be combined with .* or --watch/],
        [["--no-build"], /^--no-build and --watch are incompatible/],
        [[], /^none of the selected services is configured for watch/],
      ] as const
    ) {
      await p.write(service(t, "web"));
      const { code, stderr } = await p.compose("up", "--watch", ...flags);
      assert.equal(code, 1, stderr);
      assert.match(stderr, why);
    }
    assert.deepEqual(await p.ids("-a"), []);
    await Deno.mkdir(`${t.dir}/src`);
    await p.write(
      `  one:\n    image: ${t.image}\n    command: ["sh", "-c", "echo once"]\n` +
        "    develop: {watch: [{path: src, action: sync, target: /x}]}\n",
    );
    const { stdout, stderr } = await p.ok("up", "-w");
    assert.match(stdout, /^one-1 {2}\| once$/m);
    assert.match(stderr, /one-1 exited with code 0\n[^]*Watch disabled\n/);
  },
);

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
