/** Whatever is done to the server of `record run --listen`, the recorder goes on. */
import assert from "node:assert/strict";
import { recordPlace } from "../../../core/recorder/places.ts";
import { runningRecorder } from "../../../core/recorder/write/lock.ts";
import { attacked, below, processorTime, readAll, until, writeAll } from "./_server.ts";

const SERVER = "record serve --supervised";

Deno.test("a server that was killed, or hangs, is started anew at the same port, and the recorder goes on", async () => {
  await using s = await attacked({ command: "run" });
  const { lock } = recordPlace(`${s.home}/.local/state/dockerctl/record`, s.fake.host);
  const place = recordPlace(`${s.home}/.local/state/dockerctl/record`, s.fake.host);
  const told = () => Deno.statSync(lock).mtime!.getTime();
  await until(async () => (await runningRecorder(place))?.state === "recording");
  for (const signal of ["SIGKILL", "SIGSTOP"] as const) {
    const [server] = await below(s.pid, SERVER);
    Deno.kill(server, signal);
    const before = told();
    if (signal === "SIGSTOP") {
      // While the server hangs, the recorder says every second how it stands.
      await until(() => told() - before > 3_000);
      assert.deepEqual(await below(s.pid, SERVER), [server]);
    }
    await until(async () => {
      const [now] = await below(s.pid, SERVER);
      return now !== undefined && now !== server;
    });
    await until(() => s.ask("GET", "/v1/record/info").then((a) => a.status === 200, () => false));
    assert.equal((await runningRecorder(place))?.pid, s.pid);
    assert.equal((await runningRecorder(place))?.listen, s.url);
  }
  assert.match(s.said(), /The server was not heard of for 10 seconds and is ended/);
});

Deno.test("a server ends with its recorder, however that ends", async () => {
  await using s = await attacked({ command: "run" });
  const [server] = await below(s.pid, SERVER);
  Deno.kill(s.pid, "SIGKILL");
  await until(() => {
    try {
      return / [ZX] /.test(Deno.readTextFileSync(`/proc/${server}/stat`));
    } catch {
      return true;
    }
  });
});

Deno.test("what strangers throw at a server costs the recorder next to nothing", async () => {
  await using s = await attacked({ command: "run" });
  const place = recordPlace(`${s.home}/.local/state/dockerctl/record`, s.fake.host);
  await until(async () => (await runningRecorder(place))?.state === "recording");
  const before = await processorTime(s.pid);
  const [server] = await below(s.pid, SERVER);
  const serverBefore = await processorTime(server);
  const start = performance.now();
  const gaps: number[] = [];
  let last = Deno.statSync(place.lock).mtime!.getTime();
  const watch = setInterval(() => {
    const now = Deno.statSync(place.lock).mtime!.getTime();
    if (now !== last) gaps.push(now - last);
    last = now;
  }, 50);
  const head = `GET /v1 HTTP/1.1\r\nHost: localhost\r\nX:${" ".repeat(90_000)}x\r\n\r\n`;
  await Promise.all(Array.from({ length: 16 }, async () => {
    while (performance.now() - start < 4_000) {
      const conn = await s.connect().catch(() => undefined);
      if (conn === undefined) continue;
      await writeAll(conn, head).catch(() => {});
      await readAll(conn);
    }
  }));
  clearInterval(watch);
  const [own, its] = [
    await processorTime(s.pid) - before,
    await processorTime(server) - serverBefore,
  ];
  assert.ok(its > own, `the recorder used ${own} s, the server ${its} s`);
  assert.ok(own < 1.5, `${own} s of a processor within 4 s`);
  // It tells every second how it stands; the machine may have other things to do.
  assert.ok(gaps.length >= 2 && Math.max(...gaps) < 3_000, `${gaps}`);
});
