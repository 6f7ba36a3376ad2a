/** The compiled binary's screen and the terminal around it: job control, the config's commands. */
import assert from "node:assert/strict";
import { baseEnvironment, BINARY } from "../../engine/mod.ts";
import { TmuxTerminal } from "../../driver/tmux.ts";

Deno.test("the full screen stops at Ctrl-Z, and fg takes it back", async () => {
  const home = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${home}/.config/dockerctl`, { recursive: true });
    const settings = {
      tui: {
        commands: [{
          key: "M-1",
          of: "container",
          run: `sh -c 'echo "$1" >${home}/out; sleep 0' sh {{.Name}}`,
        }],
      },
    };
    await Deno.writeTextFile(`${home}/.config/dockerctl/config.json`, JSON.stringify(settings));
    // A shell that is hung up writes its history while the home is removed.
    const env = {
      ...baseEnvironment(home),
      PS1: "PROMPT ",
      LANG: "C.UTF-8",
      HISTFILE: "/dev/null",
    };
    await using terminal = await TmuxTerminal.open({
      command: ["bash", "--norc", "--noprofile", "-i"],
      env,
      columns: 80,
      rows: 24,
    });
    await terminal.see("PROMPT");
    await terminal.type(`${BINARY} --demo`);
    await terminal.press("Enter");
    await terminal.see("web-1");
    await terminal.press("C-z");
    await terminal.see(/Stopped/);
    assert.equal(await terminal.ask("alternate_on"), "0");
    await terminal.type("echo here; fg");
    await terminal.press("Enter");
    await terminal.see(/1 Containers/);
    await terminal.press("M-1");
    const name = await terminal.see(/exit code|done/);
    assert.match(name, /sh -c .*: done/);
    assert.match(await Deno.readTextFile(`${home}/out`), /^[\w-]+\n$/);
    await terminal.press("q");
    await terminal.see("PROMPT");
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
