/** That turns are taken one at a time, given up at a limit, and taken over from the killed. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { takeTurn } from "./turn.ts";

async function folder() {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
const signal = new AbortController().signal;

Deno.test("takeTurn() lets one in at a time, and tells the next who has it", async () => {
  await using dir = await folder();
  const path = join(dir.path, "deep", "a.turn");
  const first = (await takeTurn(path, { signal, limitMs: 0 }))!;
  const waits = Promise.withResolvers<number | undefined>();
  const order: string[] = [];
  const second = takeTurn(path, {
    signal,
    limitMs: 60_000,
    onWait: (holder) => waits.resolve(holder?.pid),
  }).then((turn) => {
    order.push("second");
    return turn!;
  });
  assert.equal(await waits.promise, Deno.pid);
  order.push("first is done");
  first[Symbol.dispose]();
  (await second)[Symbol.dispose]();
  assert.deepEqual(order, ["first is done", "second"]);
  assert.deepEqual([...Deno.readDirSync(join(dir.path, "deep"))], [], "it left something");
});

Deno.test("takeTurn() gives up at its limit and at the signal, and leaves the turn of the other", async () => {
  await using dir = await folder();
  const path = join(dir.path, "a.turn");
  using _held = (await takeTurn(path, { signal, limitMs: 0 }))!;
  assert.equal(await takeTurn(path, { signal, limitMs: 0 }), undefined);
  const stop = new AbortController();
  await assert.rejects(
    takeTurn(path, {
      signal: stop.signal,
      limitMs: 60_000,
      onWait: () => stop.abort(new Error("stopped")),
    }),
    /stopped/,
  );
  assert.ok(Deno.statSync(path).isFile);
});

Deno.test("takeTurn() takes over what a process left that was killed", async () => {
  await using dir = await folder();
  const path = join(dir.path, "a.turn");
  const holder = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--no-lock",
      `import { takeTurn } from ${JSON.stringify(new URL("./turn.ts", import.meta.url).href)};
      await takeTurn(${JSON.stringify(path)}, { signal: AbortSignal.any([]), limitMs: 0 });
      console.log("has it");
      setInterval(() => {}, 1e6);`,
    ],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = holder.stdout.getReader();
  await reader.read();
  assert.equal(await takeTurn(path, { signal, limitMs: 0 }), undefined, "it was not held");
  holder.kill("SIGKILL");
  await holder.status;
  await reader.cancel();
  using turn = await takeTurn(path, { signal, limitMs: 0 });
  assert.ok(turn);
});

Deno.test("takeTurn() follows no link that somebody left in its place", async () => {
  await using dir = await folder();
  const path = join(dir.path, "a.turn"), other = join(dir.path, "other");
  await Deno.writeTextFile(other, "mine");
  await Deno.symlink(other, path);
  await assert.rejects(takeTurn(path, { signal, limitMs: 0 }), /is not a file of yours/);
  assert.equal(await Deno.readTextFile(other), "mine");
});
