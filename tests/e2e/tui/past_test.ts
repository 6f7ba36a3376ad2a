/** Going through time in the compiled binary's full screen, on a real engine and its record. */
import { BINARY, engineTest } from "../../engine/mod.ts";
import { TmuxTerminal } from "../../driver/tmux.ts";
import { eventually, TestRecorder } from "../record/_recorder.ts";

engineTest(
  "J moves the whole screen to a time, the slider goes on from there",
  { own: true },
  async (c) => {
    const [first, second] = [`${c.prefix}one`, `${c.prefix}two`];
    const recorder = new TestRecorder(c);
    await using _recorder = recorder;
    await recorder.configure({ dir: recorder.dir, stats: { every: "1s" } });
    recorder.start();
    await recorder.recording();
    const run = (name: string, script: string) =>
      c.docker([
        ...["run", "-d", "--name", name, "--label", c.label, "--stop-timeout", "0"],
        ...[c.image, "sh", "-c", script],
      ]);
    await run(first, "echo from one; sleep 1000");
    await eventually(async () => (await c.cli(["logs", "--recorded", first])).stdout !== "");
    const at = new Date(Date.now() + 200);
    await eventually(() => Promise.resolve(Date.now() > at.getTime() + 1500));
    await c.docker(["rm", "-f", first]);
    await run(second, "echo from two; sleep 1000");
    await eventually(async () => (await c.cli(["logs", "--recorded", second])).stdout !== "");
    const options = { command: [BINARY], env: c.env, cwd: c.dir, columns: 80, rows: 24 };
    await using terminal = await TmuxTerminal.open(options);
    await terminal.see(new RegExp(`${second} +● `));
    await terminal.press("J");
    await terminal.type(at.toISOString());
    await terminal.press("Enter");
    await terminal.see(/PAST +2\d{3}-/);
    await terminal.see(new RegExp(`${first} +● `));
    await terminal.see("from one");
    await terminal.see(second, false);
    await terminal.press("D");
    await terminal.see("This is the past: nothing can be changed there");
    // The death of the one, then the start of the other.
    await terminal.press(">");
    await terminal.see(`death of ${first}`.slice(0, 20));
    await terminal.press(">");
    await terminal.see(new RegExp(`${second} +● `));
    await terminal.press("<", "<");
    await terminal.see(new RegExp(`${first} +● `));
    await terminal.press("Escape");
    await terminal.see("this is now");
    await terminal.see(new RegExp(`${second} +● `));
    await terminal.press("J");
    await terminal.type("2020-01-01");
    await terminal.press("Enter");
    await terminal.see("The record begins at");
    await terminal.press("q");
    await terminal.see("ENDED 0");
  },
);
