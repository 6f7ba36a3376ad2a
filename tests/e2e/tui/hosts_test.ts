/** The compiled binary's full screen, from one real engine to another. */
import assert from "node:assert/strict";
import { TmuxTerminal } from "../../driver/tmux.ts";
import { BINARY, type EngineInfo, engineTest, runningEngines } from "../../engine/mod.ts";

/** Chooses the entry of the menu of engines that this text finds. */
async function choose(terminal: TmuxTerminal, text: string): Promise<void> {
  await terminal.press("H");
  await terminal.see("Choose an engine");
  await terminal.type(text);
  await terminal.press("Enter");
}

engineTest(
  "the full screen goes to another engine by context, by address, to the demo and back",
  { own: true },
  async (e) => {
    const other = runningEngines().find((r): r is EngineInfo =>
      !("missing" in r) && r.host !== e.host
    )!;
    const run = ["run", "-d", "--network", "none", "--label", e.label, "--name"];
    const sleeper = [e.image, "sh", "-c", "echo here I am; exec sleep 1000"];
    const mine = `${e.prefix}-mine`;
    const theirs = `${e.prefix}-theirs`;
    assert.equal((await e.docker([...run, mine, ...sleeper])).code, 0);
    assert.equal((await e.docker(["-H", other.host, ...run, theirs, ...sleeper])).code, 0);
    try {
      const made = await e.docker(["context", "create", "there", `--docker=host=${other.host}`]);
      assert.equal(made.code, 0, made.stderr);
      await using terminal = await TmuxTerminal.open({ command: [BINARY], env: e.env, cwd: e.dir });
      await terminal.see(mine);
      await choose(terminal, "there");
      await terminal.see(theirs);
      await choose(terminal, "another");
      await terminal.see("Host (");
      await terminal.type(e.host);
      await terminal.press("Enter");
      await terminal.see(mine);
      await terminal.see("here I am");
      await choose(terminal, "demo://");
      await terminal.see("web-1");
      await choose(terminal, "there");
      const screen = await terminal.see(theirs);
      assert.doesNotMatch(screen, /does not answer|closed|cancelled|web-1/);
      await terminal.press("q");
      await terminal.see("ENDED 0");
    } finally {
      await e.docker(["-H", other.host, "rm", "-f", theirs]);
    }
  },
);
