/**
 * Alerts inside of a recorder. It reads what was recorded, from where it left off, feeds the rules,
 * and commits what they say together with how far it read: killed at any moment, it repeats and
 * loses nothing. It never holds up the recording.
 */
import { createHash } from "node:crypto";
import type { LiveContainer } from "../../live/types.ts";
import { reason } from "../../recorder/write/lock.ts";
import type { RecorderSink, SinkStatus } from "../../recorder/write/sink.ts";
import type { RecordedSample } from "../../recorder/types.ts";
import type { MissedEnd } from "../../recorder/write/missed_ends.ts";
import { labelsOfEvent } from "../../recorder/write/choose.ts";
import { sleep } from "../../sleep.ts";
import type { AlertsConfig, LoadedAlertsConfig } from "../config/config.ts";
import { alertsFile, openAlertsDatabase } from "../keep/database.ts";
import { AlertStore, type Mute } from "../keep/store.ts";
import { clean } from "../patterns/clean.ts";
import { lookBack, RuleEngine } from "../rules/engine.ts";
import { subjectOf } from "../rules/subject.ts";
import { Outbox } from "../send/outbox.ts";
import { sendBy } from "../send/send.ts";
import type { AlertKey, Change, Input, Rule } from "../types.ts";
import type { LiveAlertsOptions } from "./options.ts";
import { type CheckOutdatedImage, OutdatedWatch } from "./outdated_watch.ts";
import { Progress, SLACK } from "./progress.ts";
import { eventsAfter, lastEvent, samplesSince } from "./record_rows.ts";
import { sinkStatus } from "./sink_status.ts";
import { Unsaved } from "./unsaved.ts";
import { WatchedLogs } from "./watched_logs.ts";

const SECOND = 1_000;
/** What happens is looked at so late: by then it is in the record. */
const LAG = 2 * SECOND;
/** A log that is late holds up the rules so long at the most. */
const MAX_HOLD = 60 * SECOND;
/** After a connection was made logs are read that waited. */
const SETTLES = 5 * SECOND;
/** A clock that was set back by more is followed. */
const BACK = 5 * SECOND;
/** Where nothing but time went by. */
const SAVE_EVERY = 5 * SECOND;
const CONFIG_EVERY = 5 * SECOND;

/** The rules of one engine, live. */
export class LiveAlerts implements RecorderSink {
  #config: AlertsConfig = { rules: [], ways: [] };
  #loaded: LoadedAlertsConfig | undefined;
  #stamp = "";
  #engine!: RuleEngine;
  #logs!: WatchedLogs;
  #outbox: Outbox;
  readonly #unsaved = new Unsaved();
  readonly #stop = new AbortController();
  #progress!: Progress;
  #up = false;
  #mutes: Mute[] = [];
  #samples: RecordedSample[] = [];
  #inputs: Input[] = [];
  #holdUntil = 0;
  #starting = true;
  #busy: Promise<void> | undefined;
  #trouble: string | undefined;
  #lookedAtConfig = 0;
  #savedAt = 0;
  readonly #outdated: OutdatedWatch | undefined;
  #askedAt = 0;
  #inode: number | undefined;

  private constructor(readonly options: LiveAlertsOptions, readonly store: AlertStore) {
    this.#inode = inodeOf(this.#file);
    this.#outbox = new Outbox({
      send: (way, notice, signal) =>
        (options.send ?? sendBy)(way, notice, { env: options.env, signal }),
      now: () => options.now().getTime(),
      sleep: options.sleep ?? sleep,
      say: options.say,
      done: (entry, status) => {
        this.#unsaved.sent(entry);
        try {
          this.store.done(entry, status);
        } catch (e) {
          this.#complain(e);
        }
      },
    }, this.#stop.signal);
    if (options.outdated !== undefined) this.#outdated = this.#watchOutdated(options.outdated);
  }

  #watchOutdated(check: CheckOutdatedImage): OutdatedWatch {
    return new OutdatedWatch({
      check,
      signal: this.#stop.signal,
      rows: this.options.record.rows,
      known: () => this.#engine.levels("outdated"),
      fact: (input) => this.#fact(input),
      now: () => this.options.now().getTime(),
      sleep: this.options.sleep,
    });
  }

  /** Opens what is kept of alerts, and goes on from there. */
  static async open(options: LiveAlertsOptions): Promise<LiveAlerts> {
    const file = alertsFile(options.record.dir);
    const { db, problem } = openAlertsDatabase(file, options.now());
    if (problem !== undefined) options.say(problem);
    const alerts = new LiveAlerts(options, new AlertStore(db));
    await alerts.#begin();
    return alerts;
  }

  get #file(): string {
    return alertsFile(this.options.record.dir);
  }

  async #begin(): Promise<void> {
    const { record, now, load, stamp } = this.options;
    const state = this.store.state();
    const at = state?.at ?? floorSecond(now().getTime());
    this.#progress = new Progress(state, at, () => lastEvent(record.index()));
    this.#askedAt = Number(this.store.meta("outdated") ?? 0);
    this.#stamp = await stamp();
    this.#loaded = await load();
    this.#engine = new RuleEngine([], { host: this.options.host }, { at });
    this.#logs = new WatchedLogs(record, state?.positions ?? new Map(), this.options.say);
    this.#configure(this.#loaded.config, state ?? { at });
    for (const input of state?.waiting ?? []) this.#engine.feed(input);
    // Containers that came while nobody looked are looked at from their beginning.
    const since = Math.min(at, now().getTime()) - SLACK;
    this.#logs.begin((row) => state !== undefined && row.firstSeen.getTime() >= since);
    for (const entry of this.store.outbox()) {
      if (!this.#outbox.put(entry)) this.#unsaved.sent(entry, true);
    }
    this.#save();
  }

  /** Takes rules and ways; what is known of rules that are the same is kept. */
  #configure(config: AlertsConfig, state: Partial<ReturnType<RuleEngine["state"]>>): void {
    const { options } = this;
    const { record } = options;
    const rules = new Map(config.rules.map((r) => [r.name, r]));
    const before = JSON.parse(this.store.meta("rules") ?? "{}") as Record<string, string>;
    const same = (name: string) =>
      rules.has(name) && Object.hasOwn(before, name) &&
      before[name] === fingerprint(rules.get(name)!);
    const held = (state.held ?? []).filter((h) => same(h.rule));
    for (const alert of state.alerts ?? []) {
      if (!rules.has(alert.rule)) this.#unsaved.dropAlert(alert, options.now().getTime());
    }
    for (const h of state.held ?? []) if (!same(h.rule)) this.#unsaved.dropHeld(h);
    this.#config = config;
    this.#engine = new RuleEngine(config.rules, {
      host: options.host,
      key: `${options.host} ${record.endpoint}`,
      muted: (key) => this.#isMuted(key),
    }, { ...state, held });
    this.#logs.configure(config.rules);
    this.#outbox.configure(config.ways, this.store.ways());
    const back = lookBack(config.rules);
    if (back > 0) {
      const at = this.#engine.at;
      for (const s of samplesSince(record.index(), at - back, record.rows)) {
        if (s.time < at) this.#engine.recall(s);
        else this.#engine.feed(s);
      }
    }
    this.#unsaved.rules = Object.fromEntries(
      config.rules.map((rule) => [rule.name, fingerprint(rule)]),
    );
    for (const [name, why] of this.#logs.broken) options.say(`The alert ${name} ${why}`);
  }

  sample(sample: RecordedSample): void {
    if (lookBack(this.#config.rules) > 0) this.#samples.push(sample);
  }

  link(up: boolean, error?: string): void {
    const time = this.options.now().getTime();
    this.#starting = false;
    this.#up = up;
    if (up) this.#holdUntil = time + SETTLES;
    this.#fact({
      kind: "link",
      time,
      up,
      ...(error !== undefined && { error: clean(error, 200) }),
    });
  }

  listed(containers: Iterable<LiveContainer>): void {
    const time = this.options.now().getTime();
    const known = new Map(this.#engine.levels("unhealthy").map((s) => [s.id, s]));
    for (const row of containers) {
      const unhealthy = row.health === "unhealthy" && row.state === "running";
      if (unhealthy !== known.has(row.id)) {
        this.#fact({ kind: "health", time, subject: subjectOf(row), unhealthy });
      }
      known.delete(row.id);
    }
    for (const subject of known.values()) {
      this.#fact({ kind: "health", time, subject, unhealthy: false });
    }
  }

  ended({ row, time, exitCode }: MissedEnd): void {
    const at = Number(time / 1_000_000n);
    if (at < this.#progress.floor) return;
    const { id, name, image, labels } = row;
    // An earlier run of the recorder may have found it.
    const known = (input: Input) =>
      input.kind === "event" && input.id === id && input.time === at && input.action === "die";
    if (this.store.facts(at, at).some(known) || this.#unsaved.facts.some(known)) return;
    const attributes = { ...labels, name, image, exitCode: String(exitCode) };
    this.#fact({ kind: "event", time: at, type: "container", action: "die", id, attributes });
  }

  #fact(input: Input): void {
    this.#inputs.push(input);
    this.#unsaved.facts.push(input);
  }

  flushed(lag: number): void {
    if (this.#busy !== undefined) return;
    // These are in the record; what comes while the step goes on may not be.
    const samples = this.#samples.splice(0);
    this.#busy = this.#step(lag, samples).catch((e) => this.#complain(e)).finally(() =>
      this.#busy = undefined
    );
  }

  /** Resolves when the step that goes on is done. */
  async settled(): Promise<void> {
    await this.#busy;
  }

  /** One step: what was recorded until now, what the rules say of it, and all of that kept. */
  async #step(lag: number, taken: readonly RecordedSample[]): Promise<void> {
    const now = this.options.now().getTime();
    // Other rules have read them from the record.
    const samples = await this.#renew(now) ? [] : taken;
    this.#restand();
    this.#mutes = this.store.mutes();
    this.#askRegistries();
    let to = floorSecond(now - LAG);
    if (to < this.#engine.at - BACK) {
      this.#engine.setBack(to);
      this.#progress.setBack(to);
    }
    this.#readEvents();
    for (const s of samples) {
      const row = this.options.record.rows.get(s.containerId);
      if (row === undefined) continue;
      const { cpu, memory, memoryLimit, span } = s;
      const time = s.time.getTime();
      const subject = subjectOf(row);
      this.#engine.feed({ kind: "sample", time, subject, cpu, memory, memoryLimit, span });
    }
    for (const input of this.#inputs.splice(0)) this.#engine.feed(input);
    await this.#logs.read(this.#progress.floor, (input) => this.#engine.feed(input));
    this.#holdUntil = Math.min(this.#holdUntil, now + SETTLES);
    const held = this.#starting || lag > LAG / 2 || this.#logs.tail.behind || now < this.#holdUntil;
    if (held) to = Math.min(to, Math.max(this.#engine.at, floorSecond(now - MAX_HOLD)));
    this.#apply(this.#engine.advance(to));
    if (this.#up && !held) this.#progress.caughtUp(this.#engine.at);
    this.#save();
  }

  #askRegistries(): void {
    if (this.#starting || this.#outdated === undefined) return;
    const asked = this.#outdated.step(this.#config.rules, this.#askedAt);
    if (asked === this.#askedAt) return;
    this.#askedAt = asked;
    this.store.setMeta("outdated", String(asked));
  }

  #readEvents(): void {
    const { rows, index, chosen } = this.options.record;
    const { events, last } = eventsAfter(index(), this.#progress.event, this.#progress.floor);
    this.#progress.event = last;
    for (const event of events) {
      const { id, attributes } = event;
      // A container that is not recorded is none of ours; one that is may not be listed yet.
      const ours = event.type !== "container" || rows.has(id) ||
        chosen({ name: attributes.name ?? "", labels: labelsOfEvent(attributes) });
      if (ours) this.#engine.feed(event);
    }
  }

  #apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === "fired") this.#unsaved.fired.push(change.alert);
      else if (change.kind === "resolved") this.#unsaved.resolved.push(change);
      else {
        this.#unsaved.told.push(change.notice.alert);
        this.#unsaved.outbox.push(...this.#outbox.add(change.notice));
      }
    }
  }

  #isMuted({ rule, who }: AlertKey): boolean {
    const now = this.options.now().getTime();
    return this.#mutes.some((m) =>
      m.rule === rule && (m.who === "" || m.who === who) && (m.until === undefined || m.until > now)
    );
  }

  /** Reads the settings again where they changed; whether there are other rules now. */
  async #renew(now: number): Promise<boolean> {
    if (Math.abs(now - this.#lookedAtConfig) < CONFIG_EVERY) return false;
    this.#lookedAtConfig = now;
    const stamp = await this.options.stamp();
    if (stamp === this.#stamp) return false;
    this.#stamp = stamp;
    const loaded = await this.options.load();
    this.#loaded = loaded;
    const root = loaded.problems.find((p) => p.path.length === 0);
    if (root !== undefined) {
      this.options.say(`The settings of alerts are as they were: ${loaded.file} ${root.text}`);
      return false;
    }
    const waiting = this.#engine.waiting.filter((input) => input.kind !== "sample");
    this.#configure(loaded.config, this.#engine.state());
    for (const input of waiting) this.#engine.feed(input);
    this.#logs.begin(() => false);
    this.options.say(`The settings of alerts were read again: ${loaded.config.rules.length} rules`);
    return true;
  }

  /** Writes what is not written yet. What cannot be is kept in memory, and told all the same. */
  #save(): void {
    const { held, alerts } = this.#engine.dirt();
    this.#unsaved.add({
      at: this.#engine.at,
      ...this.#progress.kept,
      memory: this.#engine.memory,
      // What came while the step went on is among what is kept of facts.
      waiting: [...this.#engine.waiting, ...this.#inputs].filter((i) => i.kind !== "sample"),
      held,
      alerts,
      positions: this.#logs.tail.dirt(),
    });
    // How far logs were looked at alone can wait: from there on the same would come of it again.
    const now = this.options.now().getTime();
    if (!this.#unsaved.urgent && Math.abs(now - this.#savedAt) < SAVE_EVERY) return;
    this.#savedAt = now;
    try {
      this.#unsaved.write(this.store, { broken: this.#broken() });
      this.#trouble = undefined;
    } catch (e) {
      this.#complain(e);
    }
  }

  /** Where somebody removed the file it is made again of what is known. */
  #restand(): void {
    const inode = inodeOf(this.#file);
    if (inode === this.#inode && inode !== undefined) return;
    const { say, now } = this.options;
    try {
      this.store.db.close();
    } catch { /* closed already */ }
    const { db } = openAlertsDatabase(this.#file, now());
    this.store.db = db;
    this.#inode = inodeOf(this.#file);
    const state = this.#engine.state();
    this.#unsaved.all(state);
    say(`Somebody removed or replaced ${this.#file}: it was made anew`);
  }

  #complain(e: unknown): void {
    const says = `Alerts cannot be kept: ${reason(e)}`;
    if (this.#trouble === undefined) this.options.say(says);
    this.#trouble = says;
  }

  #broken(): Record<string, string> {
    const broken = new Map<string, string>();
    for (const { rule = "", text } of this.#loaded?.problems ?? []) {
      if (!broken.has(rule)) broken.set(rule, text);
    }
    for (const [name, why] of this.#logs.broken) broken.set(name, why);
    return Object.fromEntries(broken);
  }

  status(): SinkStatus {
    return sinkStatus({
      ways: this.#outbox.status(),
      broken: this.#broken(),
      engine: this.#engine,
      rules: this.#config.rules.length,
      trouble: this.#trouble,
    });
  }

  async end(): Promise<void> {
    await this.#busy;
    this.#stop.abort();
    await this.#outbox.end();
    await this.#outdated?.end();
    this.#savedAt = -Infinity;
    this.#save();
    try {
      this.store.putWays(this.#outbox.status());
    } catch { /* a full disk */ }
    this.store.db.close();
  }
}

/** What makes a rule another one: what was counted for the old one says nothing of it. */
function fingerprint({ condition, filter, by }: Rule): string {
  const text = JSON.stringify([condition, filter, by]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function floorSecond(time: number): number {
  return Math.floor(time / SECOND) * SECOND;
}

function inodeOf(path: string): number | undefined {
  try {
    return Deno.lstatSync(path).ino ?? undefined;
  } catch {
    return undefined;
  }
}
