/** The way through ssh, with programs that stand in for ssh. */
import assert from "node:assert/strict";
import { EngineError } from "../errors.ts";
import { startPeer } from "./_test_peer.ts";
import { createTransport, type CreateTransportOptions } from "./create.ts";
import { refusalOf } from "./ssh_connection.ts";
import { sweep } from "./ssh_folder.ts";
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
    assert.match(
      first,
      /^-l me -p 2022 -o ConnectTimeout=30 -o ServerAliveInterval=8 -o ServerAliveCountMax=2 -o ControlMaster=auto /,
    );
    assert.ok(first.endsWith(` -T -- there docker --host=unix://${peer.path} system dial-stdio`));
    const control = /ControlPath=(\S+) /;
    const path = control.exec(first)![1];
    assert.equal(control.exec(second)![1], path, "all go by one master");
    assert.match(second, /ControlMaster=no .*ProxyCommand=false/, "and none logs in by itself");
    const folder = path.slice(0, path.lastIndexOf("/"));
    assert.equal((await Deno.stat(folder)).mode! & 0o777, 0o700);
    await t.close();
    await assert.rejects(Deno.stat(folder), Deno.errors.NotFound);
  });
});

Deno.test("sshDialer() keeps the login of a session that ended between two looks", async () => {
  await using peer = await startPeer((c) =>
    c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
  );
  await withSsh(async (open, log) => {
    const t = open(`ssh://there${peer.path}`, { apiVersion: "1.41", pingTimeout: 60_000 });
    for (let n = 0; n < 3; n++) {
      assert.equal(await (await t.send({ method: "GET", path: "/x", op: "x" })).text(), "{}");
    }
    const paths = log().map((c) => /ControlPath=(\S+)/.exec(c.join(" "))![1]);
    assert.deepEqual(paths, Array(3).fill(paths[0]));
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

Deno.test("sshDialer() waits for a login longer than for an engine", async () => {
  await using peer = await startPeer(() => Promise.resolve());
  await withSsh(async (open) => {
    const t = open(`ssh://slow${peer.path}`);
    assert.equal((await t.greeting()).engineApiVersion, "1.41");
  });
});

Deno.test("sshDialer() quotes what a shell's start-up file prints", async () => {
  await using peer = await startPeer(() => Promise.resolve());
  await withSsh(async (open) => {
    await assert.rejects(open(`ssh://greeting${peer.path}`).greeting(), (e: unknown) => {
      assert.ok(e instanceof EngineError);
      assert.match(e.message, /it begins with "Welcome to the machine"/);
      assert.match(e.hint ?? "", /start-up files/);
      return true;
    });
  });
});

Deno.test("refusalOf() tells a full server from a master that is gone", () => {
  const full = "mux_client_request_session: session request failed: Session open refused by peer";
  assert.equal(refusalOf(`${full}\r\nControlSocket /x/m already exists`, true), "full");
  const gone =
    "Control socket connect(/x/m): Connection refused\nConnection closed by UNKNOWN port 65535";
  assert.equal(refusalOf(gone, true), "no master");
  assert.equal(refusalOf("Permission denied (publickey).", true), undefined);
  // Who logs in is told the same by a server that is overrun.
  assert.equal(refusalOf("kex_exchange_identification: Connection closed", false), undefined);
  // ssh's own failure without a word: a session is tried again, a login is not.
  assert.equal(refusalOf("", true, 255), "no master");
  assert.equal(refusalOf("", false, 255), undefined);
  assert.equal(refusalOf("", true, 1), undefined);
});

Deno.test("sweep() removes the folders of processes that are gone, and no others", async () => {
  const dir = await Deno.makeTempDir();
  const gone = new Deno.Command("true").spawn();
  await gone.status;
  for (const name of [`${gone.pid}-a`, `${Deno.pid}-b`, "x"]) {
    await Deno.mkdir(`${dir}/dockerctl-ssh-${name}`);
  }
  await Deno.writeTextFile(`${dir}/dockerctl-ssh-${gone.pid}-file`, "");
  await sweep(dir);
  const left = [...Deno.readDirSync(dir)].map((e) => e.name.replace(String(gone.pid), "GONE"));
  assert.deepEqual(
    left.sort(),
    [
      `dockerctl-ssh-${Deno.pid}-b`,
      "dockerctl-ssh-GONE-file",
      "dockerctl-ssh-x",
    ].sort(),
  );
  await Deno.remove(dir, { recursive: true });
});
