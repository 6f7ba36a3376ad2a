/** Holds the model: messages one by one, effects and subscriptions, one drawing a frame. */
import type { Effect, Msg } from "./model/messages.ts";
import type { Model } from "./model/model.ts";

/** Something that goes on as long as the model wants it, known by its key. */
export interface Subscription {
  readonly key: string;
  /** Runs until it ends by itself or the signal says stop. What it throws is reported once. */
  start(dispatch: Dispatch, signal: AbortSignal): Promise<void>;
}
export type Dispatch = (msg: Msg) => void;
export type Update = (model: Model, msg: Msg) => readonly [Model, readonly Effect[]];

/** What a store is made of; all but `update` may do things. */
export interface StoreOptions {
  model: Model;
  update: Update;
  /** Does an effect; what it has to say comes back by `dispatch`. */
  run(effect: Effect, dispatch: Dispatch, signal: AbortSignal): Promise<void>;
  subscriptions(model: Model): readonly Subscription[];
  /** Draws a model. Called at most once a frame. */
  draw(model: Model): void;
  /** Told what a subscription, an effect or a drawing threw. */
  failed(what: string, error: unknown): void;
  /** Shortest time between two frames in ms; 16 by default. A key is shown sooner. */
  frame?: number;
  /** Whether what has come is to be shown as soon as what a key does. */
  urgent?(before: Model, now: Model): boolean;
  signal: AbortSignal;
}

/** Shortest time between two frames in ms when a key was pressed. */
const URGENT_FRAME = 4;

/**
 * Holds the model. Messages go through `update` one by one in the order they came; effects and
 * subscriptions answer with messages; drawing is put together, one a frame.
 */
export class Store {
  #model: Model;
  readonly #options: StoreOptions;
  readonly #queue: Msg[] = [];
  readonly #running = new Map<string, AbortController>();
  #busy = false;
  #effects = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** A drawing follows what goes on now. */
  #drawing = false;
  /** A key was pressed since the last frame, say: the person waits for what it does. */
  #urgent = false;
  #drawn: Model | undefined;
  #lastFrame = -Infinity;
  readonly #idle: (() => void)[] = [];

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#model = options.model;
    options.signal.addEventListener("abort", () => this.#stop(), { once: true });
    this.#follow();
    this.#schedule();
  }

  get model(): Model {
    return this.#model;
  }

  /** Takes a message. Called from within an update's consequences it is queued, never nested. */
  readonly dispatch = (msg: Msg): void => {
    if (this.#options.signal.aborted) return;
    this.#queue.push(msg);
    if (msg.type === "key") this.#hurry();
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        this.#step(next);
      }
    } finally {
      this.#busy = false;
    }
    this.#follow();
    this.#schedule();
  };

  /** Resolves when no effect is under way and the screen shows the newest model. */
  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #isIdle(): boolean {
    return this.#effects === 0 && this.#drawn === this.#model && !this.#busy;
  }

  #step(msg: Msg): void {
    const [model, effects] = this.#options.update(this.#model, msg);
    if (this.#options.urgent?.(this.#model, model)) this.#hurry();
    this.#model = model;
    for (const effect of effects) {
      this.#effects++;
      this.#options.run(effect, this.dispatch, this.#options.signal)
        .catch((e) => this.#options.failed(effect.type, e))
        .finally(() => {
          this.#effects--;
          this.#settle();
        });
    }
  }

  /** Starts what the model wants newly, and stops what it wants no more. */
  #follow(): void {
    if (this.#options.signal.aborted) return;
    const wanted = new Map(this.#options.subscriptions(this.#model).map((s) => [s.key, s]));
    for (const [key, controller] of this.#running) {
      if (wanted.has(key)) continue;
      this.#running.delete(key);
      controller.abort();
    }
    for (const [key, subscription] of wanted) {
      if (this.#running.has(key)) continue;
      const controller = new AbortController();
      this.#running.set(key, controller);
      const { signal } = controller;
      // What a stopped subscription still has to say is not heard.
      const dispatch = (msg: Msg) => {
        if (!signal.aborted) this.dispatch(msg);
      };
      subscription.start(dispatch, signal).catch((e) => {
        if (!signal.aborted) this.#options.failed(key, e);
      });
    }
  }

  /** Draws soon what a key does, even if a frame is on its way already. */
  #hurry(): void {
    this.#urgent = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    const waits = this.#timer !== undefined || this.#drawing;
    if (waits || this.#drawn === this.#model) return this.#settle();
    const shortest = this.#options.frame ?? 16;
    const frame = this.#urgent ? Math.min(shortest, URGENT_FRAME) : shortest;
    const wait = this.#lastFrame + frame - performance.now();
    if (this.#urgent && wait <= 0) {
      // After all keys that came together. A timer, of no time at all, takes a millisecond and more.
      this.#drawing = true;
      queueMicrotask(() => this.#draw());
      return;
    }
    this.#timer = setTimeout(() => this.#draw(), Math.max(0, wait));
  }

  #draw(): void {
    this.#timer = undefined;
    this.#drawing = false;
    this.#urgent = false;
    if (this.#options.signal.aborted) return;
    this.#lastFrame = performance.now();
    const model = this.#model;
    try {
      this.#options.draw(model);
    } catch (e) {
      this.#options.failed("draw", e);
    }
    this.#drawn = model;
    this.#schedule();
  }

  #settle(): void {
    if (!this.#isIdle() || this.#timer !== undefined || this.#drawing) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
