/** `top --live` on a real terminal: it draws, sorts, and gives the terminal back. */
import assert from "node:assert/strict";
import { BINARY } from "../../engine/mod.ts";
import { Terminal } from "../container/_terminal.ts";
import { emptyHome } from "./home.ts";

const AFTER = "; echo rc=$?; stty -a";

for (const [name, keys] of [["q", "q"], ["Ctrl-C", "\x03"]]) {
  Deno.test(`top --live draws, sorts, and gives the terminal back on ${name}`, async () => {
    await using home = await emptyHome();
    await using terminal = await Terminal.start(
      `trap : INT; ${BINARY} --demo top --live${AFTER}`,
      { env: home.env, cwd: home.path },
    );
    await terminal.waitFor(/\[\?1049h/);
    await terminal.waitFor(/\d+ processes in \d+ containers, by cpu/);
    await terminal.waitFor(/CONTAINER +PID USER/);
    await terminal.waitFor(/web-1 +\d+ /);
    await terminal.waitFor(/q leave/);
    await terminal.type("s");
    await terminal.waitFor(/processes in \d+ containers, by (?!cpu)\w+/);
    await terminal.waitFor(/sorted by \w+/);
    await terminal.resize(60, 12);
    await terminal.waitFor(/CONTAINER +PID USER/);
    await terminal.type("t");
    await terminal.waitFor(/containers, by \w+, tree/);
    await terminal.type(keys);
    await terminal.waitFor(/\[\?25h.\[\?1049l/);
    assert.equal((await terminal.waitFor(/rc=(\d+)/))[1], "0");
    await terminal.waitFor(/\sopost[^]*\sicanon[^]*\secho\b/);
  });
}

Deno.test("top --live gives the terminal back when it is ended by a signal", async () => {
  await using home = await emptyHome();
  await using terminal = await Terminal.start(
    `sh -c 'echo pid=$$; exec ${BINARY} --demo top --live'${AFTER}`,
    { env: home.env, cwd: home.path },
  );
  const pid = Number((await terminal.waitFor(/pid=(\d+)/))[1]);
  await terminal.waitFor(/q leave/);
  Deno.kill(pid, "SIGTERM");
  await terminal.waitFor(/\[\?25h.\[\?1049l/);
  assert.equal((await terminal.waitFor(/rc=(\d+)/))[1], "143");
  await terminal.waitFor(/\sopost[^]*\sicanon[^]*\secho\b/);
});
