/** Which containers there are, each followed from the moment it is heard of. */
import type { ContainerInspect } from "../../containers/types.ts";
import { openLive } from "../../live/open_live.ts";
import type { Live, LiveContainer } from "../../live/types.ts";
import type { EngineEvent } from "../../system/types.ts";
import { type CatchUp, catchUp } from "./catch_up.ts";
import { labelsOfEvent } from "./choose.ts";
import { ContainerLog } from "./container_log.ts";
import type { ContainerRow } from "../index/index_writer.ts";
import { DocumentKeeper } from "./document_keeper.ts";
import { type FollowHost, LogFollower } from "./log_follower.ts";
import { type MissedEnd, MissedEnds } from "./missed_ends.ts";
import { readRuns } from "./runs.ts";
import type { RecordStore } from "./store.ts";
import { dateOf, nanosOf, nanosOfText } from "../../logs/time.ts";
import { keptOf } from "../../undo/kept_name.ts";

/** Until when somebody looked is noted so rarely, in nanoseconds, and what came then may be lost. */
const LATE = 60_000_000_000n;
/** So many events wait for the first list; an engine keeps 256. */
const EARLY = 1_000;
const COME = new Set(["create", "start", "restart", "rename"]);

/** A container that is recorded now. */
interface Watched {
  row: ContainerRow;
  /** Absent where logs are not recorded. */
  follower?: LogFollower;
}

/** What a watcher needs around it. */
export interface WatcherHost extends Omit<FollowHost, "onInspect" | "onTrouble"> {
  /** A container that is recorded was started. */
  onStart(id: string): void;
  /** A container ended while nobody looked, and no event tells of it. */
  onMissedEnd(end: MissedEnd): void;
}

/** Knows which containers there are, and has each followed from the moment it is heard of. */
export class Watcher {
  readonly live: Live;
  readonly #watched = new Map<string, Watched>();
  readonly #tasks = new Set<Promise<void>>();
  readonly #keeper: DocumentKeeper | undefined;
  /** Absent where events are not recorded. */
  readonly #catchUp: CatchUp | undefined;
  readonly #missed: MissedEnds | undefined;
  /** Up to when the engine was looked at, ns since 1970. */
  #looked: bigint | undefined;
  #listed = false;
  /** Events that came before the first list. */
  readonly #early: EngineEvent[] = [];

  constructor(
    readonly store: RecordStore,
    readonly host: WatcherHost,
  ) {
    if (store.documents !== undefined) {
      this.#keeper = new DocumentKeeper(store.documents, {
        transport: host.transport,
        signal: host.signal,
        onTrouble: (text) => store.documentTrouble(text),
      });
    }
    if (store.config.events.enabled) {
      this.#catchUp = catchUp({
        db: store.index.db,
        runs: readRuns(store.place),
        now: store.now(),
        keepAge: store.config.events.keepAge,
      });
      this.#looked = this.#catchUp.looked;
      this.#missed = new MissedEnds({
        transport: host.transport,
        signal: host.signal,
        hasDied: (id, since) => store.hasDied(id, since),
        found: (end) => host.onMissedEnd(end),
      });
    }
    this.live = openLive(host.transport, {
      kinds: ["containers"],
      signal: host.signal,
      since: this.#catchUp?.since,
    });
    this.live.onEvent((event) => this.#onEvent(event));
    this.live.subscribe((change) => {
      if (change.type === "state") {
        if (change.state === "live") this.#onList();
        else this.#looked ??= nanosOf(store.now());
      } else if (this.#listed) {
        const { containers } = this.live.snapshot();
        for (const id of change.changed) this.#onRow(containers.get(id)!);
        for (const id of change.removed) this.#onGone(id);
      }
    });
  }

  /** How many logs are followed. */
  get following(): number {
    let n = 0;
    for (const { follower } of this.#watched.values()) if (follower !== undefined) n++;
    return n;
  }

  /** The log whose lines are the latest in coming. */
  slowest(): { lag: number; name?: string } {
    let slowest: { lag: number; name?: string } = { lag: 0 };
    const now = Date.now();
    for (const { row, follower } of this.#watched.values()) {
      const lag = follower?.lag(now) ?? 0;
      if (lag > slowest.lag) slowest = { lag, name: row.name };
    }
    return slowest;
  }

  /** Reads all logs anew, as far as they are not on disk. */
  readAgain(): void {
    for (const { follower } of this.#watched.values()) follower?.readAgain();
    this.#seeAll();
  }

  /** Whether a container is there that was removed and is kept for a while. */
  get keeps(): boolean {
    for (const { name } of this.live.snapshot().containers.values()) {
      if (keptOf(name) !== undefined) return true;
    }
    return false;
  }

  /** Documents that could not be had or written are tried again. */
  documentsAgain(): void {
    this.#keeper?.tryAgain();
  }

  /** Ids of the containers that run and are recorded. */
  running(): string[] {
    const ids: string[] = [];
    for (const row of this.live.snapshot().containers.values()) {
      if (row.state === "running" && this.#watched.has(row.id)) ids.push(row.id);
    }
    return ids;
  }

  /** Whether the engine has it still. */
  exists(id: string): boolean {
    return this.#watched.has(id) || this.live.snapshot().containers.has(id) || !this.#listed;
  }

  /** Resolves when all followers have come to their end, after the signal. */
  async end(): Promise<void> {
    await Promise.all(this.#tasks);
    await this.live.close();
  }

  #onEvent(event: EngineEvent): void {
    if (this.#catchUp?.isKnown(event)) return;
    if (this.store.config.events.enabled) this.store.addEvent(event);
    // What happened before is told of containers that are followed: these are listed first.
    if (!this.#listed && this.#early.push(event) < EARLY) return;
    if (!this.#listed) { for (const e of this.#early.splice(0)) this.#take(e); }
    else this.#take(event);
  }

  #take(event: EngineEvent): void {
    if (event.type === "network") this.#onNetwork(event);
    if (event.type !== "container") return;
    const { id, action, attributes } = event;
    let watched = this.#watched.get(id);
    if (watched === undefined && COME.has(action)) {
      const labels = labelsOfEvent(attributes);
      const { name = "", image = "" } = attributes;
      watched = this.#watch({ id, name, image, labels, created: event.time }, action);
    }
    if (watched === undefined) return this.#onOldEvent(event);
    this.#keeper?.onEvent(event);
    const { row, follower } = watched;
    row.lastSeen = event.time;
    switch (action) {
      case "start":
        row.state = "running";
        row.startedAt = event.time;
        follower?.started(event.timeNano);
        this.host.onStart(id);
        break;
      case "die":
        row.state = "exited";
        row.finishedAt = event.time;
        row.exitCode = Number(attributes.exitCode ?? 0);
        follower?.stopped(event.timeNano, row.exitCode);
        break;
      case "oom":
        row.oomKilled = true;
        break;
      case "rename":
        this.#rename(row, attributes.name ?? row.name);
        break;
      case "destroy":
        this.#onGone(id, event.time);
        break;
    }
    this.store.touch(row);
  }

  #onNetwork(event: EngineEvent): void {
    const { container = "" } = event.attributes;
    if (this.#watched.has(container)) this.#keeper?.onNetwork(event, container);
  }

  /** Of a container that was gone before we could look: it stopped while no recorder ran. */
  #onOldEvent({ id, action, time, timeNano, attributes }: EngineEvent): void {
    const row = this.store.rows.get(id);
    if (row === undefined || row.removedAt !== undefined) return;
    if (action === "die") {
      row.finishedAt = time;
      row.exitCode = Number(attributes.exitCode ?? 0);
    } else if (action === "destroy") {
      row.removedAt = time;
      row.state = "removed";
      if (this.store.documents?.isGone(id) === false) this.#keeper?.gone(id, timeNano);
    } else return;
    this.store.touch(row);
  }

  /** The list is in, after a connection was made. */
  #onList(): void {
    const { containers } = this.live.snapshot();
    this.#listed = true;
    if (this.#looked !== undefined && this.#catchUp !== undefined) {
      const { began } = this.#catchUp;
      const since = this.#looked - LATE;
      this.#missed?.connected(containers.keys(), since > began ? since : began, this.store.now());
    }
    this.#looked = undefined;
    for (const row of containers.values()) this.#onRow(row);
    const early = this.#early.splice(0);
    const isGone = (e: EngineEvent) => e.type === "container" && !containers.has(e.id);
    for (const event of early) if (isGone(event)) this.#take(event);
    // What was removed while nobody watched.
    for (const id of this.#watched.keys()) if (!containers.has(id)) this.#checkGone(id);
    for (const row of this.store.rows.values()) {
      if (row.removedAt === undefined && !containers.has(row.id) && !this.#watched.has(row.id)) {
        row.removedAt = this.store.now();
        row.state = "removed";
        this.#documentGone(row.id);
        this.store.touch(row);
      }
    }
    this.#seeAll();
    for (const event of early) if (!isGone(event)) this.#take(event);
  }

  /** That it is gone was found, not told. */
  #documentGone(id: string): void {
    if (this.#keeper === undefined || this.store.documents?.isGone(id) !== false) return;
    this.#keeper.gone(id, nanosOf(this.store.now()), true);
  }

  /** Each may have changed while nobody looked. */
  #seeAll(): void {
    const now = nanosOf(this.store.now());
    for (const { row } of this.#watched.values()) this.#keeper?.seen(row.id, row.name, now);
  }

  /** Not in the list: gone, or so new that the list does not have it yet; its own log tells. */
  #checkGone(id: string): void {
    const follower = this.#watched.get(id)?.follower;
    if (follower === undefined) this.#onGone(id);
    else follower.started();
  }

  #onRow(row: LiveContainer): void {
    const watched = this.#watched.get(row.id) ?? this.#watch(row);
    if (watched === undefined) return;
    const { row: known, follower } = watched;
    known.image = row.image || known.image;
    known.imageId = row.imageId;
    known.command = row.command;
    known.labels = row.labels;
    known.created = row.created;
    known.state = row.state;
    known.lastSeen = row.asOf;
    if (row.name !== "") this.#rename(known, row.name);
    this.store.touch(known);
    // Its start may have been among events that the engine dropped.
    if (row.state === "running" && follower?.idle) follower.started();
  }

  #onGone(id: string, at = this.store.now()): void {
    const watched = this.#watched.get(id);
    if (watched === undefined) return;
    this.#watched.delete(id);
    this.#documentGone(id);
    watched.row.removedAt = at;
    watched.row.state = "removed";
    this.store.touch(watched.row);
    watched.follower?.remove();
  }

  #rename(row: ContainerRow, name: string): void {
    row.name = name;
    const follower = this.#watched.get(row.id)?.follower;
    if (follower !== undefined) follower.log.owner = row;
  }

  #watch(
    c: Pick<LiveContainer, "id" | "name" | "image" | "labels" | "created">,
    told?: string,
  ): Watched | undefined {
    if (!this.store.chosen(c)) return undefined;
    const now = this.store.now();
    let row = this.store.rows.get(c.id);
    if (row === undefined) {
      row = {
        id: c.id,
        name: c.name,
        image: c.image,
        imageId: "",
        command: "",
        labels: c.labels,
        created: c.created,
        firstSeen: now,
        lastSeen: now,
        state: "created",
        oomKilled: false,
        restartCount: 0,
      };
      this.store.rows.set(c.id, row);
    }
    delete row.removedAt;
    this.store.touch(row);
    const watched: Watched = { row };
    this.#watched.set(c.id, watched);
    if (this.store.config.logs.enabled) this.#follow(watched, told);
    return watched;
  }

  /** `told`: the event that it was heard of by; unset: it stands in the list. */
  #follow(watched: Watched, told?: string): void {
    const { row } = watched;
    const log = new ContainerLog(row, this.store.shared, row, () => this.store.touch(row));
    const follower = watched.follower = new LogFollower(row.id, log, {
      ...this.host,
      onInspect: (info) => this.#onInspect(row, info),
      onTrouble: (_, text) => {
        if (row.note === text) return;
        row.note = text;
        if (text === undefined) delete row.note;
        else this.store.say(`The log of ${row.name} cannot be read: ${text}`);
        this.store.touch(row);
      },
    }, told);
    const task = follower.run().then((gone) => {
      if (gone) this.#onGone(row.id);
    }, (e) => {
      this.store.say(`The log of ${row.name} is no longer followed: ${(e as Error).message}`);
    }).finally(() => {
      this.#tasks.delete(task);
      if (watched.follower === follower) delete watched.follower;
    });
    this.#tasks.add(task);
  }

  #onInspect(row: ContainerRow, info: ContainerInspect): void {
    const { State, RestartCount, Image, Created } = info;
    this.#missed?.looked(row, info).catch((e) => {
      this.store.say(`Ends that no event tells cannot be found: ${(e as Error).message}`);
    });
    const date = (text: string) => {
      const nanos = nanosOfText(text);
      return nanos === undefined ? undefined : dateOf(nanos);
    };
    row.imageId = Image;
    row.created = date(Created) ?? row.created;
    row.state = State.Status;
    row.startedAt = date(State.StartedAt) ?? row.startedAt;
    row.finishedAt = date(State.FinishedAt) ?? row.finishedAt;
    if (row.finishedAt !== undefined) row.exitCode = State.ExitCode;
    row.oomKilled ||= State.OOMKilled === true;
    row.restartCount = RestartCount ?? 0;
    row.lastSeen = this.store.now();
    this.store.touch(row);
  }
}
