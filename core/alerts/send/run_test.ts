/** Tests of programs that tell messages. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readAlertsConfig } from "../config/config.ts";
import type { Way } from "../config/ways.ts";
import { noticeWith } from "../testing/notice.ts";
import { sendExec } from "./exec.ts";
import { mailOf, sendMail } from "./mail.ts";
import { runProgram } from "./run.ts";

const { signal } = new AbortController();
const notice = noticeWith({
  first: { time: 0, text: "Kälte\r\nBcc: evil@example.com\r\n\r\n.\r\nx" },
  last: { time: 0, text: "x" },
  names: ["web\nBcc: evil@example.com"],
});

async function inFolder(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await body(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function script(dir: string, text: string): Promise<string> {
  const path = join(dir, "program");
  await Deno.writeTextFile(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

function wayOf<K extends Way["kind"]>(way: unknown, _: K): Way & { kind: K } {
  const { config, problems } = readAlertsConfig({ to: { ops: way } });
  assert.deepEqual(problems, []);
  return config.ways[0] as Way & { kind: K };
}

Deno.test("sendExec() gives a program the message on stdin, and nothing of it in words", () =>
  inFolder(async (dir) => {
    const path = await script(
      dir,
      `cat > ${dir}/got; echo "$@" "$DOCKERCTL_ALERT_ID" >> ${dir}/got`,
    );
    const way = wayOf({ exec: [path, "a b"] }, "exec");
    await sendExec(way, notice, { env: { SECRET: "x" }, signal });
    const [json, words] = (await Deno.readTextFile(`${dir}/got`)).split("\n");
    assert.equal(JSON.parse(json).rule, "errors");
    assert.equal(words, "a b 0123-firing");
    await Deno.writeTextFile(
      path,
      "#!/bin/sh\nhead -c 3000000 /dev/zero; echo broken >&2; exit 7\n",
    );
    await assert.rejects(sendExec(way, notice, { env: {}, signal }), {
      message: "program ended with 7: broken",
    });
  }));

Deno.test("runProgram() ends what does not end, with all that it started", () =>
  inFolder(async (dir) => {
    const path = await script(dir, `sleep 300 & echo $! > ${dir}/child; trap "" TERM; sleep 300`);
    const start = performance.now();
    await assert.rejects(runProgram([path], { timeout: 500, signal }), {
      message: "program did not end in 0.5 s",
    });
    assert.ok(performance.now() - start < 10_000);
    const child = Number(await Deno.readTextFile(`${dir}/child`));
    const state = await Deno.readTextFile(`/proc/${child}/stat`).catch(() => "");
    assert.match(state, /^$|\) Z /);
    await assert.rejects(runProgram(["/nowhere"], { timeout: 500, signal }), {
      message: "there is no program /nowhere",
    });
  }));

Deno.test("sendMail() writes a mail whose headers are ours alone", () =>
  inFolder(async (dir) => {
    const sendmail = await script(dir, `echo "$@" > ${dir}/words; cat > ${dir}/mail`);
    const way = wayOf({ mail: ["ops@example.com"], from: "me@example.com", sendmail }, "mail");
    await sendMail(way, notice, { env: {}, signal });
    assert.equal(
      await Deno.readTextFile(`${dir}/words`),
      "-i -f me@example.com -- ops@example.com\n",
    );
    const mail = await Deno.readTextFile(`${dir}/mail`);
    assert.equal(mail, mailOf(way, notice));
    const [head, body] = mail.split("\n\n");
    assert.deepEqual(
      head.split("\n").filter((l) => !l.startsWith(" ")).map((l) => l.split(":")[0]),
      [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
      ],
    );
    assert.ok(head.split("\n").every((line) => line.length <= 200));
    const text = new TextDecoder().decode(
      Uint8Array.from(atob(body.replaceAll("\n", "")), (c) => c.charCodeAt(0)),
    );
    assert.match(text, /First: 1970-01-01T00:00:00Z Kälte Bcc: evil@example.com \. x/);
  }));

Deno.test("runProgram() keeps nothing open of a program that leaves others behind", async () => {
  await inFolder(async (dir) => {
    const pids = join(dir, "pids");
    // In a session of its own it is not reached by the end of the group.
    const forks = await script(dir, `setsid sleep 60 & echo $! >> ${pids}; echo begun >&2; exit 3`);
    // In a process of its own: other tests open files at the same time.
    const asked = join(dir, "asked.ts");
    await Deno.writeTextFile(
      asked,
      `import { runProgram } from ${JSON.stringify(new URL("./run.ts", import.meta.url).href)};
       const open = () => [...Deno.readDirSync("/proc/self/fd")].length;
       const { signal } = new AbortController();
       const once = () => runProgram([Deno.args[0]], { timeout: 5_000, signal }).catch(String);
       const first = await once(), before = open();
       await Promise.all([once(), once()]);
       // Pipes are closed a moment after they were given up.
       for (let i = 0; open() > before && i < 500; i++) await new Promise((r) => setTimeout(r, 20));
       console.log(JSON.stringify({ first, before, after: open() }));
       Deno.exit();`,
    );
    try {
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--no-config", asked, forks],
      }).output();
      const { first, before, after } = JSON.parse(new TextDecoder().decode(stdout));
      assert.match(first, /ended with 3: begun/);
      assert.ok(after <= before, `${after} files are open, ${before} were`);
    } finally {
      for (const pid of (await Deno.readTextFile(pids)).trim().split("\n")) {
        try {
          Deno.kill(Number(pid), "SIGKILL");
        } catch { /* it has ended */ }
      }
    }
  });
});
