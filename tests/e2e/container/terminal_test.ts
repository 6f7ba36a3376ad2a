/** Containers on a terminal: typing, detaching, resizing, and the terminal given back. */
import assert from "node:assert/strict";
import { BINARY, type EngineContext, engineTest } from "../../engine/mod.ts";
import { Terminal } from "./_terminal.ts";

/** A shell without a line editor, whose questions to the terminal would get in the way. */
const SHELL = `sh -c 'trap : INT; echo ready; while read -r line; do eval "$line"; done'`;

/** What is to be seen after a command that had the terminal: its exit code and a sane terminal. */
const AFTER = "; echo rc=$?; stty -a";

function start(context: EngineContext, line: string): Promise<Terminal> {
  return Terminal.start(`trap : INT; ${line.replaceAll("dockerctl", BINARY)}${AFTER}`, {
    env: context.env,
    cwd: context.dir,
  });
}

/** The exit code that the line after the command tells, once the terminal is found restored. */
async function ended(terminal: Terminal): Promise<number> {
  const code = Number((await terminal.waitFor(/rc=(\d+)/))[1]);
  await terminal.waitFor(/\sopost[^]*\sicanon/);
  return code;
}

const running = async (context: EngineContext, name: string) =>
  (await context.api("GET", `/containers/${name}/json`)).json<{ State: { Running: boolean } }>()
    .State.Running;

engineTest("run -it gives a shell: typing, Ctrl-C, resize, exit code", async (context) => {
  const { image, label } = context;
  await using terminal = await start(
    context,
    `dockerctl run --rm -it --label ${label} --network none ${image} ${SHELL}`,
  );
  await terminal.waitFor(/ready/);
  // Engines before API 1.42 learn the size after the start, and all need a moment for a new one.
  await terminal.type("until stty size | grep 100; do sleep 0.1; done\r");
  await terminal.waitFor(/30 100/);
  await terminal.resize(120, 40);
  await terminal.type("until stty size | grep 120; do sleep 0.1; done\r");
  await terminal.waitFor(/40 120/);
  // Ctrl-C takes what is typed but not read yet with it: so it comes when the loop runs.
  const trap = "trap 'echo inter''rupted; exit 7' INT; echo wai''ting; while sleep 1; do :; done";
  await terminal.type(`${trap}\r`);
  await terminal.waitFor(/waiting/);
  await terminal.type("\x03");
  await terminal.waitFor(/interrupted/);
  assert.equal(await ended(terminal), 7);
});

engineTest("run -it, attach and exec -it are left by the detach keys", async (context) => {
  const { image, label, prefix } = context;
  const name = `${prefix}-shell`;
  {
    await using terminal = await start(
      context,
      `dockerctl run -it --name ${name} --label ${label} --network none ${image} ${SHELL}`,
    );
    await terminal.waitFor(/ready/);
    await terminal.type("\x10\x11");
    assert.equal(await ended(terminal), 0);
  }
  assert.ok(await running(context, name));
  {
    await using terminal = await start(context, `dockerctl attach --detach-keys ctrl-x,q ${name}`);
    await terminal.type("\recho in-''attach\r");
    await terminal.waitFor(/in-attach/);
    await terminal.type("\x18q");
    await terminal.waitFor(/read escape sequence/);
    assert.equal(await ended(terminal), 1);
  }
  {
    await using terminal = await start(context, `dockerctl exec -it ${name} ${SHELL}`);
    await terminal.waitFor(/ready/);
    await terminal.type("until stty size | grep 100; do sleep 0.1; done\r");
    await terminal.waitFor(/30 100/);
    await terminal.type("\x10\x11");
    await terminal.waitFor(/read escape sequence/);
    assert.equal(await ended(terminal), 1);
  }
  {
    await using terminal = await start(context, `dockerctl exec -it ${name} ${SHELL}`);
    await terminal.waitFor(/ready/);
    await terminal.type("exit 5\r");
    assert.equal(await ended(terminal), 5);
  }
  {
    await using terminal = await start(context, `dockerctl attach ${name}`);
    await terminal.type("exit 6\r");
    assert.equal(await ended(terminal), 6);
  }
});

engineTest("start -ai gives the terminal of a stopped container back", async (context) => {
  const { image, label, prefix } = context;
  const name = `${prefix}-again`;
  await context.cli([
    "create",
    "-it",
    "--name",
    name,
    "--label",
    label,
    "--network",
    "none",
    image,
    "sh",
    "-c",
    "echo ready; read -r line; $line",
  ]);
  await using terminal = await start(context, `dockerctl start -ai ${name}`);
  await terminal.waitFor(/ready/);
  await terminal.type("exit 4\r");
  assert.equal(await ended(terminal), 4);
});

engineTest("an engine that goes away gives the terminal back", { own: true }, async (context) => {
  const { image, prefix } = context;
  await using terminal = await start(
    context,
    `dockerctl run -it --name ${prefix}-lost --network none ${image} ${SHELL}`,
  );
  await terminal.waitFor(/ready/);
  await context.own!.kill();
  const code = await ended(terminal);
  assert.ok(code === 125 || code === 137, `exit code ${code}`);
  await context.own!.start();
});

engineTest("Ctrl-C ends logs -f, exec, and at the third time attach", async (context) => {
  const { image, label, prefix } = context;
  const name = `${prefix}-talker`;
  await context.cli([
    "run",
    "-d",
    "--name",
    name,
    "--label",
    label,
    "--network",
    "none",
    image,
    "sh",
    "-c",
    "while :; do echo tick; sleep 0.1; done",
  ]);
  {
    await using terminal = await start(context, `dockerctl logs -f ${name}`);
    await terminal.waitFor(/tick[^]*tick/);
    await terminal.type("\x03");
    assert.equal(await ended(terminal), 130);
  }
  {
    await using terminal = await start(context, `dockerctl attach --sig-proxy=false ${name}`);
    for (let n = 0; n < 3; n++) {
      await terminal.waitFor(/tick[^]*tick/);
      await terminal.type("\x03");
    }
    await terminal.waitFor(/got 3 SIGTERM\/SIGINTs, forcefully exiting/);
    assert.equal(await ended(terminal), 1);
    const { State } = (await context.api("GET", `/containers/${name}/json`))
      .json<{ State: { Running: boolean } }>();
    assert.equal(State.Running, true);
  }
  {
    await using terminal = await start(context, `dockerctl exec ${name} sleep 1000`);
    await Promise.resolve();
    while (true) {
      const top = await context.api("GET", `/containers/${name}/json`);
      if (top.json<{ ExecIDs: string[] | null }>().ExecIDs?.length) break;
      await new Promise((done) => setTimeout(done, 50));
    }
    await terminal.type("\x03");
    assert.equal(await ended(terminal), 130);
  }
});
