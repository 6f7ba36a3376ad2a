/** Undoing removals from the full screen of the compiled binary. */
import assert from "node:assert/strict";
import { BINARY, engineTest } from "../../engine/mod.ts";
import { TmuxTerminal } from "../../driver/tmux.ts";

engineTest(
  "a container removed by key is kept for a while, and comes back with its files",
  async (c) => {
    const name = `${c.prefix}web`;
    await Deno.mkdir(`${c.env.HOME}/.config/dockerctl`, { recursive: true });
    const settings = { tui: { keepRemoved: "1h" } };
    await Deno.writeTextFile(
      `${c.env.HOME}/.config/dockerctl/config.json`,
      JSON.stringify(settings),
    );
    const run = ["run", "-d", "--name", name, "--label", c.label, "--restart", "always"];
    await c.docker([...run, "--stop-timeout", "0", c.image, "sleep", "1000"]);
    await c.docker(["exec", name, "sh", "-c", "echo 1 > /mine"]);
    {
      await using terminal = await TmuxTerminal.open({ command: [BINARY], env: c.env, cwd: c.dir });
      await terminal.see(new RegExp(`${name} +● `));
      await terminal.press("/");
      await terminal.type(name);
      await terminal.press("Enter", "D");
      await terminal.see("Kept for 1 h, stopped: ~ shows it, Z brings it back whole");
      await terminal.press("y");
      await terminal.see("removed");
      await terminal.see("Nothing matches");
      await terminal.press("~");
      await terminal.see(new RegExp(`${name} +✗ removed`));
      await terminal.press("q");
      await terminal.see("ENDED 0");
    }
    const all = await c.cli(["ps", "-a", "--format", "{{.Status}}", "-f", `label=${c.label}`]);
    assert.match(all.stdout, new RegExp(`removed, kept for undo ${name}`));
    await using terminal = await TmuxTerminal.open({ command: [BINARY], env: c.env, cwd: c.dir });
    await terminal.see("1 Containers");
    await terminal.press("~", "/");
    await terminal.type(name);
    await terminal.press("Enter");
    await terminal.see(new RegExp(`${name} +✗ removed`));
    await terminal.press("Z");
    await terminal.see("all of it: it was kept");
    await terminal.press("Enter");
    await terminal.see(`Back: ${name}`);
    await terminal.press("Enter");
    await terminal.see(new RegExp(`${name} +● `));
    await terminal.press("q");
    await terminal.see("ENDED 0");
    const mine = await c.docker(["exec", name, "cat", "/mine"]);
    assert.equal(mine.stdout, "1\n");
  },
);
