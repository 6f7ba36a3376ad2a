/** Keys lead to where the table of keys says. */
import assert from "node:assert/strict";
import { type Binding, Keymap } from "../../cli/tui/screen/keymap.ts";
import { type Model } from "../../cli/tui/model/model.ts";
import { ownPanes } from "../../cli/tui/panes/mod.ts";
import { driveDemo, selectRow } from "../driver/demo.ts";
import type { CommandHost } from "../../cli/tui/line/commands.ts";

/** What the tests of keys see of a model: everything but the clock and what streams in. */
function seen(model: Model) {
  const { now: _n, containers: _c, events: _e, nextEvent: _x, stats: _s, ...rest } = model;
  const { buffer: _b, nextSeq: _q, ...logs } = rest.logs;
  return JSON.stringify(
    { ...rest, logs },
    (_k, v) => v instanceof Set ? [...v] : typeof v === "bigint" ? String(v) : v,
  );
}

/** Keys that have no work where the test stands: the top is reached, there is one page. */
const IDLE = new Set(["screen.repaint", "screen.suspend", "engine.retry", "screen.theme", "back"]);

const ran: string[] = [];
const commands: CommandHost = {
  run: (argv) => {
    ran.push(argv.join(" "));
    return Promise.resolve(0);
  },
  interactive: () => Promise.resolve(false),
};

for (const { id: pane } of ownPanes) {
  Deno.test(`every key of ${pane} does what it says, or says why not`, async () => {
    const keymap = new Keymap();
    await using demo = await driveDemo({ commands });
    const { tui, clock } = demo;
    // Stopping and restarting take their time: let it pass.
    const time = setInterval(() => void clock.advance(500), 20);
    using _ = { [Symbol.dispose]: () => clearInterval(time) };
    await selectRow(tui, "web-1");
    await tui.until(() => tui.model.logs.buffer.lines > 100, () => "the log");
    const bindings: readonly Binding[] = [...keymap.of(pane), ...keymap.global];
    for (const binding of bindings) {
      if (binding.id === "quit" || binding.id.startsWith("move.") || IDLE.has(binding.id)) continue;
      if (keymap.find(pane, binding.keys[0])?.id !== binding.id) continue; // another goes first
      await tui.send({ type: "focus", pane }, { type: "mark", what: "none" });
      const before = seen(tui.model);
      const told = tui.model.messages.length;
      await tui.press(binding.keys[0]);
      const changed = seen(tui.model) !== before || tui.model.messages.length > told;
      const nothing = ["pane." + pane, "list.unmark", "list.enter"].includes(binding.id) ||
        /^(look|list)\./.test(binding.id) || pane === "processes" || pane === "events" ||
        pane === "stats";
      assert.ok(changed || nothing, `${binding.keys[0]} (${binding.id}) in ${pane} did nothing`);
      const bad = tui.model.messages.slice(told).filter((m) => /^draw|TypeError/.test(m.text));
      assert.deepEqual(bad, [], binding.id);
      for (let i = 0; i < 3 && (tui.model.overlay !== undefined || tui.model.line.open); i++) {
        await tui.press("escape");
      }
      assert.equal(tui.model.overlay, undefined, `${binding.id} is left by Escape`);
      if (tui.model.quit) assert.fail(`${binding.id} quits`);
      if (tui.model.zoom) await tui.press("z");
    }
  });
}
