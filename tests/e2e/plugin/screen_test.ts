/** Plugins in the full screen of the compiled binary, on a real terminal. */
import assert from "node:assert/strict";
import { TmuxTerminal } from "../../driver/tmux.ts";
import { BINARY } from "../../engine/mod.ts";
import { startFakeEngine } from "../../fake_engine/mod.ts";
import { emptyHome, type Home } from "./home.ts";

const PROBE = `import type { ContainerSummary, Plugin } from "dockerctl";
const seconds = () => Math.floor(Date.now() / 1000);
export default {
  name: "probe", api: 1, summary: "Looks at containers", permissions: { engine: "read" },
  columns: [{ of: "container", title: "LEN", width: 5, value: (c: ContainerSummary) => {
    if (c.name === "logger") throw new Error("none");
    return "n" + c.name.length;
  } }],
  panes: [
    { id: "labels", title: "labels", of: "container", async render({ engine, object, signal, width }) {
      const found = await (await engine()).containers.inspect(object!.id, { signal });
      const labels = Object.entries(found.Config.Labels ?? {});
      return ["\\x1b[32mlabels of\\x1b[0m " + object!.name + " at " + width,
        ...labels.map(([k, v]) => k + "=" + v)];
    } },
    { id: "hang", title: "hangs", of: "container", render() { for (;;); } },
    { id: "clock", title: "clock", every: 250,
      render: ({ height }) => Array.from({ length: 3 * height }, (_, n) => "row " + n + " at " + seconds()) },
    { id: "throws", title: "throws", render() { throw new Error("no luck today"); } },
  ],
  actions: [
    { of: "container", key: "O", label: "open a ticket", async run(c, { confirm, notify }) {
      notify(await confirm("A ticket for " + c.name + "?") ? "a ticket for " + c.name : "no ticket");
    } },
    { of: "container", key: "s", label: "stand by", run: () => {} },
    { of: "container", key: "B", label: "blow up", dangerous: true, run(c) { throw new Error("boom " + c.name); } },
  ],
  hooks: { "container.rename": (e, { notify }) => notify("heard of " + e.attributes.name) },
} satisfies Plugin;
`;

async function open(home: Home, size = { columns: 100, rows: 28 }) {
  return await TmuxTerminal.open({
    command: [BINARY, "--demo"],
    env: home.env,
    cwd: home.path,
    ...size,
  });
}

async function probed(): Promise<Home> {
  const home = await emptyHome();
  await home.write("probe.ts", PROBE);
  const { code, stderr } = await home.cli(["plugin", "trust", "probe"]);
  assert.equal(code, 0, stderr);
  return home;
}

/** Filters the list, so that one container is left and selected. */
async function only(terminal: TmuxTerminal, name: string): Promise<void> {
  await terminal.press("/");
  await terminal.press("C-u");
  await terminal.type(name);
  await terminal.press("Enter");
  await terminal.see(/ 1\/1 of 12 /);
}

Deno.test("a plugin's panes are tabs, refreshed, scrolled, and cut off when they hang", async () => {
  await using home = await probed();
  await using terminal = await open(home, { columns: 160, rows: 28 });
  await terminal.see("web-1");
  await only(terminal, "web-1");
  await terminal.see(/web-1 .* n5/);
  await terminal.press("M-1");
  await terminal.see(
    /M-1 labels {2}web-1 ─[^]*labels of web-1 at \d+[^]*com\.docker\.compose\.project=shop/,
  );
  // Another selection, another answer.
  await terminal.press("1");
  await only(terminal, "api");
  await terminal.see("labels of api");
  // Its pane spins in its worker: the screen goes on meanwhile, and says so in the end.
  await terminal.press("M-2");
  await terminal.see(/M-2 hangs {2}api ─[^]*Asking probe …/);
  await terminal.press("1");
  await only(terminal, "logger");
  await terminal.see(/M-2 hangs {2}logger ─/);
  await terminal.see(/logger .* !/);
  await terminal.see("took longer than 2 s and was cut off; asked again in 5 s");
  await terminal.press("M-3");
  const first = /row 0 at (\d+)/.exec(await terminal.see(/row 0 at \d+/))![1];
  await terminal.see(new RegExp(`row 0 at (?!${first})\\d+`));
  await terminal.press("PageDown");
  await terminal.see(/─ (?!1-)\d+-\d+ of \d+ ─/);
  await terminal.press("M-4");
  await terminal.see(/M-4 throws ─[^]*no luck today/);
  await terminal.press("?");
  await terminal.see(/M-1 +labels/);
  await terminal.press("Escape");
  // A key right behind Escape is another key.
  await terminal.see("Keys of this place", false);
  await terminal.press("q");
  await terminal.see("ENDED 0");
});

Deno.test("a plugin's keys act on what is selected, ask, and are told and changed like others", async () => {
  await using home = await probed();
  const config = `${home.path}/.config/dockerctl/config.json`;
  await Deno.writeTextFile(
    config,
    JSON.stringify({ tui: { keys: { "plugin.probe.blow-up": ["M-y"] } } }),
  );
  await using terminal = await open(home);
  await terminal.see(/Key "s" of "plugin\.probe\.stand-by" is taken by "containers\.stop"/);
  await only(terminal, "web-1");
  await terminal.see(/ s stop .* O open a ticket /);
  await terminal.press("O");
  await terminal.see(/A ticket for web-1\?[^]*asks the plugin probe/);
  await terminal.press("n");
  await terminal.see("probe: no ticket");
  await terminal.press("O");
  await terminal.see("A ticket for web-1?");
  await terminal.press("y");
  await terminal.see("probe: a ticket for web-1");
  await terminal.press("M-y");
  await terminal.see("Blow up: web-1?");
  await terminal.press("y");
  await terminal.see("blow up: web-1: boom web-1");
  await terminal.press("?");
  await terminal.press("PageDown");
  await terminal.see(/Plugin probe +[^]*O +open a ticket/);
  await terminal.see(/M-y +blow up \(asks\)/);
  await terminal.press("Escape");
  await terminal.see(/ s stop /);
  // Without a key it is in the menu.
  await terminal.press("x");
  await terminal.type("stand");
  await terminal.see(/stand by +│/);
  await terminal.press("Enter");
  await terminal.see("stand by: web-1");
  await terminal.press("q");
  await terminal.see("ENDED 0");
});

Deno.test("hooks are called while the full screen is open", async () => {
  await using home = await probed();
  await using fake = await startFakeEngine();
  const env = { ...home.env, DOCKER_HOST: fake.host };
  await using terminal = await TmuxTerminal.open({ command: [BINARY], env, cwd: home.path });
  await terminal.see("web-1");
  // The screen's own subscription, and that of the hooks.
  const deadline = Date.now() + 60_000;
  while (fake.open.filter((r) => r.route === "GET /events").length < 2) {
    assert.ok(Date.now() < deadline, "it did not subscribe");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { code, stderr } = await home.cli(["rename", "db", "renamed"], { env });
  assert.equal(code, 0, stderr);
  await terminal.see("probe: heard of renamed");
  await terminal.press("q");
  await terminal.see("ENDED 0");
});
