/** The compiled binary's full screen on a record that lies where a recorder keeps it. */
import { madeLine, makeRecord } from "../../../core/recorder/testing/make_record.ts";
import { defaultRecordDir, recordPlace } from "../../../core/recorder/places.ts";
import { BINARY, engineTest } from "../../engine/mod.ts";
import { NO_ENGINE, serve } from "../record/_serving.ts";
import { TmuxTerminal } from "../../driver/tmux.ts";

engineTest("the full screen shows what a record has of removed containers", async (e) => {
  const name = `${e.prefix}-gone`;
  const id = "d".repeat(64);
  const end = Date.now() - 3_600_000;
  const items = Array.from(
    { length: 3000 },
    (_, i) => madeLine(BigInt(end - (2999 - i) * 1000) * 1_000_000n, `recorded line ${i + 1}`),
  );
  const samples = Array.from({ length: 50 }, (_, i) => ({
    time: new Date(end - (49 - i) * 60_000),
    span: 60_000,
    cpu: 33,
    cpuMax: 50,
    memory: 1e7,
    memoryMax: 1e7,
    memoryLimit: 0,
    networkIn: 0,
    networkOut: 0,
    diskRead: 0,
    diskWrite: 0,
    pids: 2,
  }));
  const { dir } = recordPlace(defaultRecordDir(e.env), e.env.DOCKER_HOST);
  makeRecord(dir, {
    endpoint: e.env.DOCKER_HOST,
    containers: [{
      id,
      name,
      image: "shop:1",
      created: new Date(end - 3_000_000),
      firstSeen: new Date(end - 3_000_000),
      lastSeen: new Date(end),
      removedAt: new Date(end),
      finishedAt: new Date(end),
      state: "exited",
      exitCode: 3,
      segments: [{ items: items.slice(0, 2000), gzip: true }, { items: items.slice(2000) }],
      samples,
    }],
  });
  await using terminal = await TmuxTerminal.open({ command: [BINARY], env: e.env, cwd: e.dir });
  await terminal.see("1 Containers");
  await terminal.press("/");
  await terminal.type(`status:removed ${name}`);
  await terminal.press("Enter");
  await terminal.see(new RegExp(`${name} +✗ removed, 1h`));
  await terminal.see("recorded line 3000");
  await terminal.see(/CPU +33\.0%/);
  // Beyond the tail that it opens with, out of the packed segment.
  await terminal.press("3", "g");
  await terminal.see("recorded line 2001");
  await terminal.see("3,001 lines");
  await terminal.press("g");
  await terminal.see(/recorded line 1\b/);
  await terminal.press("J");
  await terminal.type("80m ago");
  await terminal.press("Enter");
  await terminal.see("f follows");
  await terminal.see(/recorded line 1(79|80)\d/);
  await terminal.press("1", "i", "z");
  await terminal.see(/State +removed: failed with 3, /);
  await terminal.press("q");
  await terminal.see("ENDED 0");

  // The same by way of a server, which alone is asked.
  await using server = await serve(e);
  const env = { ...e.env, ...NO_ENGINE, XDG_STATE_HOME: `${e.dir}/elsewhere` };
  await using remote = await TmuxTerminal.open({
    command: [BINARY, ...server.client],
    env,
    cwd: e.dir,
  });
  await remote.see("1 Containers");
  await remote.press("~");
  await remote.see(new RegExp(`${name} +✗ removed, 1h`));
  await remote.press("G");
  await remote.see("recorded line 3000");
  await remote.press("q");
  await remote.see("ENDED 0");
});
