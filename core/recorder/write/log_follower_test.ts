/** Tests of following a container's runs for the record. */
import assert from "node:assert/strict";
import { EngineError, type MemoryAnswer, memoryTransport } from "../../mod.ts";
import type { ContainerLog } from "./container_log.ts";
import { type FollowHost, LogFollower } from "./log_follower.ts";
import { stampBytes } from "../../logs/stamp.ts";
import { type Ground, ground, OWNER, T0 } from "../testing/ground.ts";

const MS = 1_000_000n;
const text = (time: bigint) => new TextDecoder().decode(stampBytes(time));

/** How an engine answers looks at the container and questions for its log, and who is told what. */
interface Opening extends Partial<FollowHost> {
  look: Answer;
  logs: Answer;
  /** The event that the container was heard of by. */
  told?: string;
}
type Answer = NonNullable<Parameters<typeof memoryTransport>[0]>[string];

/** A follower that writes to `log`. */
function follow(log: ContainerLog, { look, logs, told, ...host }: Opening): LogFollower {
  return new LogFollower(
    OWNER.id,
    log,
    {
      transport: memoryTransport({
        [`GET /containers/${OWNER.id}/json`]: look,
        [`GET /containers/${OWNER.id}/logs`]: logs,
      }),
      signal: new AbortController().signal,
      connected: () => Promise.resolve(false),
      writable: () => Promise.resolve(),
      onInspect: () => {},
      onTrouble: () => {},
      ...host,
    },
    told,
  );
}

ground("LogFollower does not mark a start that is told of when its run has ended", async (g) => {
  const told: number[] = [];
  const follower = follow(await g.open(), {
    look: {
      json: {
        Config: { Tty: false },
        State: {
          Status: "exited",
          StartedAt: text(T0),
          FinishedAt: text(T0 + 5n * MS),
          ExitCode: 0,
        },
      },
    },
    logs: { body: "" },
    onInspect: ({ State }) => void told.push(State.ExitCode ?? -1),
    onTrouble: (_, trouble) => assert.equal(trouble, undefined),
  });
  const done = follower.run();
  const idle = async () => {
    while (!follower.idle) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  await idle();
  // The engine says so 7 ms after the start, 2 ms after the end; later it is started again.
  for (const late of [7n, 400n]) {
    follower.started(T0 + late * MS);
    await idle();
  }
  follower.remove();
  assert.equal(await done, true);
  // Of a log without limits, too: exit codes and counts of restarts come from looks.
  assert.ok(told.length >= 3 && told.every((code) => code === 0), `${told}`);
  const marks = g.text().split("\n").filter((line) => line.includes(" --- "));
  assert.deepEqual(
    marks.map((line) => line.split(" --- ")).map(([time, what]) => [time.trim(), what]),
    [
      [text(T0 + 5n * MS), "stopped exit=0"],
      [text(T0 + 400n * MS), "started"],
    ],
  );
});

ground("LogFollower marks one end where the engine notes the start behind it", async (g) => {
  const follower = follow(await g.open(), {
    look: {
      json: {
        Config: { Tty: false },
        // As 20.10 says of every third run of a millisecond.
        State: {
          Status: "exited",
          StartedAt: text(T0 + 1n * MS),
          FinishedAt: text(T0),
          ExitCode: 3,
        },
      },
    },
    logs: { body: "" },
    onTrouble: (_, trouble) => assert.equal(trouble, undefined),
  });
  const done = follower.run();
  while (!follower.idle) await new Promise((resolve) => setTimeout(resolve, 1));
  follower.remove();
  assert.equal(await done, true);
  const marks = g.text().split("\n").filter((line) => line.includes(" --- "));
  assert.deepEqual(marks, [`${text(T0)} --- stopped exit=3`]);
});

/** Follows a container that is removed once its log was asked for; `early`: its start is told later. */
async function removed(
  g: Ground,
  log: string | undefined,
  early: boolean,
  start = (follower: LogFollower) => follower.started(T0 + 2n * MS),
): Promise<string[]> {
  const gone = { status: 404, json: { message: "No such container" } };
  let looks = 0;
  const look = {
    json: {
      Config: { Tty: false },
      State: { Status: "running", StartedAt: text(T0), FinishedAt: "0001-01-01T00:00:00Z" },
    },
  };
  const follower: LogFollower = follow(await g.open(), {
    look: () => looks++ === 0 ? look : gone,
    logs: () => {
      if (early) queueMicrotask(() => follower.started(T0 + 2n * MS));
      return log === undefined ? gone : { body: log };
    },
  });
  const done = follower.run();
  if (!early) start(follower);
  assert.equal(await done, true);
  const written = g.segments.newest(OWNER.id) === undefined ? "" : g.text();
  return written.split("\n").filter((line) => line.includes("gap")).map((line) => line.slice(31));
}

ground("LogFollower marks a run whose log was gone before it could be read", async (g) => {
  assert.deepEqual(await removed(g, undefined, false), [`--- gap from=${text(T0 + 2n * MS)}`]);
});

ground("LogFollower marks no gap of a run whose end stands there already", async (g) => {
  const log = await g.open();
  await log.resume();
  log.begin();
  log.note({ mark: "stopped", time: T0 + 9n * MS, exitCode: 0 });
  log.placeMarks();
  await log.commit();
  assert.deepEqual(await removed(g, undefined, false), []);
});

ground("LogFollower says of a start that nobody told of that lines may miss", async (g) => {
  const marks = await removed(g, undefined, false, (follower) => follower.started());
  assert.deepEqual(marks, ["--- gap maybe"]);
});

ground("LogFollower marks no gap where a start is told of after its log was read", async (g) => {
  assert.deepEqual(await removed(g, "", true), []);
});

/** Rows of a running container that was found, whose log is asked for until it is not there. */
async function forced(g: Ground, answers: MemoryAnswer[]): Promise<string[]> {
  let looks = 0;
  const follower: LogFollower = follow(await g.open(), {
    look: () => {
      const State = looks++ === 0
        ? { Status: "running", StartedAt: text(T0), FinishedAt: "0001-01-01T00:00:00Z" }
        : {
          Status: "exited",
          StartedAt: text(T0),
          FinishedAt: text(T0 + 9n * MS),
          ExitCode: 137,
        };
      return { json: { Config: { Tty: false }, State } };
    },
    logs: () => {
      const answer = answers.shift();
      if (answer !== undefined) return answer;
      follower.remove();
      return { status: 404, json: { message: "No such container" } };
    },
  });
  assert.equal(await follower.run(), true);
  return g.text().trimEnd().split("\n").map((line) => line.slice(31));
}

function entry(time: bigint, data: string): Uint8Array {
  const line = new TextEncoder().encode(`${text(time)} ${data}\n`);
  return new Uint8Array([1, 0, 0, 0, 0, 0, 0, line.length, ...line]);
}

ground("LogFollower marks no gap where the engine refuses what is being removed", async (g) => {
  const message = "can not get logs from container which is dead or marked for removal";
  const rows = await forced(g, [
    { body: entry(T0 + 1n * MS, "hello") },
    { status: 409, json: { message } },
  ]);
  assert.deepEqual(rows.filter((row) => !row.startsWith("---")), ["out hello"]);
  assert.deepEqual(rows.filter((row) => row.startsWith("--- gap")), []);
});

ground("LogFollower says of an answer that broke off that lines may miss behind it", async (g) => {
  const cut = async function* () {
    yield entry(T0 + 1n * MS, "hello");
    await Promise.resolve();
    throw new EngineError("The connection was cut", { code: "cut", op: "follow logs" });
  };
  const rows = await forced(g, [{ body: cut() }]);
  assert.deepEqual(rows.filter((row) => row.startsWith("--- gap")), [
    `--- gap maybe from=${text(T0 + 1n * MS)}`,
  ]);
});

/** Follows a container from its making on, which is gone before it can be looked at. */
async function atOnce(g: Ground, body: Uint8Array | string, late = true): Promise<string[]> {
  const follower: LogFollower = follow(await g.open(), {
    look: {
      status: 404,
      json: { message: "No such container" },
    },
    logs: () => ({ body }),
    told: "create",
  });
  if (!late) follower.started(T0 + 400n * MS);
  const done = follower.run();
  // The engine tells of the start late, and of the end after it has given the log.
  await new Promise((resolve) => setTimeout(resolve, 5));
  if (late) follower.started(T0 + 400n * MS);
  follower.stopped(T0 + 401n * MS, 0);
  follower.remove();
  assert.equal(await done, true);
  return g.text().trimEnd().split("\n").map((line) => line.slice(31));
}

ground("LogFollower reads what ends at once without a look at it first", async (g) => {
  const line = new TextEncoder().encode(`${text(T0)} hello\n`);
  const frame = new Uint8Array([1, 0, 0, 0, 0, 0, 0, line.length, ...line]);
  assert.deepEqual(await atOnce(g, frame), ["out hello", "--- stopped exit=0"]);
});

ground("LogFollower asks for the log of what was just made until it starts", async (g) => {
  const line = new TextEncoder().encode(`${text(T0)} hello\n`);
  const frame = new Uint8Array([1, 0, 0, 0, 0, 0, 0, line.length, ...line]);
  let asked = 0;
  const follower: LogFollower = follow(await g.open(), {
    look: {
      status: 404,
      json: { message: "No such container" },
    },
    logs: () => {
      if (++asked < 4) return { body: "" };
      follower.started(T0);
      follower.stopped(T0 + 400n * MS, 0);
      follower.remove();
      return { body: frame };
    },
    told: "create",
  });
  assert.equal(await follower.run(), true);
  const lines = g.text().trimEnd().split("\n").map((line) => line.slice(31));
  assert.deepEqual(lines, ["out hello", "--- stopped exit=0"]);
  assert.equal(asked, 4);
});

ground("LogFollower knows a terminal's log without a look", async (g) => {
  assert.deepEqual(await atOnce(g, `${text(T0)} hello\r\n`), ["out hello", "--- stopped exit=0"]);
});

ground(
  "LogFollower says of an engine that gave nothing of a run that lines may miss",
  async (g) => {
    assert.deepEqual(await atOnce(g, "", false), [
      `--- gap maybe from=${text(T0 + 400n * MS)}`,
      "--- stopped exit=0",
    ]);
  },
);

/** Rows of a container in its second run, whose first line is so many milliseconds after its making. */
async function secondRun(g: Ground, first: bigint): Promise<string[]> {
  const lines = Array.from(
    { length: 400 },
    (_, i) => entry(T0 + first * MS + BigInt(i) * 100_000n, "x".repeat(64)),
  );
  const body = new Uint8Array(await new Blob(lines as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  let looks = 0;
  const follower: LogFollower = follow(await g.open(), {
    look: () => {
      if (looks++ > 0) {
        follower.remove();
        return { status: 404, json: { message: "No such container" } };
      }
      const LogConfig = { Type: "json-file", Config: { "max-size": "20k" } };
      const State = { Status: "running", StartedAt: text(T0 + 20_000n * MS) };
      return {
        json: { Created: text(T0), Config: { Tty: false }, HostConfig: { LogConfig }, State },
      };
    },
    logs: () => ({ body }),
  });
  assert.equal(await follower.run(), true);
  const rows = g.text().trimEnd().split("\n").map((line) => line.slice(31));
  assert.equal(rows.filter((row) => row.startsWith("out")).length, 400);
  assert.ok(rows.slice(1).every((row) => !row.startsWith("--- gap")));
  return rows.slice(0, 1).filter((row) => row.startsWith("---"));
}

ground(
  "LogFollower says that an earlier run may have lost its beginning to rotation",
  async (g) => {
    assert.deepEqual(await secondRun(g, 5_000n), [`--- gap maybe from=${text(T0)}`]);
  },
);

ground(
  "LogFollower marks no gap before an earlier run that is there from its beginning",
  async (g) => {
    assert.deepEqual(await secondRun(g, 5n), []);
  },
);

ground("LogFollower looks before it records what may have lost its beginning", async (g) => {
  const lines = Array.from(
    { length: 400 },
    (_, i) => entry(T0 + 5_000n * MS + BigInt(i) * 100_000n, "x".repeat(64)),
  );
  const body = new Uint8Array(await new Blob(lines as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  // The engine takes its time for the look that goes out with the question.
  const second = Promise.withResolvers<void>();
  let looks = 0;
  const follower: LogFollower = follow(await g.open(), {
    look: async () => {
      if (++looks === 1) await second.promise;
      second.resolve();
      if (looks > 2) {
        follower.remove();
        return { status: 404, json: { message: "No such container" } };
      }
      const LogConfig = { Type: "json-file", Config: { "max-size": "20k" } };
      const State = { Status: "running", StartedAt: text(T0) };
      return {
        json: { Created: text(T0), Config: { Tty: false }, HostConfig: { LogConfig }, State },
      };
    },
    logs: () => ({ body }),
    told: "create",
  });
  follower.started(T0);
  assert.equal(await follower.run(), true);
  const rows = g.text().trimEnd().split("\n").map((line) => line.slice(31));
  assert.equal(rows[0], `--- gap maybe from=${text(T0)}`);
  assert.equal(rows.filter((row) => row.startsWith("out")).length, 400);
});
