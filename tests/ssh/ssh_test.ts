/** dockerctl over a real ssh to a real sshd: few sessions, and a master of the person's own. */
import assert from "node:assert/strict";
import { BINARY } from "../engine/mod.ts";
import { startFakeEngine } from "../fake_engine/mod.ts";
import { type Sshd, startSshd } from "./sshd.ts";

async function dockerctl(sshd: Sshd, socket: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(BINARY, {
    args: ["-H", `${sshd.host}${socket}`, ...args],
    clearEnv: true,
    env: sshd.env,
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test("a server of two sessions gives every row, by further logins one after the other", async () => {
  await using engine = await startFakeEngine();
  await using sshd = await startSshd({ maxSessions: 2 });
  const socket = engine.host.slice("unix://".length);
  const names = [...engine.sim.containers.values()].filter((c) => c.status === "running")
    .map((c) => c.name).slice(0, 8);
  assert.equal(names.length, 8);
  const { code, out, err } = await dockerctl(
    sshd,
    socket,
    "stats",
    "--no-stream",
    "--format",
    "{{.Name}} {{.CPUPerc}}",
    ...names,
  );
  assert.equal(code, 0, err);
  assert.equal(err, "");
  const rows = out.trim().split("\n");
  assert.deepEqual(rows.map((r) => r.split(" ")[0]).sort(), names.sort());
  assert.ok(rows.every((r) => /%$/.test(r)), out);
  const logins = await sshd.logins();
  assert.ok(logins >= 2 && logins <= 8, `${logins} logins`);
});

Deno.test("a master of the person's own is used, and nobody logs in", async () => {
  await using engine = await startFakeEngine();
  await using sshd = await startSshd();
  await sshd.login();
  await sshd.lock();
  const socket = engine.host.slice("unix://".length);
  const { code, out, err } = await dockerctl(sshd, socket, "ps", "-q");
  assert.equal(err, "");
  assert.equal(code, 0);
  assert.ok(out.trim().split("\n").length > 3, out);
  assert.equal(await sshd.logins(), 1);
});

Deno.test("a wrong socket's path at the other end is told as that", async () => {
  await using sshd = await startSshd();
  const { code, err } = await dockerctl(sshd, "/no/such/docker.sock", "ps");
  assert.equal(code, 1);
  assert.match(err, /look at the socket's path/);
});
