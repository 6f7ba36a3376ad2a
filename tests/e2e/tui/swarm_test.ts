/** The binary's panes of a swarm: of one engine, and of three managers of which two are killed. */
import assert from "node:assert/strict";
import { TmuxTerminal } from "../../driver/tmux.ts";
import { BINARY, type EngineContext, engineTest, startEngine } from "../../engine/mod.ts";
import { addressOf, together } from "../swarm/_together.ts";

const SCRIPT = ["sh", "-c", "n=0; while sleep 0.5; do n=$((n+1)); echo said $n; done"];

async function docker(e: EngineContext, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await e.docker(words);
  assert.equal(code, 0, `docker ${words.join(" ")}: ${stderr}`);
  return stdout.trim();
}

const open = (e: EngineContext) =>
  TmuxTerminal.open({ command: [BINARY], env: e.env, cwd: e.dir, columns: 80, rows: 24 });

engineTest("the screen begins a swarm, scales a service, updates it and rolls it back", {
  own: true,
}, async (e) => {
  await using terminal = await open(e);
  await terminal.see("Containers");
  await terminal.press("M-s");
  await terminal.see("This engine is in no swarm");
  await docker(e, "swarm", "init", "--advertise-addr", "127.0.0.1");
  await terminal.see("No services here");
  const make = ["service", "create", "-d", "--name", "web", "--network", "host"];
  make.push(
    "--update-monitor",
    "1s",
    "--stop-grace-period",
    "1s",
    "-l",
    "com.docker.stack.namespace=shop",
  );
  await docker(e, ...make, e.image, ...SCRIPT);
  await terminal.see(/web +● 1\/1 +runs/);
  await terminal.see(/web.1 +│ said \d+/);
  await terminal.press("s");
  await terminal.press("C-u");
  await terminal.type("3");
  await terminal.press("Enter");
  await terminal.see(/web +● 3\/3 +runs/);
  await terminal.see(/web.3 +│ said \d+/);
  await terminal.press("U");
  await terminal.press("C-u");
  await terminal.type("nobody-has:1");
  await terminal.press("Enter");
  await terminal.see("→ nobody-has:1");
  await terminal.press("y");
  await terminal.see(/web +\S \d\/3 +update paused: failur/);
  await terminal.press("b");
  await terminal.see(/image nobody-has:1 → /);
  await terminal.press("y");
  await terminal.see(/web +● 3\/3 +rolled back/);
  await terminal.press("Enter");
  await terminal.see(/web.\d +✗ rejected/);
  await terminal.press("M-n");
  await terminal.see(/● ready +leader +3/);
  await terminal.press("M-c");
  await terminal.see(/shop +1 +3\/3/);
  await terminal.press("d");
  await terminal.see("web: 3 tasks of 3");
  await terminal.press("y");
  await terminal.see("No stacks here");
  await docker(e, "swarm", "leave", "--force");
  await terminal.see("This engine is in no swarm");
  await terminal.press("q");
  await terminal.see("ENDED 0");
});

engineTest("the screen says that a swarm of three managers has lost its leader, and heals", {
  own: true,
  long: true,
}, async (e) => {
  await using second = await startEngine(e.release);
  await using third = await startEngine(e.release);
  await together([e.own!, second, third]);
  await docker(e, "swarm", "init", "--advertise-addr", addressOf(0));
  const token = await docker(e, "swarm", "join-token", "-q", "manager");
  for (const [n, engine] of [second, third].entries()) {
    const at = ["--advertise-addr", addressOf(n + 1), `${addressOf(0)}:2377`];
    await docker(e, "-H", engine.host, "swarm", "join", "--token", token, ...at);
  }
  const make = ["service", "create", "-d", "--name", "web", "--replicas", "3", "--network", "host"];
  await docker(e, ...make, e.image, ...SCRIPT);
  await using terminal = await open(e);
  await terminal.see("Containers");
  await terminal.press("M-s");
  await terminal.see(/web +● 3\/3/);
  for (const n of [1, 2, 3]) await terminal.see(new RegExp(`web.${n} +│ said`));
  await third.kill();
  await terminal.press("M-n");
  await terminal.see(/manager, unreachable|✗ down/);
  await second.kill();
  await terminal.see(/no leader: as it was/);
  await terminal.press("M-s");
  await terminal.press("s");
  await terminal.see("The swarm has no leader: nothing can be changed until");
  const back = second.start();
  await terminal.see("The swarm has a leader again");
  await back;
  await terminal.see(/web +● 3\/3/);
  await terminal.press("q");
  await terminal.see("ENDED 0");
});
