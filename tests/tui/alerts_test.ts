/** The alerts pane by its keys, on the simulated engine: what fires, its log, and muting it. */
import assert from "node:assert/strict";
import type { AlertRow } from "../../cli/tui/model/alerts.ts";
import { driveDemo } from "../driver/demo.ts";

Deno.test("the alerts pane lists what fires, counts it in the header, shows its log and mutes it", async () => {
  const muted = new Set<string>();
  let now = 0;
  const rows = (): AlertRow[] => [
    {
      key: "errors web-1",
      state: "firing",
      muted: muted.has("errors web-1"),
      severity: "critical",
      rule: "errors",
      who: "web-1",
      names: ["web-1"],
      since: now - 180_000,
      much: "47 in 3 min",
      text: "boom \x1b[31mred\x07",
      at: now - 60_000,
    },
    {
      key: "x old db",
      state: "resolved",
      muted: false,
      severity: "info",
      rule: "old",
      who: "db",
      names: ["db"],
      since: now - 7_200_000,
      much: "",
      text: "",
    },
  ];
  await using demo = await driveDemo({
    columns: 140,
    record: {
      reader: () => Promise.resolve(undefined),
      recording: () => Promise.resolve(true),
      alerts: () => Promise.resolve(now === 0 ? undefined : rows()),
      muteAlert: ({ rule, who }, mute) => {
        if (mute) muted.add(`${rule} ${who}`);
        else muted.delete(`${rule} ${who}`);
        return Promise.resolve();
      },
    },
  });
  const { tui, clock } = demo;
  now = clock.now();
  await tui.press("!");
  await tui.until(() => tui.screen.text().includes("47 in 3 min"), () => tui.screen.text());
  assert.match(tui.screen.text().split("\n")[0], /! 1 alert /);
  await tui.press("z");
  assert.match(tui.screen.text(), /firing +errors +web-1 +3m +47 in 3 min +[\d:]+ boom red/);
  assert.match(tui.screen.text(), /resolved +old +db +2h/);
  await tui.press("z");
  assert.equal(tui.model.logs.sources[0]?.name, "web-1");
  await tui.press("enter");
  assert.equal(tui.model.focus, "logs");
  assert.equal(tui.model.logs.at, now - 62_000);
  await tui.press("!");
  await tui.press("m");
  await tui.until(() => tui.screen.text().includes("muted    errors"), () => tui.screen.text());
  assert.deepEqual([...muted], ["errors web-1"]);
  assert.doesNotMatch(tui.screen.text().split("\n")[0], /alert/);
  await tui.press("m");
  await tui.until(() => muted.size === 0, () => "it is told again");
});
