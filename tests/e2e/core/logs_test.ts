/** Logs, attach and exec by core on a real engine. */
import assert from "node:assert/strict";
import { isEngineError } from "../../../core/mod.ts";
import { engineTest } from "../../engine/mod.ts";
import { all, client, labels, sleeper, textOf, until } from "./_core.ts";

engineTest(
  "containers.logs() keeps the streams apart and the entries whole",
  { on: "every" },
  async (context) => {
    await using engine = await client(context);
    const script = "for i in 1 2 3; do echo out$i; echo err$i >&2; done";
    const name = await sleeper(engine, context, "two", script);
    await (await engine.containers.wait(name)).result;
    const whole = await until(async () => {
      const text = await textOf(engine.containers.logs(name));
      return text.stdout.includes("out3") && text.stderr.includes("err3") && text;
    });
    assert.deepEqual(whole, { stdout: "out1\nout2\nout3\n", stderr: "err1\nerr2\nerr3\n" });
    assert.deepEqual(await textOf(engine.containers.logs(name, { stderr: true })), {
      stdout: "",
      stderr: "err1\nerr2\nerr3\n",
    });
    assert.equal((await all(engine.containers.logs(name, { tail: 2 }))).length, 2);
    assert.deepEqual(await all(engine.containers.logs(name, { tail: 0 })), []);

    const stamped = await textOf(
      engine.containers.logs(name, { stdout: true, timestamps: true }),
    );
    const times = stamped.stdout.trim().split("\n").map((line) => line.split(" ")[0]);
    assert.match(times[1], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
    // Both ends are inclusive, to the nanosecond.
    const nanos = (text: string) =>
      BigInt(Date.parse(text.slice(0, 19) + "Z")) * 1_000_000n + BigInt(text.slice(20, 29));
    const since = await textOf(
      engine.containers.logs(name, { stdout: true, since: nanos(times[1]) }),
    );
    assert.equal(since.stdout, "out2\nout3\n");
    const until2 = await textOf(
      engine.containers.logs(name, { stdout: true, until: nanos(times[1]) }),
    );
    assert.equal(until2.stdout, "out1\nout2\n");
  },
);

engineTest(
  "containers.logs() sees a terminal by itself, and follows to the end",
  async (context) => {
    await using engine = await client(context);
    const { id } = await engine.containers.create({
      Image: context.image,
      Cmd: ["sh", "-c", "echo one; echo two >&2"],
      Tty: true,
      Labels: labels(context),
      HostConfig: { NetworkMode: "none" },
    });
    await engine.containers.start(id);
    const text = await textOf(engine.containers.logs(id, { follow: true }));
    assert.deepEqual(text, { stdout: "one\r\ntwo\r\n", stderr: "" });
  },
);

engineTest("containers.logs() ends with its signal and with its loop", async (context) => {
  await using engine = await client(context);
  const name = await sleeper(engine, context, "chat", "while :; do echo x; sleep 0.05; done");
  let seen = 0;
  for await (const chunk of engine.containers.logs(name, { follow: true })) {
    assert.equal(chunk.stream, "stdout");
    if (++seen === 3) break;
  }
  const stop = new AbortController();
  await assert.rejects(
    (async () => {
      for await (const _ of engine.containers.logs(name, { follow: true, signal: stop.signal })) {
        stop.abort();
      }
    })(),
    (e) => isEngineError(e, "aborted"),
  );
  await assert.rejects(
    all(engine.containers.logs(`${context.prefix}-absent`)),
    (e) => isEngineError(e, "not_found"),
  );
});

engineTest("containers.logs() says when a driver cannot be read", async (context) => {
  await using engine = await client(context);
  const { id } = await engine.containers.create({
    Image: context.image,
    Cmd: ["true"],
    Labels: labels(context),
    HostConfig: { NetworkMode: "none", LogConfig: { Type: "none" } },
  });
  await engine.containers.start(id);
  await assert.rejects(
    all(engine.containers.logs(id)),
    (e) => isEngineError(e, "unsupported") && /does not support reading/.test(e.message),
  );
});

engineTest("containers.attach() before start loses nothing", { on: "every" }, async (context) => {
  await using engine = await client(context);
  const { id } = await engine.containers.create({
    Image: context.image,
    Cmd: ["sh", "-c", "echo first; cat; echo last >&2"],
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Labels: labels(context),
    HostConfig: { NetworkMode: "none" },
  });
  await using session = await engine.containers.attach(id, { stdin: true });
  const wait = await engine.containers.wait(id, { condition: "next-exit" });
  await engine.containers.start(id);
  await session.write(new TextEncoder().encode("middle\n"));
  await session.closeWrite();
  assert.deepEqual(await textOf(session.output), {
    stdout: "first\nmiddle\n",
    stderr: "last\n",
  });
  assert.equal((await wait.result).statusCode, 0);
  // What was written is there for those who come later.
  await using late = await engine.containers.attach(id, { logs: true, stream: false });
  assert.equal((await textOf(late.output)).stdout, "first\nmiddle\n");
});

for (const slow of ["drop", "wait"] as const) {
  const title = slow === "drop" ? "never holds the container up" : "holds it up when told to wait";
  engineTest(`containers.attach() ${title} while nobody reads`, async (context) => {
    await using engine = await client(context);
    const lines = 20_000;
    // 20 MB: far more than all the buffers between the process and us.
    const script = `x=$(printf %0990d 0); i=0
      while [ $i -lt ${lines} ]; do i=$((i+1)); printf '%s %08d\\n' $x $i; done
      echo > /tmp/done; read wait`;
    const { id } = await engine.containers.create({
      Image: context.image,
      Cmd: ["sh", "-c", script],
      OpenStdin: true,
      StdinOnce: true,
      Labels: labels(context),
      HostConfig: { NetworkMode: "none", LogConfig: { Type: "none" } },
    });
    await using session = await engine.containers.attach(
      id,
      slow === "wait" ? { stdin: true, slow } : { stdin: true },
    );
    await engine.containers.start(id);
    const done = () =>
      engine.containers.archive.stat(id, "/tmp/done").then(() => true, () => undefined);
    if (slow === "drop") await until(done);
    else {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      assert.equal(await done(), undefined);
    }
    await session.closeWrite();
    let [read, dropped, tail] = [0, 0, ""];
    for await (const chunk of session.output) {
      read += chunk.data.length;
      dropped += chunk.dropped ?? 0;
      tail = (tail + new TextDecoder().decode(chunk.data)).slice(-9);
    }
    assert.equal(tail, `${String(lines).padStart(8, "0")}\n`);
    assert.equal(read + dropped, lines * 1000);
    if (slow === "drop") assert.ok(dropped > 0 && read <= 1024 * 1024, `${read}`);
    else assert.equal(dropped, 0);
  });
}

engineTest(
  "containers.attach() to a terminal, resized and left by keys",
  { on: "every" },
  async (context) => {
    await using engine = await client(context);
    const { id } = await engine.containers.create({
      Image: context.image,
      Cmd: ["sh"],
      Tty: true,
      OpenStdin: true,
      Labels: labels(context),
      HostConfig: { NetworkMode: "none" },
    });
    await using session = await engine.containers.attach(id, {
      stdin: true,
      detachKeys: "ctrl-x,q",
    });
    await engine.containers.start(id);
    await engine.containers.resize(id, { width: 91, height: 27 });
    await session.write(new TextEncoder().encode("stty size; echo do''ne\n"));
    let text = "";
    for await (const { data } of session.output) {
      text += new TextDecoder().decode(data);
      if (/done\r\n/.test(text)) break;
    }
    assert.match(text, /27 91/);
    await using again = await engine.containers.attach(id, { stdin: true, detachKeys: "ctrl-x,q" });
    await again.write(new Uint8Array([0x18, 0x71]));
    await all(again.output);
    assert.equal((await engine.containers.inspect(id)).State.Running, true);
    await assert.rejects(
      engine.containers.attach(id, { detachKeys: "nonsense" }),
      (e) => isEngineError(e, "bad_request"),
    );
    await assert.rejects(
      engine.containers.attach(`${context.prefix}-absent`),
      (e) => isEngineError(e, "not_found"),
    );
  },
);

engineTest("exec runs, talks and ends", { on: "every" }, async (context) => {
  await using engine = await client(context);
  const name = await sleeper(engine, context, "exec");
  const { id } = await engine.exec.create(name, {
    cmd: ["sh", "-c", "cat; echo $A >&2; pwd; exit 5"],
    attachStdin: true,
    env: ["A=beta"],
    workingDir: "/tmp",
  });
  const before = await engine.exec.inspect(id);
  assert.deepEqual([before.running, before.exitCode, before.tty], [false, undefined, false]);
  await using session = await engine.exec.start(id);
  await session.write(new TextEncoder().encode("hello "));
  await session.write(new TextEncoder().encode("there\n"));
  await session.closeWrite();
  assert.deepEqual(await textOf(session.output), {
    stdout: "hello there\n/tmp\n",
    stderr: "beta\n",
  });
  const after = await until(async () => {
    const state = await engine.exec.inspect(id);
    return state.running ? undefined : state;
  });
  assert.equal(after.exitCode, 5);
  assert.equal(after.containerId, (await engine.containers.inspect(name)).Id);
  await using again = await engine.exec.start(id);
  assert.match((await textOf(again.output)).stdout, /has already run/);
  await assert.rejects(
    engine.exec.startDetached(id),
    (e) => isEngineError(e, "conflict"),
  );

  const missing = await engine.exec.create(name, { cmd: ["no-such-program"] });
  await using failed = await engine.exec.start(missing.id, { tty: false });
  assert.match((await textOf(failed.output)).stdout, /no-such-program/);
  assert.ok([126, 127].includes((await engine.exec.inspect(missing.id)).exitCode ?? 0));

  const quiet = await engine.exec.create(name, { cmd: ["sh", "-c", "echo x > /tmp/quiet"] });
  await engine.exec.startDetached(quiet.id);
  await until(() => engine.containers.archive.stat(name, "/tmp/quiet").catch(() => undefined));
  const bad = await engine.exec.create(name, { cmd: ["no-such-program"] });
  await assert.rejects(
    engine.exec.startDetached(bad.id),
    (e) => isEngineError(e, "bad_request"),
  );
});

engineTest("exec with a terminal has a size", { on: "every" }, async (context) => {
  await using engine = await client(context);
  const name = await sleeper(engine, context, "tty");
  const { id } = await engine.exec.create(name, {
    cmd: ["sh"],
    tty: true,
    attachStdin: true,
    consoleSize: { width: 77, height: 33 },
  });
  await using session = await engine.exec.start(id);
  // The engine knows the process a moment after the connection is there.
  await until(() =>
    engine.exec.resize(id, { width: 101, height: 41 }).then(() => true, () => undefined)
  );
  await session.write(new TextEncoder().encode("stty size; exit\n"));
  const text = await textOf(session.output);
  assert.match(text.stdout, /41 101/);
  assert.equal(text.stderr, "");
});
