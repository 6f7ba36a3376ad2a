/** Two hosts behind one narrow sshd: everything comes, over few logins. */
import assert from "node:assert/strict";
import { BINARY } from "../engine/mod.ts";
import { startFakeEngine } from "../fake_engine/mod.ts";
import { startSshd } from "./sshd.ts";

Deno.test("hosts by ssh, with two sessions and three logins at once, give every row", async () => {
  await using one = await startFakeEngine({ seed: 1 });
  await using two = await startFakeEngine({ seed: 2 });
  await using sshd = await startSshd({ maxSessions: 2, maxStartups: 3 });
  const file = `${sshd.dir}/hosts`;
  const line = (host: string, name: string) =>
    `${sshd.host}${host.slice("unix://".length)} ${name} far\n`;
  await Deno.writeTextFile(file, line(one.host, "one") + line(two.host, "two"));
  const dockerctl = async (...args: string[]) => {
    const { code, stdout, stderr } = await new Deno.Command(BINARY, {
      args: ["--hosts-file", file, "--hosts", "@far", ...args],
      clearEnv: true,
      env: sshd.env,
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assert.equal(text(stderr), "");
    assert.equal(code, 0);
    return text(stdout).trim().split("\n");
  };
  const ps = await dockerctl("ps", "-a", "--format", "{{.Host}}");
  assert.deepEqual(ps, [...Array(12).fill("one"), ...Array(12).fill("two")]);
  assert.equal(await sshd.logins(), 2);
  const format = ["--format", "{{.Host}} {{.CPUPerc}}"];
  const stats = await dockerctl("stats", "--no-stream", ...format);
  assert.ok(stats.length >= 16 && stats.every((l) => /^(one|two) .*%$/.test(l)), stats.join("\n"));
  const logins = await sshd.logins();
  // Four connections a host at most, of which two go through one login.
  assert.ok(logins <= 2 + 2 * 3, `${logins} logins`);
});
