/** The compiled binary's full screen, on a real engine and a real terminal. */
import assert from "node:assert/strict";
import { BINARY, type EngineContext, engineTest } from "../../engine/mod.ts";
import { TmuxTerminal } from "../../driver/tmux.ts";

/** Starts a container that writes lines; gives its name. */
async function loud(e: EngineContext, name: string, every = "1"): Promise<string> {
  const full = `${e.prefix}-${name}`;
  const script =
    `trap "exit 0" TERM; i=0; while true; do i=$((i+1)); echo "${name} says $i"; sleep ${every}; done`;
  const made = await e.docker([
    "run",
    "-d",
    "--network",
    "none",
    "--label",
    e.label,
    "--name",
    full,
    e.image,
    "sh",
    "-c",
    script,
  ]);
  assert.equal(made.code, 0, made.stderr);
  return full;
}

function open(e: EngineContext, size: { columns?: number; rows?: number } = {}) {
  return TmuxTerminal.open({ command: [BINARY], env: e.env, cwd: e.dir, ...size });
}

/** Shows only the containers of this test, as other tests may run on the same engine. */
async function onlyMine(terminal: TmuxTerminal, e: EngineContext): Promise<void> {
  await terminal.press("/");
  await terminal.type(e.prefix);
  await terminal.press("Enter");
}

engineTest("the full screen moves, filters, marks, and stops several at once", async (e) => {
  const [one, two] = [await loud(e, "one"), await loud(e, "two")];
  await using terminal = await open(e);
  await terminal.see(one);
  await onlyMine(terminal, e);
  await terminal.see(/1\/2 of \d+|2\/2 of \d+/);
  await terminal.press("g");
  await terminal.see(/two says \d+/);
  await terminal.press("j");
  await terminal.see(/one says \d+/);
  // Both marked: one merged log.
  await terminal.press("*");
  await terminal.see(/one +│ one says/);
  await terminal.see(/two +│ two says/);
  await terminal.press("s");
  await terminal.see(/stopped 2 containers/);
  for (const name of [one, two]) await terminal.see(new RegExp(`${name} +○ exit 0`));
  const listed = await e.docker(["ps", "-q", "--filter", `label=${e.label}`]);
  assert.equal(listed.stdout, "");
  await terminal.press("q");
  await terminal.see("ENDED 0");
  await terminal.see("SAME TERMINAL");
});

engineTest("the full screen gives the terminal to a shell and takes it back", async (e) => {
  const name = await loud(e, "one");
  await using terminal = await open(e);
  await terminal.see(name);
  await onlyMine(terminal, e);
  await terminal.press("e");
  // An image with one shell asks nothing.
  const menu = `Shell in ${name}`;
  const first = await terminal.see(new RegExp(`${menu}|[/~] ?[#$]`));
  if (first.includes(menu)) await terminal.press("Enter");
  await terminal.see(/[/~] ?[#$]/);
  await terminal.type("echo in-$((40+2)); exit 7");
  await terminal.press("Enter");
  await terminal.see(`back from ${name}, exit code 7`);
  await terminal.see(/one says \d+/);
  await terminal.press("q");
  await terminal.see("ENDED 0");
  // Told a moment later, by another program.
  await terminal.see("SAME TERMINAL");
  assert.equal(await terminal.ask("alternate_on"), "0");
  assert.equal(await terminal.ask("cursor_flag"), "1");
});

engineTest("the full screen stands changes of size while output flows", async (e) => {
  const name = await loud(e, "one", "0.02");
  await using terminal = await open(e);
  await terminal.see(name);
  await onlyMine(terminal, e);
  for (const [columns, rows] of [[80, 24], [200, 50], [52, 12], [61, 16], [120, 40], [80, 24]]) {
    await terminal.resize(columns, rows);
  }
  const screen = await terminal.see(/one says \d+ *│\n╰/);
  assert.ok(screen.split("\n").every((row) => [...row].length <= 80), screen);
  await terminal.press("q");
  await terminal.see("ENDED 0");
});

engineTest("the full screen heals when its engine comes back", { own: true }, async (e) => {
  const name = await loud(e, "one");
  await using terminal = await open(e);
  await terminal.see(name);
  await terminal.see(/one says \d+/);
  await e.own!.kill();
  await terminal.see("The engine does not answer");
  await e.own!.start();
  await terminal.see("The engine is back");
  const started = await e.docker(["start", name]);
  assert.equal(started.code, 0, started.stderr);
  await terminal.see(new RegExp(`${name} +● up`));
  await terminal.see("started again");
  await terminal.press("q");
  await terminal.see("ENDED 0");
});

engineTest("the full screen gives the terminal back on signals", async (e) => {
  for (const [signal, code] of [["SIGTERM", 143], ["SIGHUP", 129]] as const) {
    await using terminal = await open(e);
    await terminal.see("1 Containers");
    const shell = await terminal.ask("pane_pid");
    const found = await e.run(["pgrep", "-P", shell]);
    Deno.kill(Number(found.stdout.trim()), signal);
    await terminal.see(`ENDED ${code}`);
    await terminal.see("SAME TERMINAL");
    assert.equal(await terminal.ask("alternate_on"), "0");
  }
});

engineTest("the full screen opens whatever TERM says", async (e) => {
  for (
    const term of ["", "xterm-256color", "screen", "linux", "foot", "xterm-ghostty", "nonsense"]
  ) {
    await using terminal = await TmuxTerminal.open({ command: [BINARY], env: e.env, term });
    await terminal.see("1 Containers");
    await terminal.press("q");
    await terminal.see("ENDED 0");
  }
  await using dumb = await TmuxTerminal.open({ command: [BINARY], env: e.env, term: "dumb" });
  await dumb.see('TERM is "dumb"');
  await dumb.see("ENDED 1");
});

engineTest("the full screen attaches, and Ctrl-C leaves the container running", async (e) => {
  const name = await loud(e, "one");
  await using terminal = await open(e);
  await terminal.see(name);
  await onlyMine(terminal, e);
  await terminal.press("a");
  await terminal.see("Ctrl-C leaves, the container runs on");
  await terminal.see(/^one says \d+/m);
  await terminal.press("C-c");
  await terminal.see(`back from ${name}`);
  const state = await e.docker(["inspect", "-f", "{{.State.Status}}", name]);
  assert.equal(state.stdout.trim(), "running");
  await terminal.press("q");
  await terminal.see("ENDED 0");
});
