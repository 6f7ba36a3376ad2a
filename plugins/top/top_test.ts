/** Tests of the top plugin. */
import assert from "node:assert/strict";
import { type Process, readProcesses, seconds, sorted, tree } from "./processes.ts";
import { draw, keysOf, press, type View } from "./screen.ts";
import { signalName } from "./signals.ts";

const TITLES = ["PID", "PPID", "USER", "%CPU", "%MEM", "RSS", "STAT", "TIME", "COMMAND"];
const all: Process[] = readProcesses("id1", "web", TITLES, [
  ["10", "1", "root", "0.5", "1.0", "2000", "Ss", "00:00:09", "nginx", "-g", "x"],
  ["12", "10", "www", "9.5", "0.1", "100", "S", "1-00:00:00", "worker"],
  ["11", "10", "www", "1.5", "0.1", "100", "S", "00:01", "worker"],
]);
const view: View = { sort: "cpu", tree: false, note: "" };

Deno.test("readProcesses() reads the engine's table, a command with spaces too", () => {
  assert.deepEqual(all[0], {
    container: "web",
    containerId: "id1",
    pid: 10,
    ppid: 1,
    user: "root",
    cpu: 0.5,
    memory: 1,
    rss: 2_048_000,
    state: "Ss",
    time: "00:00:09",
    command: "nginx -g x",
    depth: 0,
  });
});

Deno.test("sorted() puts the greatest first", () => {
  const pids = (by: Parameters<typeof sorted>[1]) => sorted(all, by).map((p) => p.pid);
  assert.deepEqual(pids("cpu"), [12, 11, 10]);
  assert.deepEqual(pids("memory"), [10, 11, 12]);
  assert.deepEqual(pids("pid"), [10, 11, 12]);
  assert.deepEqual(pids("time"), [12, 10, 11]);
});

Deno.test("seconds() reads ps's clock", () => {
  assert.equal(seconds("1-02:03:04"), 93_784);
  assert.equal(seconds("00:01"), 1);
});

Deno.test("tree() puts children below their parents, and ends for one that is its own", () => {
  assert.deepEqual(tree(all, "cpu").map((p) => [p.pid, p.depth]), [[10, 0], [12, 1], [11, 1]]);
  const odd = [{ ...all[0], ppid: 10 }];
  assert.deepEqual(tree(odd, "cpu").map((p) => p.pid), [10]);
});

Deno.test("press() asks before a signal is sent", () => {
  const rows = sorted(all, "cpu");
  const [selected] = press("j", view, rows);
  assert.equal(selected.pid, 11);
  const [asking, nothing] = press("x", selected, rows);
  assert.equal(nothing, undefined);
  assert.match(asking.note, /Send TERM to 11 .* of web\? y\/n/);
  assert.deepEqual(press("n", asking, rows)[1], undefined);
  assert.deepEqual(press("y", asking, rows)[1], { do: "send", pid: 11, name: "TERM" });
  assert.deepEqual(press("q", view, rows)[1], { do: "leave" });
  assert.equal(press("s", view, rows)[0].sort, "memory");
  assert.equal(press("t", view, rows)[0].tree, true);
  assert.equal(press("G", view, rows)[0].pid, 10);
});

Deno.test("draw() fits the screen and keeps the selected row in it", () => {
  const many = Array.from({ length: 50 }, (_, n) => ({ ...all[0], pid: n + 1 }));
  const plain = (text: string) => text;
  const lines = draw(many, { ...view, pid: 50 }, { columns: 40, rows: 10 }, plain, String);
  assert.equal(lines.length, 10);
  // deno-lint-ignore no-control-regex
  const bare = lines.map((l) => l.replace(/\x1b\[\d*m/g, ""));
  assert.ok(bare.every((l) => l.length <= 40), bare.join("\n"));
  assert.equal(lines.filter((l) => l.startsWith("\x1b[7m") && / 50 /.test(l)).length, 1);
});

Deno.test("keysOf() keeps an arrow together", () => {
  assert.deepEqual(keysOf("j\x1b[Aq"), ["j", "\x1b[A", "q"]);
});

Deno.test("signalName() takes names and numbers", () => {
  assert.equal(signalName("sighup"), "HUP");
  assert.equal(signalName("9"), "9");
  assert.throws(() => signalName("0"));
  assert.throws(() => signalName("a b"));
});
