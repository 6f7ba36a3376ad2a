/** A record of some days, as a recorder would have left it, for the page to show. */
import {
  type MadeContainer,
  madeLine,
  makeRecord,
} from "../../core/recorder/testing/make_record.ts";
import { recordPlace } from "../../core/recorder/places.ts";
import type { RecordedEvent, RecordedSample } from "../../core/recorder/types.ts";

const SECOND = 1_000_000_000n;

/** What is told of a container of the record. */
export interface PastContainer {
  id: string;
  name: string;
  /** How long ago it went, in seconds; unset: it is there. */
  removed?: number;
  exitCode?: number;
  oomKilled?: boolean;
  /** Every line of its log. */
  line?: string;
}

/**
 * Lays a record of two days into a home: a line in most minutes, `request N` from the oldest on, a
 * restart six hours ago with an error before it, and what was used.
 */
export function layRecord(home: string, endpoint: string, containers: readonly PastContainer[]) {
  const now = BigInt(Math.floor(Date.now() / 1000));
  const events: RecordedEvent[] = [];
  const made = containers.map((c): MadeContainer => {
    const end = now - BigInt(c.removed ?? 60);
    const began = end - 2n * 86_400n;
    const at = (ago: bigint) => (end - ago) * SECOND;
    // More by day than by night.
    const busy = (n: number) => n % 60 < 30 + 25 * Math.sin(n / 230);
    const items = Array.from({ length: 2 * 24 * 60 }, (_, n) => n).flatMap((n) => {
      const time = (began + BigInt(n) * 60n) * SECOND;
      if (end - began - BigInt(n) * 60n === 21_660n) {
        return [madeLine(time, "ERROR cannot reach the database", "stderr")];
      }
      if (!busy(n)) return [];
      if (c.line !== undefined) return [madeLine(time, c.line)];
      return [madeLine(time, `GET /request/${n} 200 ${n % 17}ms`)];
    });
    const event = (ago: bigint, action: string, attributes: Record<string, string> = {}) =>
      events.push({
        time: at(ago),
        type: "container",
        action,
        id: c.id,
        attributes: { name: c.name, ...attributes },
      });
    event(2n * 86_400n, "create");
    event(2n * 86_400n - 1n, "start");
    event(21_600n, "die", { exitCode: "1" });
    event(21_590n, "start");
    if (c.removed !== undefined) {
      if (c.oomKilled) event(11n, "oom");
      event(10n, "die", { exitCode: String(c.exitCode ?? 0) });
      event(0n, "destroy");
    }
    const date = (ago: bigint) => new Date(Number(at(ago) / 1_000_000n));
    const samples = Array.from(
      { length: 2 * 24 * 60 },
      (_, n): Omit<RecordedSample, "containerId"> => {
        const wave = 10 + 8 * Math.sin(n / 90);
        return {
          time: new Date(Number(began + BigInt(n) * 60n) * 1000),
          span: 60_000,
          cpu: wave,
          cpuMax: wave * 1.5,
          memory: 80e6 + 1e4 * n,
          memoryMax: 82e6 + 1e4 * n,
          memoryLimit: 256e6,
          networkIn: 1_000,
          networkOut: 4_000,
          diskRead: 0,
          diskWrite: 100,
          pids: 4,
        };
      },
    );
    return {
      id: c.id,
      name: c.name,
      image: "nginx:1.27",
      command: "nginx -g 'daemon off;'",
      created: date(2n * 86_400n),
      firstSeen: date(2n * 86_400n),
      lastSeen: date(0n),
      startedAt: date(21_590n),
      state: c.removed === undefined ? "running" : "exited",
      ...(c.removed !== undefined && {
        removedAt: date(0n),
        finishedAt: date(10n),
        exitCode: c.exitCode ?? 0,
        oomKilled: c.oomKilled ?? false,
      }),
      segments: [{ items, open: true }],
      samples,
    };
  });
  events.sort((a, b) => a.time < b.time ? -1 : 1);
  const { dir } = recordPlace(`${home}/.local/state/dockerctl/record`, endpoint);
  makeRecord(dir, { endpoint, containers: made, events });
}
