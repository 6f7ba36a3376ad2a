/** A record that is written for tests, with a clock of its own, and alerts on it. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { OUT, type Std } from "../../logs/frames.ts";
import { stampBytes } from "../../logs/stamp.ts";
import { defaultRecordConfig } from "../../recorder/config.ts";
import type { ContainerRow } from "../../recorder/index/index_writer.ts";
import type { RecordConfig } from "../../recorder/types.ts";
import { placeAt } from "../../recorder/places.ts";
import { ContainerLog } from "../../recorder/write/container_log.ts";
import { RecordStore } from "../../recorder/write/store.ts";
import { parseAlertsConfig } from "../config/config.ts";
import { LiveAlerts } from "../live/live_alerts.ts";
import type { LiveAlertsOptions } from "../live/options.ts";
import type { Notice } from "../types.ts";

/** Monday, noon in UTC. */
export const T0 = Date.UTC(2026, 10, 30, 12);
const MILLISECOND = 1_000_000n;

/** Of containers and events: no two are the same, whichever stage has them. */
let number = 0;

/** A message that was sent, and by which way. */
export interface Sent {
  way: string;
  notice: Notice;
  at: number;
}

/** A recorder's record without a recorder: a test says what happens, and when. */
export class Stage implements AsyncDisposable {
  now = T0;
  readonly said: string[] = [];
  readonly sent: Sent[] = [];
  store!: RecordStore;
  alerts!: LiveAlerts;
  /** Throws to have a way fail. */
  fails: (way: string) => void = () => {};
  #run = { killed: false };
  #sleepers: { at: number; wake: () => void }[] = [];
  readonly #logs = new Map<string, ContainerLog>();

  private constructor(readonly dir: string, public settings: unknown) {}

  static async open(settings: unknown, dir?: string): Promise<Stage> {
    const stage = new Stage(dir ?? await Deno.makeTempDir({ prefix: "alerts-" }), settings);
    await stage.start();
    return stage;
  }

  get place() {
    return placeAt(join(this.dir, "record"));
  }

  /** A recorder starts, after an end or a kill. */
  async start(
    over: Partial<LiveAlertsOptions> = {},
    config: RecordConfig = defaultRecordConfig({}),
  ): Promise<void> {
    const say = (text: string) => this.said.push(text);
    const run = this.#run = { killed: false };
    this.store = await RecordStore.open(this.place, config, "unix:///test.sock", {
      say,
      now: () => new Date(this.now),
    });
    this.#logs.clear();
    const { segments, rows, chosen } = this.store;
    this.alerts = await LiveAlerts.open({
      record: {
        dir: this.place.dir,
        endpoint: "unix:///test.sock",
        index: () => this.store.index.db,
        segments,
        rows,
        chosen,
      },
      load: () =>
        Promise.resolve(parseAlertsConfig(JSON.stringify({ alerts: this.settings }), "c.json")),
      stamp: () => Promise.resolve(JSON.stringify(this.settings)),
      env: {},
      host: "here",
      now: () => new Date(this.now),
      say,
      send: async (way, notice) => {
        if (run.killed) await new Promise(() => {});
        this.fails(way.name);
        this.sent.push({ way: way.name, notice, at: this.now });
      },
      sleep: (ms, signal) =>
        new Promise((wake) => {
          this.#sleepers.push({ at: this.now + ms, wake });
          signal.addEventListener("abort", () => wake(), { once: true });
        }),
      ...over,
    });
    this.alerts.link(true);
    this.now += 6_000;
  }

  /** The recorder is killed: nothing is ended, and what was in memory alone is gone. */
  kill(): void {
    this.#run.killed = true;
    this.store.index.db.close();
    this.alerts.store.db.close();
  }

  /** The recorder ends. */
  async stop(): Promise<void> {
    await this.alerts.end();
    this.store.close();
  }

  /** A container is there. */
  container(name: string, labels: Record<string, string> = {}): ContainerRow {
    const id = createHash("sha256").update(`${name} ${number++}`).digest("hex");
    const now = new Date(this.now);
    const row: ContainerRow = {
      id,
      name,
      image: "image:1",
      imageId: "",
      command: "",
      labels,
      created: now,
      firstSeen: now,
      lastSeen: now,
      state: "running",
      oomKilled: false,
      restartCount: 0,
    };
    this.store.rows.set(id, row);
    this.store.touch(row);
    return row;
  }

  /** It wrote lines, at this moment. */
  async lines(row: ContainerRow, texts: readonly string[], std: Std = OUT): Promise<void> {
    let log = this.#logs.get(row.id);
    if (log === undefined) {
      log = new ContainerLog(row, this.store.shared, row);
      await log.resume();
      this.#logs.set(row.id, log);
    }
    log.begin();
    for (const [i, text] of texts.entries()) {
      const bytes = new TextEncoder().encode(text);
      const time = BigInt(this.now) * MILLISECOND + BigInt(i);
      log.put(stampBytes(time), 0, std, bytes, 0, bytes.length, true);
    }
    log.commit();
  }

  /** Something happened to it, at this moment. */
  event(row: ContainerRow, action: string, attributes: Record<string, string> = {}): void {
    this.store.addEvent({
      type: "container",
      action,
      id: row.id,
      attributes: { name: row.name, image: row.image, ...row.labels, ...attributes },
      time: new Date(this.now),
      timeNano: BigInt(this.now) * MILLISECOND + BigInt(number++ % 1_000_000),
      scope: "local",
    });
  }

  /** It was measured, at this moment. */
  sample(row: ContainerRow, cpu: number, memory = 0.1): void {
    const sample = {
      containerId: row.id,
      time: new Date(this.now),
      span: 5_000,
      cpu,
      cpuMax: cpu,
      memory: memory * 1e9,
      memoryMax: memory * 1e9,
      memoryLimit: 1e9,
      networkIn: 0,
      networkOut: 0,
      diskRead: 0,
      diskWrite: 0,
      pids: 1,
    };
    this.store.addSample(sample);
    this.alerts.sample(sample);
  }

  /** Time passes, and the recorder flushes each second. */
  async pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) {
      this.now += 1_000;
      await this.flush();
    }
  }

  /** The recorder flushes now. */
  async flush(): Promise<void> {
    const awake = this.#sleepers.filter((s) => s.at <= this.now);
    this.#sleepers = this.#sleepers.filter((s) => s.at > this.now);
    for (const { wake } of awake) wake();
    this.store.flush();
    this.alerts.flushed(0);
    await this.alerts.settled();
    // What was put into the outbox is sent in turns of the loop that follow.
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 0));
  }

  /** What was sent, in words: seconds since the beginning, the way and what. */
  get words(): string[] {
    return this.sent.map(({ way, notice }) =>
      `${way} ${notice.kind} ${notice.rule} ${notice.who} ${notice.count}`.trim()
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.stop();
    } catch { /* ended already */ }
    await Deno.remove(this.dir, { recursive: true });
  }
}
