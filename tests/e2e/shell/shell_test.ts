/** The line-mode shell on a terminal and a real engine. */
import assert from "node:assert/strict";
import { Terminal } from "../container/_terminal.ts";
import { BINARY, type EngineContext, engineTest } from "../../engine/mod.ts";

/** The shell on a terminal; what comes after tells its exit code and the terminal's state. */
function start(c: EngineContext): Promise<Terminal> {
  return Terminal.start(`trap : INT; ${BINARY} shell; echo rc=$?; stty -a`, {
    env: c.env,
    cwd: c.dir,
  });
}

const PROMPT = /\d+\/\d+( \[\d+\])?> /;

/** Types a line at the prompt and waits for what it prints on lines of its own. */
async function line(terminal: Terminal, keys: string, printed: RegExp): Promise<RegExpExecArray> {
  await terminal.waitFor(PROMPT);
  await terminal.type(keys);
  return await terminal.waitFor(printed);
}

async function leave(terminal: Terminal, keys: string, code: number): Promise<void> {
  await terminal.waitFor(PROMPT);
  await terminal.type(keys);
  assert.equal(Number((await terminal.waitFor(/rc=(\d+)/))[1]), code);
  await terminal.waitFor(/\sopost[^]*\sicanon/);
}

engineTest("shell: typing, Tab, pipes, Ctrl-C, and a history kept between runs", async (c) => {
  const volume = `${c.prefix}-tabbed`;
  const talker = `${c.prefix}-talker`;
  await c.docker(["volume", "create", "--label", c.label, volume]);
  const words = ["run", "-d", "--name", talker, "--label", c.label, "--network", "none"];
  await c.docker([...words, c.image, "sh", "-c", "echo talking; exec sleep 1000"]);
  {
    await using terminal = await start(c);
    // Left, Home and Backspace: "volume ls" is typed in the wrong order.
    await line(
      terminal,
      `olume  ls -q --filter name=${volume}x\x7f\x1b[Hv\r`,
      new RegExp(`\r\n${volume}\r\n`),
    );
    // Tab completes the verb, then the name.
    await line(terminal, `volume insp\t-f '{{.Driver}}' ${c.prefix}-tab\t\r`, /\r\nlocal\r\n/);
    // Twice Tab lists what there is.
    await line(terminal, "volume \t\t", /create[^]*inspect[^]*prune/);
    await terminal.type("\x15");
    await terminal.type(`volume ls -q | grep -c ${volume} | sed s/^/lines=/\r`);
    await terminal.waitFor(/\r\nlines=1\r\n/);
    await line(terminal, `volume ls -q > ${c.dir}/out\r`, /\r\n/);
    await terminal.waitFor(PROMPT);
    assert.ok((await Deno.readTextFile(`${c.dir}/out`)).includes(volume));
    // Ctrl-C drops what is typed; then it ends a command; the shell goes on.
    await terminal.type("volume rm everything\x03");
    await terminal.waitFor(/\^C/);
    await line(terminal, `logs -f ${talker}\r`, /\r\ntalking\r\n/);
    await terminal.type("\x03");
    await line(terminal, `logs -f ${talker} | sed s/talk/walk/\r`, /\r\nwalking\r\n/);
    await terminal.type("\x03");
    await line(terminal, "frob\r", /unknown command: dockerctl frob/);
    await line(terminal, "help volume\r", /Usage:[^]*volume/);
    await leave(terminal, "exit\r", 0);
  }
  {
    await using terminal = await start(c);
    // The newest line is exit, the one before it help.
    await line(terminal, "\x1b[A\x1b[A\r", /Usage:[^]*volume/);
    await line(terminal, "\x12lines=", /\(search\)/);
    await terminal.type("\r");
    await terminal.waitFor(/\r\nlines=1\r\n/);
    await line(terminal, "inspect nope-nope\r", /No such object/);
    await leave(terminal, "\x04", 1);
  }
  const history = await Deno.readTextFile(`${c.env.HOME}/.local/state/dockerctl/history`);
  assert.ok(!history.includes("everything"), "what was dropped is not kept");
});
