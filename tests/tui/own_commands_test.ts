/** Commands of the config on keys, the mouse given to the terminal, and the terminal's background. */
import assert from "node:assert/strict";
import { readOwnCommand } from "../../cli/tui/act/own_commands.ts";
import type { OwnCommand } from "../../cli/tui/act/own_commands.ts";
import { driveDemo, selectRow } from "../driver/demo.ts";

const read = (entry: Record<string, unknown>) => readOwnCommand(entry, "C");
const command = (entry: Record<string, unknown>) =>
  read({ of: "container", ...entry }) as OwnCommand;

Deno.test("readOwnCommand() parts words before templates are filled in, and says what is wrong", () => {
  assert.deepEqual(
    command({ key: "X", run: `sh -c 'echo "$1"' x {{index .Labels "a b"}} {{.Name}}:z` }).words,
    ["sh", "-c", 'echo "$1"', "x", '{{index .Labels "a b"}}', "{{.Name}}:z"],
  );
  const wrong: [Record<string, unknown>, RegExp][] = [
    [{ of: "container", run: "x" }, /needs a "key"/],
    [{ key: "X", of: "pod", run: "x" }, /one of container, image, network, volume, project/],
    [{ key: "X", of: "image", run: " " }, /needs a "run"/],
    [{ key: "X", of: "image", run: "x {{.ID" }, /"run" in C: .*unclosed action/],
    [{ key: "X", of: "image", run: "x", confirm: 1 }, /must be true or false/],
    [{ key: "X", of: "image", run: "x", shell: true }, /has no setting "shell"/],
  ];
  for (const [entry, says] of wrong) assert.match(String(read(entry)), says);
  assert.match(String(readOwnCommand([], "C")), /must be an object/);
});

Deno.test("runTui() runs a command of the config on what is chosen, each value as one word", async () => {
  const dir = await Deno.makeTempDir();
  const out = `${dir}/o`;
  await Deno.writeTextFile(`${dir}/s`, `printf "%s|" "$@" >>${out}; echo told; exit $#`);
  const ran: string[][] = [];
  await using demo = await driveDemo({
    ownCommands: [
      command({
        key: "M-1",
        run: `sh ${dir}/s {{.Name}} "{{.Image}} {{.State}}"`,
        label: "note it",
        background: true,
        confirm: true,
      }),
      command({ key: "M-2", run: "docker exec -it {{.ID}} bash" }),
    ],
    commands: {
      run: (argv) => (ran.push([...argv]), Promise.resolve(0)),
      interactive: () => Promise.resolve(true),
    },
  });
  const { tui } = demo;
  try {
    await selectRow(tui, "web-1");
    await tui.press("M-1");
    await tui.see("note it?");
    await tui.see("web-1 'nginx:1.27 running'");
    await tui.press("n");
    assert.equal(await Deno.stat(out).then(() => true, () => false), false);
    await tui.press("M-1", "y");
    await tui.see("note it: exit code 2: told");
    assert.equal(await Deno.readTextFile(out), "web-1|nginx:1.27 running|");
    await tui.press("M-2");
    await tui.until(() => ran.length === 1, () => "the command");
    const { id } = tui.model.containers.find((c) => c.name === "web-1")!;
    assert.deepEqual(ran, [["exec", "-it", id, "bash"]]);
    await tui.press("*", "M-2");
    await tui.see("is for one at a time");
    assert.equal(ran.length, 1);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("runTui() runs no command of the config where nothing may change", async () => {
  await using demo = await driveDemo({
    readOnly: true,
    ownCommands: [command({ key: "M-1", run: "sh -c 'exit 1'", background: true })],
  });
  await demo.tui.press("M-1");
  await demo.tui.see("no command of the config is run");
});

Deno.test("runTui() gives the mouse to the terminal, and takes it back", async () => {
  await using demo = await driveDemo({ mouse: false });
  const { tui } = demo;
  assert.equal(tui.screen.modes.has("1000"), false);
  await tui.press("M-m");
  await tui.see("the mouse is the screen's again");
  assert.ok(["1000", "1002", "1006"].every((mode) => tui.screen.modes.has(mode)));
  await tui.press("M-m");
  assert.ok(["1000", "1002", "1006"].every((mode) => !tui.screen.modes.has(mode)));
});

Deno.test("runTui() asks the terminal for its background once, unless somebody has said it", async () => {
  const question = "\x1b]11;?\x1b\\";
  {
    await using demo = await driveDemo();
    const { tui } = demo;
    assert.equal(tui.written.split(question).length, 2);
    await tui.type("\x1b]11;rgb:ffff/f");
    await tui.type("fff/f0f0\x07");
    await tui.until(() => tui.model.theme === "light", () => "the light theme");
    await tui.type("\x1b]11;rgb:0000/0000/0000\x07");
    await tui.press("down");
    assert.equal(tui.model.theme, "light");
  }
  for (
    const options of [{ theme: "dark" }, { env: { TERM: "xterm", COLORFGBG: "15;0" } }, {
      env: { TERM: "xterm", NO_COLOR: "1" },
    }]
  ) {
    await using demo = await driveDemo(options);
    assert.equal(demo.tui.written.includes(question), false, JSON.stringify(options));
    await demo.tui.type("\x1b]11;rgb:ffff/ffff/ffff\x07");
    await demo.tui.press("down");
    assert.notEqual(demo.tui.model.theme, "light");
  }
});
