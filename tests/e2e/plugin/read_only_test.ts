/** A read-only screen: what a command says of its own input decides, and no change gets past. */
import assert from "node:assert/strict";
import { TmuxTerminal } from "../../driver/tmux.ts";
import { BINARY } from "../../engine/mod.ts";
import { emptyHome } from "./home.ts";

const DOOR = `import type { Plugin } from "dockerctl";
export default {
  name: "door", api: 1, summary: "Opens and shuts", permissions: { engine: "write" },
  commands: [{
    path: "door", summary: "Open or shut", args: [{ name: "what" }],
    dangerous: ({ what }) => { if (what === "stuck") throw new Error("stuck"); return what === "shut"; },
    async run(ctx, { what }) {
      if (what === "slip") await (await ctx.engine()).containers.stop("web-1");
      await ctx.out.line("the door is " + what);
    },
  }],
} satisfies Plugin;
`;

Deno.test("a read-only screen runs what only looks, of plugins and of compose", async () => {
  await using home = await emptyHome();
  await home.write("door.ts", DOOR);
  await home.write("compose.yaml", "name: x\nservices: {a: {image: nginx}}\n");
  const trusted = await home.cli(["plugin", "trust", "door"]);
  assert.equal(trusted.code, 0, trusted.stderr);
  await using terminal = await TmuxTerminal.open({
    command: [BINARY, "--demo", "--read-only"],
    env: home.env,
    cwd: home.path,
    columns: 100,
    rows: 28,
  });
  const line = async (text: string, seen: RegExp) => {
    await terminal.press(":");
    await terminal.type(text);
    await terminal.press("Enter");
    // Some lines stand below the panes, more in a pane of their own.
    if (!(await terminal.see(seen)).includes("q close")) return;
    await terminal.press("q");
    await terminal.see("q close", false);
  };
  const refusal = /This is read-only: nothing can be changed from here/;
  let between = 0;
  const refused = async (text: string) => {
    // Not the one before.
    await line(`door ${++between}`, new RegExp(`the door is ${between}\\b`));
    await terminal.see(refusal, false);
    await line(text, refusal);
  };
  await terminal.see("web-1");
  await line("door open", /the door is open/);
  await refused("door shut");
  await refused("door stuck");
  // It says that it changes nothing, and tries.
  await refused("door slip");
  await line("compose ls", /shop +running/);
  await line("compose -p shop ps", /COMMAND +SERVICE/);
  await refused("compose -p shop down");
  await line("compose -p shop up --dry-run", /no configuration file|create/);
  await refused("start old-job");
  await terminal.press("q");
  await terminal.see("ENDED 0");
});
