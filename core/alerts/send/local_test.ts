/** Tests of what tells on this machine: the desktop and the system's log, by programs on PATH. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { noticeWith } from "../testing/notice.ts";
import { sendDesktop } from "./desktop.ts";
import { sendSyslog } from "./syslog.ts";

const { signal } = new AbortController();
const notice = noticeWith({
  first: { time: 0, text: "--icon=/etc/passwd <b>$(id)</b>\nsecond" },
  last: { time: 0, text: "x" },
});

/** A folder with a program that writes down its words, one a line, and two of its variables. */
async function withProgram(
  name: string,
  body: (env: Record<string, string>, words: () => Promise<string[]>) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    const text = `#!/bin/sh
for word in "$@"; do printf '%s\\0' "$word"; done > ${dir}/words
printf '%s' "bus=$DBUS_SESSION_BUS_ADDRESS secret=$SECRET" >> ${dir}/words
`;
    await Deno.writeTextFile(join(dir, name), text, { mode: 0o755 });
    const env = { PATH: `${dir}:/usr/bin:/bin`, DBUS_SESSION_BUS_ADDRESS: "unix:x", SECRET: "s" };
    await body(env, async () => (await Deno.readTextFile(join(dir, "words"))).split("\0"));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("sendDesktop() gives notify-send a text without markup, its bus, and nothing else of ours", () =>
  withProgram("notify-send", async (env, words) => {
    await sendDesktop(notice, { env, signal });
    const [urgency, app, end, title, body, variables] = await words();
    assert.deepEqual([urgency, app, end], ["--urgency=critical", "--app-name=dockerctl", "--"]);
    assert.match(title, /^errors: web/);
    assert.match(body, /&lt;b&gt;\$\(id\)&lt;\/b&gt;/);
    assert.equal(variables, "bus=unix:x secret=");
    await sendDesktop({ ...notice, kind: "resolved" }, { env, signal });
    assert.equal((await words())[0], "--urgency=low");
  }));

Deno.test("sendSyslog() gives logger one line of its level, and nothing else of ours", () =>
  withProgram("logger", async (env, words) => {
    await sendSyslog(notice, { env, signal });
    const [tag, name, priority, level, end, line, variables] = await words();
    assert.deepEqual([tag, name, priority, level, end], [
      "-t",
      "dockerctl-alert",
      "-p",
      "user.crit",
      "--",
    ]);
    assert.match(line, /^errors: web.* · .*--icon=\/etc\/passwd/);
    assert.doesNotMatch(line, /\n/);
    assert.equal(variables, "bus= secret=");
  }));

Deno.test("sendDesktop() and sendSyslog() name the program that is not there", async () => {
  const env = { PATH: "/nonexistent" };
  await assert.rejects(sendDesktop(notice, { env, signal }), /there is no program notify-send/);
  await assert.rejects(sendSyslog(notice, { env, signal }), /there is no program logger/);
});
