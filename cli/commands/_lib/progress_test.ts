/** Tests of progress.ts: shows the progress of pulls, pushes, loads and builds. */
import assert from "node:assert/strict";
import type { ProgressEvent } from "../../../core/mod.ts";
import { MemoryOutput } from "../../spec/testing.ts";
import { ByteProgress, endedBy, showProgress } from "./progress.ts";

/** A terminal of 60 columns and a clock that is turned by hand. */
function surroundings() {
  let time = 0;
  return {
    ctx: { now: () => new Date(time), streams: { size: () => ({ columns: 60, rows: 24 }) } },
    at: (ms: number) => void (time = ms),
  };
}

async function* each<T>(...items: T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

const PUSH: ProgressEvent[] = [
  { status: "The push refers to repository [127.0.0.1:5000/a]" },
  { id: "0f1e", status: "Preparing" },
  { id: "0f1e", status: "Pushing", progress: { current: 5, total: 10 } },
  { id: "0f1e", status: "Pushed" },
  { status: "1: digest: sha256:ab size: 5" },
  { aux: { Tag: "1", Digest: "sha256:ab", Size: 5 } },
];

Deno.test("showProgress() prints a line for each state without a terminal, and nothing for results", async () => {
  const out = new MemoryOutput();
  await showProgress(surroundings().ctx, each(...PUSH), out);
  assert.equal(
    out.text,
    "The push refers to repository [127.0.0.1:5000/a]\n0f1e: Preparing\n0f1e: Pushed\n" +
      "1: digest: sha256:ab size: 5\n",
  );
});

Deno.test("showProgress() redraws rows on a terminal, with rate and time left", async () => {
  const out = new MemoryOutput(true);
  const { ctx, at } = surroundings();
  const events = async function* (): AsyncGenerator<ProgressEvent> {
    yield { id: "a", status: "Downloading", progress: { current: 0, total: 4_000 } };
    at(1_000);
    yield { id: "a", status: "Downloading", progress: { current: 1_000, total: 4_000 } };
    yield { status: "Status: here" };
  };
  await showProgress(ctx, events(), out);
  assert.ok(out.text.includes("1kB/4kB  1kB/s  3s left\x1b[K\r\x1b[1BStatus: here\n"), out.text);
});

Deno.test("showProgress() shows what has no id in one row, too", async () => {
  const out = new MemoryOutput(true);
  const news = (current: number) => ({ status: "Importing", progress: { current, total: 9 } });
  await showProgress(surroundings().ctx, each(news(1), news(5), news(9)), out);
  assert.equal(out.text.split("\n").length, 2, out.text);
});

Deno.test("showProgress() shows the last state before a failure", async () => {
  const out = new MemoryOutput(true);
  const events = async function* (): AsyncGenerator<ProgressEvent> {
    yield { id: "a", status: "Pushing", progress: { current: 0, total: 9 } };
    yield { id: "a", status: "Pushing", progress: { current: 8, total: 9 } };
    throw await Promise.resolve(new Error("gone"));
  };
  await assert.rejects(showProgress(surroundings().ctx, events(), out), /gone/);
  assert.ok(out.text.includes("8B/9B"));
});

Deno.test("ByteProgress counts, shows one row on a terminal and takes it away", async () => {
  const bytes = new Uint8Array(1_000);
  for (const out of [undefined, new MemoryOutput()]) {
    const quiet = new ByteProgress(surroundings().ctx, out, { label: "Copying" });
    for await (const _ of quiet.pass(each(bytes, bytes)));
    await quiet.end();
    assert.equal(quiet.count, 2_000);
    assert.equal(out?.text ?? "", "");
  }
  const out = new MemoryOutput(true);
  const progress = new ByteProgress(surroundings().ctx, out, { label: "Copying", total: 2_000 });
  const shown = async (text: string) => {
    while (!out.text.includes(text)) await new Promise((done) => setTimeout(done, 20));
  };
  for await (const _ of progress.pass(each(bytes))) await shown("]  1kB/2kB");
  await progress.end();
  await progress.end();
  assert.ok(out.text.startsWith("\rCopying\x1b[K"));
  assert.ok(out.text.endsWith("\r\x1b[K"));
  assert.ok(!out.text.includes("\n"));
});

Deno.test("ByteProgress gives up an estimated total that was too low", async () => {
  const out = new MemoryOutput(true);
  const options = { label: "Saving", total: 1_500, about: true };
  const progress = new ByteProgress(surroundings().ctx, out, options);
  const shown = async (text: string) => {
    while (!out.text.includes(text)) await new Promise((done) => setTimeout(done, 20));
  };
  const bytes = new Uint8Array(1_000);
  for await (const _ of progress.pass(each(bytes))) await shown("]  1kB/~1.5kB");
  for await (const _ of progress.pass(each(bytes))) await shown("\rSaving  2kB");
  await progress.end();
});

Deno.test("endedBy() takes the row away before the first answer is shown", async () => {
  const out = new MemoryOutput(true);
  const progress = new ByteProgress(surroundings().ctx, out, { label: "Sending" });
  for await (const _ of endedBy(each(1, 2), progress)) assert.ok(out.text.endsWith("\r\x1b[K"));
});
