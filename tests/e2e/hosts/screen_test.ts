/** The binary's full screen over two real engines, one of which dies and comes back. */
import assert from "node:assert/strict";
import { TmuxTerminal } from "../../driver/tmux.ts";
import { BINARY, type EngineInfo, engineTest, runningEngines } from "../../engine/mod.ts";

engineTest(
  "the screen shows two engines, and acts on the one that is meant",
  { own: true },
  async (e) => {
    const other = runningEngines().find((r): r is EngineInfo =>
      !("missing" in r) && r.host !== e.host
    )!;
    const name = `${e.prefix}-x`;
    const run = ["run", "-d", "--network", "none", "--label", e.label, "--name", name, e.image];
    const script = ["sh", "-c", "n=0; while sleep 0.5; do n=$((n+1)); echo line $n; done"];
    assert.equal((await e.docker([...run, ...script])).code, 0);
    assert.equal((await e.docker(["-H", other.host, ...run, ...script])).code, 0);
    try {
      await e.cli(["hosts", "add", "one", "--host", e.host]);
      await e.cli(["hosts", "add", "two", "--host", other.host, "--read-only"]);
      await using terminal = await TmuxTerminal.open({
        command: [BINARY, "--hosts", "one,two"],
        env: e.env,
        cwd: e.dir,
      });
      await terminal.see("HOST");
      await terminal.press("/");
      await terminal.type(`host:two ${name}`);
      await terminal.press("Enter");
      await terminal.see(`Logs  two/${name}`);
      await terminal.see(/line \d+/);
      await terminal.press("r");
      await terminal.see("two is read-only");
      await terminal.press("/");
      await terminal.press("C-u");
      await terminal.type(`host:one ${name}`);
      await terminal.press("Enter");
      await terminal.see(`Logs  one/${name}`);
      await terminal.see(/line \d+/);
      await e.own!.halt();
      await terminal.press("W");
      await terminal.see(/one +down/);
      await e.own!.start();
      await terminal.press("R");
      await terminal.see(/one +up/);
      await terminal.see(`one/${name} stopped`);
      // Later than what a log is looked at again after its end.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await e.docker(["start", name]);
      await terminal.see("started again");
      await terminal.see(/one +up +1\/1/);
      // To one of them by its address, and back to all.
      await terminal.press("H");
      await terminal.see("where this screen began");
      await terminal.type("another");
      await terminal.press("Enter");
      await terminal.see("Host (ssh://");
      await terminal.type(other.host);
      await terminal.press("Enter");
      await terminal.see(/on .* now/);
      await terminal.press("H");
      await terminal.see("where this screen began");
      await terminal.press("Enter");
      await terminal.see("on hosts one,two now");
      await terminal.see("HOST");
      await terminal.press("q");
      await terminal.see("ENDED 0");
    } finally {
      await e.docker(["-H", other.host, "rm", "-f", name]);
    }
  },
);
