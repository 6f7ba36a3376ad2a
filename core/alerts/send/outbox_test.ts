/** Tests of what is still to be told: in order, once, within bounds. */
import assert from "node:assert/strict";
import { readAlertsConfig } from "../config/config.ts";
import { Receiver } from "../testing/receiver.ts";
import type { Notice } from "../types.ts";
import { MAX_WAITING, Outbox, type OutboxOptions } from "./outbox.ts";
import { SendError } from "./send_error.ts";
import { sendWebhook } from "./webhook.ts";

const MINUTE = 60_000;

function noticeOf(n: number, to = ["ops"]): Notice {
  return {
    id: `a-${n}`,
    alert: "a",
    kind: "firing",
    rule: "r",
    who: "web",
    host: "here",
    severity: "info",
    time: n,
    since: n,
    count: 1,
    names: [],
    more: 0,
    to,
  };
}

const waysOf = (to: unknown) => [...readAlertsConfig({ to }).config.ways];

/** An outbox with a clock that is moved by hand. */
class Desk {
  now = 0;
  readonly said: string[] = [];
  readonly done: string[] = [];
  readonly outbox: Outbox;
  readonly #stop = new AbortController();
  #sleepers: { at: number; wake: () => void }[] = [];

  constructor(send: OutboxOptions["send"], to: unknown) {
    this.outbox = new Outbox({
      send,
      now: () => this.now,
      sleep: (ms, signal) =>
        new Promise((wake) => {
          this.#sleepers.push({ at: this.now + ms, wake });
          signal.addEventListener("abort", () => wake(), { once: true });
        }),
      done: (entry) => this.done.push(entry.notice.id),
      say: (text) => this.said.push(text),
    }, this.#stop.signal);
    this.outbox.configure(waysOf(to));
  }

  /** Time passes; what that wakes has its turn, with the network. */
  async pass(ms: number): Promise<void> {
    this.now += ms;
    const due = this.#sleepers.filter((s) => s.at <= this.now);
    this.#sleepers = this.#sleepers.filter((s) => s.at > this.now);
    for (const { wake } of due) wake();
    await this.until(() => this.#sleepers.length > 0 || this.waiting === 0);
  }

  get waiting(): number {
    return this.outbox.status().reduce((n, w) => n + w.waiting, 0);
  }

  async until(condition: () => boolean): Promise<void> {
    const end = Date.now() + 20_000;
    while (!condition()) {
      assert.ok(Date.now() < end, "it takes too long");
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.outbox.end();
  }
}

Deno.test("Outbox tells a webhook that was down for ten minutes everything, once and in order", async () => {
  let receiver = new Receiver();
  const { port } = receiver;
  const { signal } = new AbortController();
  const desk = new Desk(
    (way, notice) => {
      assert.ok(way.kind === "webhook");
      return sendWebhook(way, notice, { env: {}, signal });
    },
    { ops: { webhook: `http://127.0.0.1:${port}/x` } },
  );
  desk.outbox.add(noticeOf(0));
  await desk.until(() => desk.waiting === 0);
  const first = receiver.received;
  await receiver[Symbol.asyncDispose]();
  // Down: nobody listens, and for a while somebody does who has nothing but errors.
  for (let i = 1; i <= 100; i++) {
    desk.outbox.add(noticeOf(i));
    await desk.pass(3_000);
    if (i === 1) {
      const [way] = desk.outbox.status();
      assert.match(way.error ?? "", /Connection refused/);
      assert.ok(way.since !== undefined && way.since <= 3_000);
    }
  }
  receiver = new Receiver(port);
  receiver.answer = () => new Response("later", { status: 503 });
  for (let i = 101; i <= 200; i++) {
    desk.outbox.add(noticeOf(i));
    await desk.pass(3_000);
  }
  assert.equal(desk.now, 10 * MINUTE);
  assert.equal(desk.waiting, 200);
  receiver.answer = () => new Response("ok");
  for (let i = 0; i < 6; i++) await desk.pass(MINUTE);
  await desk.until(() => desk.waiting === 0);
  const all = [...first, ...receiver.received].map(({ text }) => JSON.parse(text).id);
  assert.deepEqual(all, Array.from({ length: 201 }, (_, i) => `a-${i}`));
  assert.equal(desk.outbox.status()[0].error, undefined);
  assert.deepEqual(desk.said.map((s) => s.slice(0, 30)), [
    "Alerts by ops cannot be sent: ",
    "Alerts by ops work again",
  ]);
  await desk.end();
  await receiver[Symbol.asyncDispose]();
});

Deno.test("Outbox holds up no way for another, keeps to its bound, and gives up what is refused", async () => {
  const sent: string[] = [];
  const desk = new Desk((way, notice) => {
    if (way.name === "bad") return Promise.reject(new SendError("no"));
    if (notice.id === "a-1") return Promise.reject(new SendError("answers 400", { refused: true }));
    sent.push(notice.id);
    return Promise.resolve();
  }, { ops: { desktop: true }, bad: { syslog: true } });
  for (let i = 0; i < 3; i++) desk.outbox.add(noticeOf(i, ["bad", "ops", "none"]));
  for (let i = 0; i < 4; i++) await desk.pass(10_000);
  assert.deepEqual(sent, ["a-0", "a-2"]);
  for (let i = 3; i < MAX_WAITING + 10; i++) desk.outbox.add(noticeOf(i, ["bad"]));
  const [ops, bad] = desk.outbox.status();
  assert.deepEqual([ops.sent, ops.dropped, ops.waiting], [2, 1, 0]);
  assert.deepEqual([bad.waiting, bad.dropped], [MAX_WAITING, 10]);
  assert.ok(!desk.done.includes("a-0") || sent.includes("a-0"));
  // A way that is gone gives up what waits for it.
  desk.outbox.configure(waysOf({ ops: { desktop: true } }));
  assert.equal(desk.waiting, 0);
  await desk.end();
});
