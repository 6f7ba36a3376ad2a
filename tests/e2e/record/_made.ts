/** A record as a recorder would have left it, in the HOME of a test. */
import { join } from "node:path";
import { madeLine, makeRecord } from "../../../core/recorder/testing/make_record.ts";
import { recordPlace } from "../../../core/recorder/places.ts";

export const WEB = "a1".repeat(32);
export const NEWER = "b2".repeat(32);
export const DB = "c3".repeat(32);

/** The moment at which the record was left. */
const NOW = Date.now();
export const nanosAgo = (seconds: number) => BigInt(NOW - seconds * 1000) * 1_000_000n;
export const ago = (seconds: number) => new Date(NOW - seconds * 1000);

const MIB = 1024 * 1024;

const sample = (seconds: number, cpu: number, memory: number) => ({
  time: ago(seconds),
  span: 60_000,
  cpu,
  cpuMax: cpu * 2,
  memory: memory * MIB,
  memoryMax: memory * MIB,
  memoryLimit: 256 * MIB,
  networkIn: 1000,
  networkOut: 2000,
  diskRead: 0,
  diskWrite: 4000,
  pids: 3,
});

const event = (seconds: number, action: string, id: string, attributes = {}) => ({
  time: nanosAgo(seconds),
  type: "container",
  action,
  id,
  attributes: { name: "web", image: "app:1", ...attributes },
});

/**
 * Two runs of `web`, the first removed after it ran out of memory, and `db`. Gives the folder of
 * this engine's record.
 */
export function leaveRecord(home: string, endpoint: string): string {
  const { dir } = recordPlace(join(home, ".local/state/dockerctl/record"), endpoint);
  const first = Array.from(
    { length: 100 },
    (_, i) =>
      i % 10 === 9
        ? madeLine(nanosAgo(7200 - i), `ERROR timeout ${i} für Käse`, "stderr")
        : madeLine(nanosAgo(7200 - i), `GET /${i} 200`),
  );
  makeRecord(dir, {
    endpoint,
    containers: [
      {
        id: WEB,
        name: "web",
        image: "app:1",
        command: "node app.js",
        created: ago(7201),
        firstSeen: ago(7201),
        lastSeen: ago(3600),
        removedAt: ago(3600),
        state: "exited",
        exitCode: 137,
        oomKilled: true,
        finishedAt: ago(3650),
        labels: { tier: "front" },
        segments: [{ items: first, gzip: true }, {
          items: [
            { type: "mark", mark: "gap", time: nanosAgo(4000) },
            madeLine(nanosAgo(3990), "last words"),
          ],
        }],
        samples: [sample(7000, 10, 64), sample(6900, 40, 128), sample(3700, 5, 250)],
      },
      {
        id: NEWER,
        name: "web",
        image: "app:2",
        created: ago(3000),
        state: "running",
        lastSeen: ago(10),
        segments: [{ items: [madeLine(nanosAgo(2990), "hello again")], open: true }],
        samples: [sample(2000, 1, 32)],
      },
      {
        id: DB,
        name: "db",
        image: "pg:16",
        created: ago(90_000),
        state: "exited",
        exitCode: 0,
        finishedAt: ago(600),
        lastSeen: ago(10),
        segments: [{
          items: [madeLine(nanosAgo(2500), "LOG: \x1b]0;x\x07slow timeout")],
          open: true,
        }],
      },
    ],
    events: [
      event(7201, "create", WEB),
      event(7200, "start", WEB),
      event(6000, "exec_create: sh", WEB),
      event(3651, "oom", WEB),
      event(3650, "die", WEB, { exitCode: "137" }),
      event(3600, "destroy", WEB),
      event(3000, "create", NEWER),
      event(2999, "start", NEWER),
    ],
  });
  return dir;
}
