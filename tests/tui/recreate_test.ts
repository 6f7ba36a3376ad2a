/** Making a container anew from the screen: form, plan, progress, result. */
import assert from "node:assert/strict";
import type { CommandHost } from "../../cli/tui/line/commands.ts";
import { driveDemo, selectRow } from "../driver/demo.ts";

/** Commands that answer with a plan, and then as they are told. */
function planning(plan: string, code = 0) {
  const ran: string[][] = [];
  const commands: CommandHost = {
    async run(argv, streams) {
      ran.push([...argv]);
      const dry = argv.includes("--dry-run");
      await streams.stdout.write(dry ? plan : "web-1: Stop the old one\nweb-1 is new\n");
      return dry && plan.includes("cannot") ? 1 : code;
    },
    interactive: () => Promise.resolve(false),
  };
  return { ran, commands };
}

Deno.test("runTui() shows the plan of a recreate, does it, and shows how it went", async () => {
  const { ran, commands } = planning("web-1 is made anew\n  change    Env: A=1\n");
  await using demo = await driveDemo({ commands });
  const { tui } = demo;
  await selectRow(tui, "web-1");
  const { id } = tui.model.containers.find((c) => c.name === "web-1")!;
  await tui.press("U");
  await tui.see("Make web-1 anew");
  await tui.press("-", "e", "space", "A", "=", "1", "enter");
  await tui.see("The plan for web-1");
  await tui.see("change    Env");
  assert.deepEqual(ran.at(-1), ["recreate", "--dry-run", "-e", "A=1", id]);
  await tui.press("enter");
  await tui.see("web-1 is new");
  assert.deepEqual(ran.at(-1), ["recreate", "-e", "A=1", id]);
  await tui.press("enter");
  assert.equal(tui.model.overlay, undefined);
});

Deno.test("runTui() asks what becomes of changed files before it makes a container anew", async () => {
  const plan = "web-1 is made anew\n  cannot    It would lose 1 changed file: discard them\n";
  const { ran, commands } = planning(plan);
  await using demo = await driveDemo({ commands });
  const { tui } = demo;
  await selectRow(tui, "web-1");
  await tui.press("U", "down", "enter");
  await tui.see("It would lose 1 changed file");
  await tui.press("enter");
  assert.equal(ran.length, 1, "nothing is done while it would lose something");
  await tui.press("d");
  await tui.see("It would lose 1 changed file");
  assert.equal(ran.at(-1)!.slice(0, 3).join(" "), "upgrade --dry-run --discard-changes");
  await tui.press("escape");
  assert.equal(tui.model.overlay, undefined);
});

Deno.test("runTui() is refused to make anything anew where it is read-only", async () => {
  const { ran, commands } = planning("");
  await using demo = await driveDemo({ commands, readOnly: true });
  await selectRow(demo.tui, "web-1");
  await demo.tui.press("U");
  assert.equal(demo.tui.model.overlay, undefined);
  assert.equal(ran.length, 0);
});

Deno.test("runTui() drydock#496: the selection stays with the name of what was made anew", async () => {
  const made = Promise.withResolvers<string>();
  const commands: CommandHost = {
    async run(argv, streams) {
      if (argv.includes("--dry-run")) return 0;
      const { containers } = demo.engine;
      await containers.rename(argv.at(-1)!, "web-1.dockerctl-backup-20261130T170501250");
      made.resolve((await containers.create({ Image: "busybox" }, { name: "web-1" })).id);
      await streams.stdout.write("web-1 is new\n");
      return 0;
    },
    interactive: () => Promise.resolve(false),
  };
  await using demo = await driveDemo({ commands });
  const { tui } = demo;
  await selectRow(tui, "web-1");
  await tui.press("U", "enter");
  await tui.see("The plan for web-1");
  await tui.press("enter");
  await tui.see("web-1 is new");
  const id = await made.promise;
  await tui.until(() => tui.model.containers.some((c) => c.id === id), () => "the new one");
  await tui.press("enter");
  assert.equal(tui.model.lists["containers"].selected, id);
});
