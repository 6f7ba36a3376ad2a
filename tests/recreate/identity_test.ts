/** By property: made anew without an edit, or edited without a change, a container is the same. */
import assert from "node:assert/strict";
import { type HostConfig, inspectToRunArguments } from "../../core/mod.ts";
import { fuzzed } from "../../core/testing/fuzz.ts";
import { editsOfLines, requestOfWords } from "../../cli/commands/container/_recreate/edits.ts";
import { lineText, wordsOfText } from "../../cli/commands/container/_recreate/editor.ts";
import { createLines, randomFrom } from "../compat/create_lines.ts";
import { carryOut, planOf, serve, signal, stage } from "./stage.ts";

/** Change it to draw other lines; the failing line itself is in the message. */
const SEED = 1130;
const DRAWN = fuzzed(300);

/** Text that a shell, an editor and JSON each have their own mind about. */
const PIECES = ["a", " ", "\n", "#", "'", '"', "\\", "$A", "`", "=", ",", "\t", "é", "\r\n", "--x"];

/** What is another container's by nature, or the volume's name that was anonymous. */
function comparable(c: { Id: string; Mounts: { Name?: string }[] }): unknown {
  const anonymous = c.Mounts.flatMap((m) => /^[0-9a-f]{64}$/.test(m.Name ?? "") ? [m.Name!] : []);
  const text = JSON.stringify(c, (key, value) => {
    if (["Created", "State", "GraphDriver", "NetworkSettings", "LogPath"].includes(key)) {
      return null;
    }
    if (["HostnamePath", "HostsPath", "ResolvConfPath"].includes(key)) return null;
    if (key !== "Binds" || !Array.isArray(value)) return value;
    const own = value.filter((bind: string) => !anonymous.includes(bind.split(":")[0]));
    return own.length > 0 ? own : null;
  });
  const whole = JSON.parse(text.replaceAll(c.Id, "ID").replaceAll(c.Id.slice(0, 12), "SHORT"));
  for (const m of whole.Mounts) if (anonymous.includes(m.Name)) delete m.Mode;
  for (const m of whole.HostConfig.Mounts ?? []) if (anonymous.includes(m.Source)) delete m.Source;
  whole.Mounts.sort((a: { Destination: string }, b: { Destination: string }) =>
    a.Destination < b.Destination ? -1 : 1
  );
  return whole;
}

Deno.test("a container of any line is the same after recreate, and its line after an editor", async () => {
  await using s = await stage();
  await s.engine.networks.create({ Name: "net" });
  await serve(s.engine, "other", { Volumes: { "/of-other": {} } });
  const random = randomFrom(SEED);
  const wild = () =>
    Array.from(
      { length: 1 + Math.floor(random() * 8) },
      () => PIECES[Math.floor(random() * PIECES.length)],
    ).join("");
  const around = { dir: s.dir, prefix: "x", other: "other", network: "net" };
  // The first of them are one value each; a share of those, and of the drawn ones.
  const lines = createLines(around, "busybox", SEED, DRAWN);
  const chosen = [
    ...lines.slice(0, -DRAWN).filter(() => random() < DRAWN / 300),
    ...lines.slice(-DRAWN),
  ];
  let made = 0;
  for (const [n, line] of chosen.entries()) {
    const name = `c${n}`;
    const words = ["-e", `WILD=${wild()}`, "--label", `wild=${wild()}`, ...line, wild()];
    let request;
    try {
      request = requestOfWords(words, {}).request;
      // The simulated engine takes targets that no engine does.
      const targets = Object.keys(request.config.Volumes ?? {});
      if (targets.some((target) => !target.startsWith("/"))) continue;
      await s.engine.containers.create({
        ...request.config,
        HostConfig: request.hostConfig as HostConfig,
        NetworkingConfig: request.networkingConfig,
      }, { name });
    } catch {
      continue; // what docker refuses, too
    }
    made++;
    const told = JSON.stringify(words);
    const before = await s.engine.containers.inspect(name, { signal });
    const run = inspectToRunArguments(before);
    assert.deepEqual(wordsOfText(lineText(run)), run.slice(1), told);
    assert.deepEqual(editsOfLines(run.slice(1), wordsOfText(lineText(run)), before, {}), {}, told);
    const plan = await planOf(s, name);
    assert.deepEqual(plan.problems, [], told);
    assert.deepEqual(plan.differences, [], told);
    const { id } = await carryOut(s, plan);
    const after = await s.engine.containers.inspect(name, { signal });
    assert.notEqual(after.Id, before.Id);
    assert.equal(after.Id, id);
    assert.deepEqual(comparable(after), comparable(before), told);
    for (const c of await s.engine.containers.list({ all: true })) {
      if (c.name.startsWith(name)) await s.engine.containers.remove(c.id, { force: true });
    }
  }
  assert.ok(made >= DRAWN / 4, `only ${made} of ${chosen.length} lines made a container`);
});
