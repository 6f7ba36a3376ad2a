/** A container made anew without an edit is the same, whatever it was made with. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { comparable, LINES, wordsOf } from "./_kinds.ts";

engineTest(
  "recreate without an edit gives the same inspect, whatever the container was made with",
  async (c) => {
    await Deno.writeTextFile(`${c.dir}/env`, "C=3\nD=4 5\n");
    await Deno.writeTextFile(`${c.dir}/labels`, "d=e\n");
    const ok = async (words: string[]) => {
      const done = await c.cli(words);
      assert.equal(done.code, 0, `${words.join(" ")}: ${done.stderr}`);
    };
    await ok([
      "network",
      "create",
      "--subnet",
      "10.231.0.0/24",
      "--label",
      c.label,
      `${c.prefix}net`,
    ]);
    const source = [
      "--label",
      c.label,
      "--ipc",
      "shareable",
      "-v",
      "/from",
      "--name",
      `${c.prefix}source`,
    ];
    await ok(["run", "-d", ...source, c.image, "sleep", "1000"]);
    const made: string[] = [];
    const refused: string[] = [];
    for (const [n, line] of LINES.entries()) {
      const name = `${c.prefix}c${n}`;
      const done = await c.cli(wordsOf(line, c, name));
      if (done.code === 0) made.push(name);
      else refused.push(`${line}: ${done.stderr.split("\n")[0]}`);
    }
    assert.ok(made.length >= 60, `only ${made.length} could be made:\n${refused.join("\n")}`);
    const look = async (name: string) => {
      const answer = await c.api("GET", `/containers/${name}/json`);
      return comparable(answer.text, answer.json());
    };
    const before = new Map<string, unknown>();
    for (const name of made) before.set(name, await look(name));
    const ids = async () => (await c.docker(["ps", "-aq", "--no-trunc"])).stdout.split("\n");
    const old = new Set(await ids());
    const done = await c.cli(["recreate", ...made]);
    assert.equal(done.code, 0, done.stderr);
    const fresh = (await ids()).filter((id) => !old.has(id));
    assert.equal(fresh.length, made.length, "each of them is another container");
    for (const name of made) {
      const line = LINES[Number(name.slice(`${c.prefix}c`.length))];
      assert.deepEqual(await look(name), before.get(name), line);
    }
  },
);
