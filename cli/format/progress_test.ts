/** Short times and rates of a progress line. */
import assert from "node:assert/strict";
import { Meter, ProgressBoard, progressText, shortTime } from "./progress.ts";

Deno.test("shortTime() tells seconds, minutes and hours", () => {
  assert.equal(shortTime(-1), "0s");
  assert.equal(shortTime(4.4), "4s");
  assert.equal(shortTime(59.6), "1m00s");
  assert.equal(shortTime(65), "1m05s");
  assert.equal(shortTime(7_380), "2h03m");
});

Deno.test("Meter.rate() is the growth of the last five seconds", () => {
  const meter = new Meter();
  meter.add(0, 0);
  assert.equal(meter.rate(400), undefined, "too early");
  meter.add(1_000, 1_000);
  assert.equal(meter.rate(1_000), 1_000);
  for (let t = 2; t <= 20; t++) meter.add(1_000 + (t - 1) * 10, t * 1_000);
  assert.equal(meter.rate(20_000), 10, "the fast start is forgotten");
  assert.equal(meter.rate(60_000), 0, "it stands still");
});

Deno.test("Meter.add() begins anew with a count that falls", () => {
  const meter = new Meter();
  meter.add(5_000, 0);
  meter.add(9_000, 1_000);
  meter.add(100, 2_000);
  assert.equal(meter.rate(2_100), undefined);
  meter.add(300, 3_000);
  assert.equal(meter.rate(3_000), 200);
});

Deno.test("progressText() shows bar, total, rate and time left in the room there is", () => {
  const half = { current: 1_200_000, total: 2_400_000 };
  assert.equal(
    progressText(half, 300_000, 52),
    "[=========>         ]  1.2MB/2.4MB  300kB/s  4s left",
  );
  assert.equal(progressText(half, undefined, 30), "[=======>       ]  1.2MB/2.4MB");
  assert.equal(
    progressText(half, 300_000, 30),
    "1.2MB/2.4MB  300kB/s  4s left",
    "no room for a bar",
  );
  assert.equal(progressText(half, 0, 60).endsWith("1.2MB/2.4MB  0B/s"), true, "never is no time");
  assert.equal(progressText({ current: 5, total: 5 }, 9, 26), "[================>]  5B/5B");
  assert.equal(
    progressText({ current: 9, total: 5 }, undefined, 12),
    "5B/5B",
    "never past its end",
  );
  assert.equal(progressText({ ...half, about: true }, 0, 20), "1.2MB/~2.4MB  0B/s");
  assert.equal(progressText({ current: 1_500_000 }, 1_000, 40), "1.5MB  1kB/s");
  assert.equal(progressText({ current: 3, total: 9, units: "files" }, 1, 10), "3 files/9…");
  assert.equal(progressText({ current: 0 }, undefined, 40), "");
});

/** Escapes as a character that can be seen. */
const visible = (text: string) => text.replaceAll("\x1b", "␛");

function board(columns = 60, rows = 5) {
  let time = 0;
  const made = new ProgressBoard(() => time, () => ({ columns, rows }));
  return { board: made, at: (ms: number) => void (time = ms) };
}

Deno.test("ProgressBoard.update() writes new rows and new states at once, counts with the next redraw", () => {
  const { board: b, at } = board();
  assert.equal(b.update("a", "a", "Waiting"), "a: Waiting\n");
  assert.equal(b.update("b", "b", "Waiting"), "b: Waiting\n");
  const first = b.update("a", "a", "Downloading", { current: 0, total: 2_000 });
  assert.match(visible(first), /^␛\[2A\ra: Downloading \[> +\] {2}0B\/2kB␛\[K\r␛\[2B$/);
  at(1_000);
  assert.equal(b.update("a", "a", "Downloading", { current: 1_000, total: 2_000 }), "");
  assert.match(visible(b.redraw()), /1kB\/2kB {2}1kB\/s {2}1s left␛\[K\r␛\[2B$/);
  assert.equal(b.redraw(), "", "nothing is new");
  assert.equal(b.update("a", "a", "Pull complete"), "\x1b[2A\ra: Pull complete\x1b[K\r\x1b[2B");
});

Deno.test("ProgressBoard.redraw() lets the rate fall while nothing comes", () => {
  const { board: b, at } = board();
  b.update("a", "a", "Downloading", { current: 0, total: 2_000 });
  at(1_000);
  b.update("a", "a", "Downloading", { current: 1_000, total: 2_000 });
  b.redraw();
  at(30_000);
  assert.match(visible(b.redraw()), / {2}0B\/s␛/);
});

Deno.test("ProgressBoard.text() brings the rows up to date and leaves them", () => {
  const { board: b } = board();
  b.update("a", "a", "Pushing", { current: 1, total: 9 });
  b.update("a", "a", "Pushing", { current: 9, total: 9 });
  assert.match(visible(b.text("done\n")), /9B\/9B␛\[K\r␛\[1Bdone\n$/);
  assert.equal(b.update("a", "a", "Again"), "a: Again\n", "a row of its own below");
});

Deno.test("ProgressBoard keeps rows in one line, clean, and leaves alone what scrolled away", () => {
  const { board: b } = board(20, 3);
  assert.equal(b.update("1", "1", "x".repeat(50)), `1: ${"x".repeat(15)}…\n`);
  assert.equal(b.update("2", "\x1b[2J2", "\x1b]0;owned\x07Ready"), "2: Ready\n");
  b.update("3", "3", "Ready");
  assert.equal(b.update("1", "1", "Done"), "", "its row is off the screen");
  assert.match(visible(b.update("2", "2", "Done")), /^␛\[2A/);
});
