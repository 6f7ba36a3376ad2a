/** The way through ssh, with programs that stand in for ssh. */
import assert from "node:assert/strict";
import { EngineError } from "../errors.ts";
import { startPeer } from "./_test_peer.ts";
import { createTransport, type CreateTransportOptions } from "./create.ts";
import type { Transport } from "./types.ts";

/** Puts a stand-in for ssh on PATH; gives what it was called with. */
async function withSsh(
  body: (
    open: (host: string, o?: CreateTransportOptions) => Transport,
    log: () => string[][],
  ) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "ssh-" });
  const log = `${dir}/log`;
  const script = new URL("../../tests/ssh/stand_in.ts", import.meta.url).pathname;
  await Deno.writeTextFile(log, "");
  await Deno.writeTextFile(
    `${dir}/ssh`,
    `#!/bin/sh\nexec "${Deno.execPath()}" run -A --no-config --no-lock "${script}" "${log}" "$@"\n`,
    { mode: 0o755 },
  );
  const env = { ...Deno.env.toObject(), PATH: `${dir}:${Deno.env.get("PATH")}` };
  const open: Transport[] = [];
  try {
    await body(
      (host, o) => {
        const t = createTransport(host, { env, ...o });
        open.push(t);
        return t;
      },
      () =>
        Deno.readTextFileSync(log).split("\n").filter((l) => l !== "").map((l) => JSON.parse(l)),
    );
  } finally {
    for (const t of open) await t.close();
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("sshDialer() runs docker's dial-stdio at the other end, with user, port and path", async () => {
  await using peer = await startPeer(async (c, head) => {
    if (head.startsWith("POST")) {
      await c.say("HTTP/1.1 101 UPGRADED\r\n\r\n");
      await c.say("echo " + await c.rest());
      return;
    }
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    return "keep";
  });
  await withSsh(async (open, log) => {
    const t = open(`ssh://me@there:2022${peer.path}`, { pingTimeout: 60_000 });
    assert.equal(t.endpoint, `ssh://me@there:2022${peer.path}`);
    assert.equal(await (await t.send({ method: "GET", path: "/x", op: "x" })).text(), "{}");
    const d = await t.upgrade({ method: "POST", path: "/attach", op: "attach" });
    await d.write(new TextEncoder().encode("hello"));
    await d.closeWrite();
    let text = "";
    for await (const b of d.readable) text += new TextDecoder().decode(b);
    assert.equal(text, "echo hello");
    const calls = log();
    assert.equal(calls.length, 1, "the ping's connection serves what comes after it");
    assert.equal(await (await t.send({ method: "GET", path: "/x", op: "x" })).text(), "{}");
    const [first, second] = log().map((c) => c.join(" "));
    assert.match(first, /^-l me -p 2022 -o ConnectTimeout=30 -o ControlMaster=auto /);
    assert.ok(first.endsWith(` -T -- there docker --host=unix://${peer.path} system dial-stdio`));
    const control = /ControlPath=(\S+) /;
    const path = control.exec(first)![1];
    assert.equal(control.exec(second)![1], path, "all go by one master");
    const folder = path.slice(0, path.lastIndexOf("/"));
    assert.equal((await Deno.stat(folder)).mode! & 0o777, 0o700);
    await t.close();
    await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
  });
});

Deno.test("sshDialer() tells ssh's own words", async () => {
  await withSsh(async (open) => {
    for (const what of ["greeting", "upgrade"] as const) {
      const t = open("ssh://refusing", { apiVersion: what === "upgrade" ? "1.41" : undefined });
      const p = what === "greeting"
        ? t.greeting()
        : t.upgrade({ method: "POST", path: "/x", op: "x" });
      await assert.rejects(p, (e: unknown) => {
        assert.ok(e instanceof EngineError);
        assert.equal(e.code, "unreachable");
        assert.equal(
          e.message,
          "Cannot connect to the Docker daemon at ssh://refusing: " +
            "ssh: connect to host refusing port 22: Connection refused",
        );
        return true;
      });
    }
  });
});

Deno.test("sshDialer() ends when ssh says nothing, by limit and by signal", async () => {
  await withSsh(async (open) => {
    const t = open("ssh://silent", { pingTimeout: 300 });
    await assert.rejects(
      t.greeting(),
      (e: unknown) => e instanceof EngineError && e.code === "timeout",
    );
    const u = open("ssh://silent", { apiVersion: "1.41" });
    await assert.rejects(
      u.send({ method: "GET", path: "/x", op: "x", signal: AbortSignal.timeout(200) }),
      (e: unknown) => e instanceof EngineError && e.code === "aborted",
    );
  });
});

Deno.test("sshDialer() says so when there is no ssh", async () => {
  const t = createTransport("ssh://host", { env: { PATH: "/nonexistent" } });
  await assert.rejects(
    t.greeting(),
    (e: unknown) =>
      e instanceof EngineError && e.code === "unreachable" && /cannot run ssh/.test(e.message),
  );
  await t.close();
});
