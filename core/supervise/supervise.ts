/** Keeps a container in its wanted state: attached to events, judging by what is, not what was told. */
import type { ContainerInspect } from "../containers/types.ts";
import type { Engine } from "../engine.ts";
import { EngineError, isEngineError } from "../errors.ts";
import { nanosOfText } from "../logs/time.ts";
import { beingMadeAnew } from "../recreate/journal.ts";
import { sleep } from "../sleep.ts";
import { explain } from "../why/explain.ts";
import { gatherEvidence } from "../why/gather.ts";
import { spanWords } from "../why/proofs.ts";
import type { Verdict } from "../why/types.ts";
import { bootId, SuperviseLock } from "./memory.ts";
import { Others } from "./others.ts";
import { LastEnd } from "./last_end.ts";
import { counted, endedBy, isLongRun, pauseAfter, tooMany } from "./rules.ts";
import type { EndedBy, SuperviseEnd, SuperviseMemory, SuperviseOptions } from "./types.ts";

/** The end of a run is judged so long after it: `stop` is told of after the end (ms). */
const SETTLE = 300;
/** A stop may be a `restart`, or the first half of making it anew: so long the start may take (ms). */
const STOP_GRACE = 5_000;
/** A container that is gone may come back under its name: so long that may take (ms). */
const GONE_GRACE = 15_000;
/** What a restart may take beyond the container's own time to stop (ms). */
const RESTART_MARGIN = 15_000;
/** Restarts that are kept in mind; no bound is higher. */
const MOST_RESTARTS = 10_000;
/** How soon one looks again where no event will tell (ms). */
const AGAIN = 1_000;
/** Pauses between tries to reach the engine (ms). */
const RETRY = 300;
/** An engine that takes no connection and refuses none is asked again after so long (ms). */
const PATIENCE = 20_000;

/** Codes of errors that mean that the engine is away, and nothing of the container. */
const AWAY = ["unreachable", "cut", "timeout", "unavailable", "protocol"] as const;

/** What a look gave: the end of all, or when to look again (ms; undefined: at the next event). */
type Looked = { end: SuperviseEnd } | { again?: number };

/**
 * Keeps a container running until it is done, stopped by somebody, gone, restarted too often, or
 * the signal ends it. What a person stops, kills by way of the engine or pauses is left alone, and
 * so is what is being made anew. Throws EngineError: `not_found` where there is no such container
 * at first, `conflict` where it is supervised already.
 */
export async function supervise(engine: Engine, options: SuperviseOptions): Promise<SuperviseEnd> {
  const { endpoint } = engine.transport;
  const lock = options.dryRun
    ? undefined
    : await SuperviseLock.take(options.dir, endpoint, options.name);
  try {
    const end = await new Supervisor(engine, options, lock).run();
    lock?.forget();
    return end;
  } catch (error) {
    lock?.forget();
    throw error;
  } finally {
    lock?.close();
  }
}

class Supervisor {
  readonly #engine: Engine;
  readonly #o: SuperviseOptions;
  readonly #lock: SuperviseLock | undefined;
  readonly #memory: SuperviseMemory;
  readonly #others: Others;
  /** Nobody supervised it before: it is started whatever it ended of. */
  #fresh: boolean;
  /** The container was seen at least once. */
  #seen = false;
  /** The engine went away since the container was seen running. */
  #cut = false;
  #away = false;
  #removesItself = false;
  #ready = false;
  #goneSince?: number;
  #stoppedSince?: number;
  #nextStart = 0;
  #dependenciesStarted = false;
  /** Said already, so that it is said once. */
  #said = "";
  #lastCode = 0;
  /** What events tell of its end: all that is left of a container that removes itself. */
  readonly #lastEnd = new LastEnd();
  #wake = Promise.withResolvers<void>();

  constructor(engine: Engine, options: SuperviseOptions, lock: SuperviseLock | undefined) {
    this.#engine = engine;
    this.#o = options;
    this.#lock = lock;
    const { endpoint } = engine.transport;
    const before = lock?.read();
    const boot = bootId();
    this.#fresh = before === undefined || before.boot !== boot;
    this.#memory = {
      ...(this.#fresh ? { version: 1, id: "", restarts: [], short: 0 } : before!),
      version: 1,
      endpoint,
      name: options.name,
      pid: Deno.pid,
      since: options.now().toISOString(),
      boot,
      status: "begins",
    };
    if (!this.#fresh) options.say(`${options.name}: taken up again from process ${before!.pid}`);
    this.#others = new Others(engine, {
      name: options.name,
      dryRun: options.dryRun,
      say: (text) => options.say(text),
      stoppedByPerson: async (id) => {
        const judged = await this.#verdict(id);
        return judged !== undefined && endedBy(judged.verdict, { cut: false }) === "person";
      },
    });
  }

  async run(): Promise<SuperviseEnd> {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#o.signal]);
    const following = this.#follow(signal);
    try {
      while (!this.#o.signal.aborted) {
        const looked = await this.#tryLook();
        if ("end" in looked) return looked.end;
        await this.#pause(looked.again);
      }
      return { why: "ended", code: 0 };
    } finally {
      stop.abort();
      await following;
    }
  }

  /** Waits for an event, a time or the end. */
  async #pause(ms: number | undefined): Promise<void> {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#o.signal]);
    // Without an event one looks now and then all the same: a stream can be dead without a word.
    await Promise.race([this.#wake.promise, sleep(Math.min(ms ?? 30_000, 30_000), signal)]);
    stop.abort();
    this.#wake = Promise.withResolvers();
  }

  /** Follows the engine's events for ever; each that may matter makes us look. */
  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const filters = { type: ["container", "daemon"] };
        const onOpen = () => this.#wake.resolve();
        for await (const e of this.#engine.system.events({ filters, signal, onOpen })) {
          if (/^(exec_|top|resize|attach|detach|archive-path|extract)/.test(e.action)) continue;
          if (e.id === this.#memory.id) this.#lastEnd.take(e);
          const ours = e.id === this.#memory.id || e.attributes["name"] === this.#o.name ||
            this.#others.watches(e.id) || e.type === "daemon";
          if (ours) this.#wake.resolve();
        }
      } catch (error) {
        if (!isEngineError(error)) throw error;
      }
      if (signal.aborted) return;
      this.#cut = true;
      this.#wake.resolve();
      await sleep(RETRY, signal);
    }
  }

  async #tryLook(): Promise<Looked> {
    const { signal } = this.#o;
    try {
      return await this.#look();
    } catch (error) {
      if (signal.aborted) return { end: { why: "ended", code: 0 } };
      if (!isAway(error)) throw error;
      this.#cut = true;
      this.#away = true;
      this.#tell("the engine does not answer: waiting for it");
      return { again: RETRY };
    }
  }

  async #look(): Promise<Looked> {
    const { name, signal } = this.#o;
    let doc: ContainerInspect;
    try {
      const soon = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
      doc = await this.#engine.containers.inspect(name, { signal: soon });
    } catch (error) {
      if (isEngineError(error, "not_found")) return await this.#gone(error);
      if (isEngineError(error, "aborted") && !signal.aborted) throw away(error);
      throw error;
    }
    if (this.#away) this.#o.say(`${name}: the engine answers again`);
    this.#away = false;
    this.#seen = true;
    this.#goneSince = undefined;
    if (doc.Id !== this.#memory.id) {
      if (this.#memory.id !== "") {
        this.#o.say(`${name}: was made anew, and is kept up as it is now`);
      }
      delete this.#memory.ended;
      this.#memory.id = doc.Id;
      this.#save();
    }
    const { State } = doc;
    this.#removesItself = doc.HostConfig.AutoRemove === true;
    if (State.Paused) return this.#hold("paused by somebody: left alone");
    if (State.Restarting) return this.#hold("its own restart policy starts it again");
    return State.Running ? await this.#running(doc) : await this.#down(doc);
  }

  async #gone(error: EngineError): Promise<Looked> {
    if (!this.#seen && this.#fresh) throw error;
    const { name } = this.#o;
    const now = this.#now();
    this.#goneSince ??= now;
    const { code, asked } = this.#lastEnd;
    const itself = this.#removesItself && code !== undefined;
    const called = await this.#nameNow();
    const grace = itself && !asked ? 0 : itself || called !== undefined ? STOP_GRACE : GONE_GRACE;
    if (await this.#anew() || now - this.#goneSince < grace) {
      this.#tell("is gone: waiting whether it is made anew");
      return { again: AGAIN };
    }
    if (itself && called === undefined) {
      const how = asked ? "was stopped by somebody" : `ended (${code})`;
      this.#o.say(`${name}: ${how}, and was removed, as it was made with --rm`);
      return { end: { why: asked ? "stopped" : "done", code } };
    }
    this.#o.say(
      called === undefined
        ? `${name}: was removed by somebody, and is left so`
        : `${name}: was renamed by somebody and is called ${called} now: supervise it by that name`,
    );
    return { end: { why: "removed", code: this.#lastCode } };
  }

  /** What the container is called that is not called as it was. */
  async #nameNow(): Promise<string | undefined> {
    if (this.#memory.id === "") return undefined;
    try {
      const { signal } = this.#o;
      const { Name } = await this.#engine.containers.inspect(this.#memory.id, { signal });
      return Name.replace(/^\//, "");
    } catch (error) {
      if (isEngineError(error, "not_found")) return undefined;
      throw error;
    }
  }

  async #running(doc: ContainerInspect): Promise<Looked> {
    const memory = this.#memory;
    const { State } = doc;
    // A restart that the one before us asked for: the engine goes on with it.
    const { acting } = memory;
    const patience = (doc.Config.StopTimeout ?? 10) * 1000 + RESTART_MARGIN;
    if (
      acting !== undefined && Date.parse(State.StartedAt) < acting.at &&
      this.#now() - acting.at < patience
    ) return this.#hold("is being restarted", AGAIN);
    this.#stoppedSince = undefined;
    this.#lastCode = 0;
    this.#cut = false;
    if (this.#fresh || memory.acting !== undefined || memory.ended !== undefined) {
      this.#fresh = false;
      delete memory.acting;
      delete memory.ended;
      this.#save();
    }
    this.#dependenciesStarted = false;
    const health = State.Health?.Status ?? "none";
    if (health === "healthy" || health === "none" || health === "") {
      this.#tell(health === "healthy" ? "runs, healthy" : "runs");
      await this.#isReady(doc);
      return {};
    }
    if (health !== "unhealthy") {
      this.#tell("runs; its probe has not said yet how it is");
      return {};
    }
    if (!this.#o.restartUnhealthy) {
      this.#tell("runs, but its probe fails");
      return {};
    }
    return await this.#restartUnhealthy(doc);
  }

  /** Tells systemd, and restarts what hangs on it. */
  async #isReady(doc: ContainerInspect): Promise<void> {
    if (!this.#ready) {
      this.#ready = true;
      this.#o.notify?.({ ready: true, status: this.#memory.status });
    }
    if (this.#memory.dependents === undefined) return;
    delete this.#memory.dependents;
    this.#save();
    await this.#others.restartDependents(doc, this.#o.signal);
  }

  async #restartUnhealthy(doc: ContainerInspect): Promise<Looked> {
    const { name, dryRun, signal } = this.#o;
    if (await this.#anew()) return this.#hold("is being made anew: left alone", AGAIN);
    const last = (doc.State.Health?.Log ?? []).findLast((l) => l.ExitCode !== 0);
    const said = last?.Output.trim().replace(/\s+/g, " ").slice(0, 200) ?? "";
    const what = `its probe has failed ${doc.State.Health?.FailingStreak ?? 0} times in a row` +
      (said === "" ? "" : ` (${said})`);
    if (tooMany(this.#memory.restarts, this.#bound(), this.#now())) return this.#giveUp(what, 1);
    if (dryRun) return this.#hold(`would be restarted: ${what}`);
    this.#count();
    this.#o.say(`${name}: ${what}: restarting it${this.#which()}`);
    // On disk first: whoever takes up from us has to know that it was not a person.
    this.#memory.acting = { what: "restart", at: this.#now() };
    this.#said = "";
    this.#save();
    try {
      await this.#engine.containers.restart(doc.Id, { signal });
    } catch (error) {
      if (!isEngineError(error, "denied")) throw error;
      delete this.#memory.acting;
      this.#memory.restarts.pop();
      this.#save();
      return this.#hold(`${what}, but ${error.message}: left as it is`);
    }
    delete this.#memory.acting;
    if (this.#o.dependencies) this.#memory.dependents = true;
    this.#save();
    return { again: 0 };
  }

  async #down(doc: ContainerInspect): Promise<Looked> {
    const { name } = this.#o;
    const { State } = doc;
    this.#lastCode = State.ExitCode;
    if (State.Status === "removing" || State.Dead) return this.#hold("is being removed", AGAIN);
    if (await this.#anew()) return this.#hold("is being made anew: left alone", AGAIN);
    if (this.#fresh) return await this.#start(doc, "is started", false);
    const finished = nanosOfText(State.FinishedAt);
    const since = finished === undefined ? Infinity : this.#now() - Number(finished / 1_000_000n);
    if (since >= 0 && since < SETTLE) return { again: SETTLE - since };
    const known = this.#memory.ended;
    if (known?.finished === State.FinishedAt) return await this.#after(doc, known.by, "");
    const judged = await this.#verdict(doc.Id);
    if (judged === undefined) return { again: 0 };
    const { verdict, engineSince } = judged;
    const by = endedBy(verdict, {
      cut: this.#cut,
      ...(engineSince !== undefined && { engineSince }),
      ...(this.#memory.acting !== undefined && { acting: this.#memory.acting.at }),
    });
    const started = nanosOfText(State.StartedAt);
    const long = started !== undefined && finished !== undefined &&
      isLongRun(Number(finished - started) / 1e6);
    this.#memory.short = long || by === "engine" ? 0 : this.#memory.short + 1;
    // The first death after a long run is answered at once, the next ones are not.
    const pause = long ? 0 : pauseAfter(this.#memory.short - 1);
    this.#nextStart = this.#now() + (by === "itself" ? pause : 0);
    this.#memory.ended = { finished: State.FinishedAt, by };
    this.#save();
    this.#o.say(`${name} ${verdict.words}`);
    return await this.#after(doc, by, verdict.words);
  }

  /** What follows from an end. */
  async #after(doc: ContainerInspect, by: EndedBy, words: string): Promise<Looked> {
    const { name, restart, onStop } = this.#o;
    const code = doc.State.ExitCode;
    if (by === "person") {
      this.#stoppedSince ??= this.#now();
      const left = STOP_GRACE - (this.#now() - this.#stoppedSince);
      if (left > 0) return this.#hold("stopped by somebody: waiting whether it is restarted", left);
      if (onStop === "wait") return this.#hold("stopped by somebody: left so until it is started");
      this.#o.say(`${name}: was stopped by somebody, and is left so`);
      return { end: { why: "stopped", code } };
    }
    if (by === "us") return await this.#start(doc, "is started again", false);
    if (by === "engine") return await this.#start(doc, "is started again after the engine", false);
    if (restart === "no" || restart === "on-failure" && code === 0 && doc.State.Error === "") {
      this.#o.say(`${name}: is done, and is not started again`);
      return { end: { why: "done", code } };
    }
    if (tooMany(this.#memory.restarts, this.#bound(), this.#now())) {
      return this.#giveUp(words || "it ended again", code === 0 ? 1 : code);
    }
    const wait = this.#nextStart - this.#now();
    if (wait > 0) {
      return this.#hold(`ended (${code}): is started again after a pause`, wait);
    }
    return await this.#start(doc, "is started again", true);
  }

  async #start(doc: ContainerInspect, what: string, counts: boolean): Promise<Looked> {
    const { name, dryRun, signal, dependencies } = this.#o;
    if (dryRun) {
      if (dependencies) await this.#others.startDependencies(doc, signal);
      return this.#hold(`does not run: it would be started`);
    }
    if (dependencies && !this.#dependenciesStarted) {
      const waits = await this.#others.startDependencies(doc, signal);
      if (waits !== undefined) return this.#hold(`waits: ${waits}`, AGAIN);
      this.#dependenciesStarted = true;
      // Others took their time: things may be otherwise now.
      return { again: 0 };
    }
    if (counts) this.#count();
    this.#o.say(`${name}: ${what}${counts ? this.#which() : ""}`);
    const before = this.#memory.ended;
    this.#said = "";
    this.#save();
    try {
      await this.#engine.containers.start(doc.Id, { signal });
    } catch (error) {
      if (!(error instanceof EngineError) || isAway(error) || signal.aborted) throw error;
      return this.#couldNotStart(doc, error, counts);
    }
    this.#fresh = false;
    this.#dependenciesStarted = false;
    if (dependencies && before !== undefined && before.by !== "engine") {
      this.#memory.dependents = true;
    }
    this.#save();
    return { again: 0 };
  }

  /** The engine refused: as good as an end of its own. */
  #couldNotStart(doc: ContainerInspect, error: EngineError, counts: boolean): Looked {
    const { name } = this.#o;
    if (error.code === "not_found") return { again: AGAIN };
    this.#o.say(`${name} could not be started: ${error.message}`);
    this.#fresh = false;
    if (!counts) this.#count();
    this.#memory.short++;
    this.#nextStart = this.#now() + Math.max(AGAIN, pauseAfter(this.#memory.short));
    // So that the same document is not judged anew: nothing of it may have changed.
    this.#memory.ended = { finished: doc.State.FinishedAt, by: "itself" };
    this.#save();
    const words = `could not be started: ${error.message}`;
    if (tooMany(this.#memory.restarts, this.#bound(), this.#now())) {
      return this.#giveUp(words, doc.State.ExitCode || 1);
    }
    return this.#hold(words, this.#nextStart - this.#now());
  }

  #giveUp(what: string, code: number): Looked {
    const { name, max, within } = this.#o;
    this.#o.say(
      `${name}: given up: restarted ${max} time${max === 1 ? "" : "s"} in ${
        spanWords(within)
      }; ${what}. ` +
        `See dockerctl why ${name}`,
    );
    this.#status(`given up: ${what}`);
    return { end: { why: "gave up", code } };
  }

  /** Does nothing, and says why, once. */
  #hold(status: string, again?: number): Looked {
    this.#tell(status);
    return again === undefined ? {} : { again };
  }

  #tell(status: string): void {
    if (this.#said === status) return;
    this.#said = status;
    this.#o.say(`${this.#o.name}: ${status}`);
    this.#status(status);
  }

  #status(status: string): void {
    this.#memory.status = status;
    this.#o.notify?.({ status });
    this.#save();
  }

  async #verdict(id: string): Promise<{ verdict: Verdict; engineSince?: bigint } | undefined> {
    const { hostBoot } = this.#o;
    const evidence = await gatherEvidence(id, {
      engine: this.#engine,
      now: this.#o.now(),
      signal: this.#o.signal,
      ...(hostBoot !== undefined && {
        host: { boot: hostBoot, exists: () => Promise.resolve(undefined) },
      }),
    });
    if (evidence === undefined) return undefined;
    const { engineSince } = evidence;
    return { verdict: explain(evidence), ...(engineSince !== undefined && { engineSince }) };
  }

  /** Whether it is being made anew; where nobody is at it any more, that is put right first. */
  async #anew(): Promise<boolean> {
    const { journals, name, recover, dryRun } = this.#o;
    const { endpoint } = this.#engine.transport;
    if (!await beingMadeAnew(journals, endpoint, name)) return false;
    if (!dryRun) await recover?.();
    return await beingMadeAnew(journals, endpoint, name);
  }

  #bound(): { max: number; within: number } {
    return { max: this.#o.max, within: this.#o.within };
  }

  #count(): void {
    const now = this.#now();
    const all = [...counted(this.#memory.restarts, this.#o.within, now), now];
    this.#memory.restarts = all.slice(-MOST_RESTARTS);
  }

  #which(): string {
    const { max, within } = this.#o;
    if (max <= 0) return "";
    return ` (${this.#memory.restarts.length} of ${max} in ${spanWords(within)})`;
  }

  #save(): void {
    this.#lock?.write(this.#memory);
  }

  #now(): number {
    return this.#o.now().getTime();
  }
}

function isAway(error: unknown): boolean {
  return isEngineError(error, ...AWAY);
}

function away(cause: EngineError): EngineError {
  return new EngineError("The engine does not answer", { code: "timeout", op: cause.op, cause });
}
