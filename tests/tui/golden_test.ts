/**
 * Golden screens: every pane and state at three sizes, on the simulated engine with its clock
 * standing still. `UPDATE_GOLDEN=1 deno test …` writes them anew; look at them before committing.
 */
import assert from "node:assert/strict";
import { EngineError, NoEngineError } from "../../core/mod.ts";
import type { CommandHost } from "../../cli/tui/line/commands.ts";
import type { Msg } from "../../cli/tui/model/messages.ts";
import { driveDemo, selectRow } from "../driver/demo.ts";
import { type DrivenTui, type DriveOptions, driveTui } from "../driver/tui.ts";

const FOLDER = new URL("../golden/", import.meta.url);
const UPDATE = Deno.env.get("UPDATE_GOLDEN") === "1";
const SIZES: readonly [number, number][] = [[80, 24], [120, 40], [200, 60]];

/** Commands that answer the same whatever the engine does. */
const commands: CommandHost = {
  async run(argv, streams) {
    await streams.stdout.write(`ran ${argv.join(" ")}\n`);
    for (let i = 1; i <= 40; i++) await streams.stdout.write(`line ${i}\n`);
    await streams.stderr.write("\x1b[31ma red complaint\x1b[0m\x1b[2J\n");
    return 3;
  },
  interactive: () => Promise.resolve(false),
  complete(text, cursor) {
    const from = text.slice(0, cursor).lastIndexOf(" ") + 1;
    const word = text.slice(from, cursor);
    const candidates = [
      { value: "start", summary: "Start one or more stopped containers" },
      { value: "stats", summary: "Display a live stream of resource usage" },
      { value: "stop", summary: "Stop one or more running containers" },
    ].filter((c) => c.value.startsWith(word));
    return Promise.resolve({ from, candidates });
  },
};

/** Samples of five minutes for one container, the same every time. */
function samples(tui: DrivenTui, name: string): Msg[] {
  const id = tui.model.containers.find((c) => c.name === name)!.id;
  const { now } = tui.model;
  return Array.from({ length: 200 }, (_, i) => ({
    type: "stats",
    id,
    point: {
      at: now - (199 - i) * 1500,
      cpu: 20 + 18 * Math.sin(i / 9) + (i % 7),
      memory: 60e6 + i * 200_000,
      limit: 268_435_456,
      netIn: 900_000 + 400_000 * Math.sin(i / 20),
      netOut: 300_000,
      read: 0,
      write: i % 40 === 0 ? 500_000 : 9_000,
      pids: 14,
    },
  }));
}

/** One sample for each of some containers, each another. */
async function measured(tui: DrivenTui): Promise<void> {
  const running = tui.model.containers.filter((c) => c.state === "running");
  for (const [n, { name }] of running.entries()) {
    const [last] = samples(tui, name).slice(-1);
    if (last.type !== "stats" || name === "worker") continue;
    const part = (n + 1) ** 2;
    const point = {
      ...last.point,
      cpu: 170 / part,
      memory: 2.6e8 / (n + 1),
      netIn: 3e6 / part,
      netOut: 4e5 * n,
      write: n * 1000,
      pids: n + 1,
    };
    await tui.send({ ...last, point });
  }
}

interface State {
  name: string;
  options?: Partial<DriveOptions>;
  /** Leads there; the screen is compared when it has settled. */
  steps(tui: DrivenTui): Promise<void>;
}

const states: readonly State[] = [
  {
    name: "dashboard",
    async steps(tui) {
      await selectRow(tui, "web-1");
      await tui.see("4 Stats  web-1".slice(0, tui.screen.columns < 100 ? 0 : undefined));
      await tui.send(...samples(tui, "web-1"));
    },
  },
  {
    name: "filtered_and_marked",
    async steps(tui) {
      await tui.press("/");
      await tui.type("web status:running");
      await tui.press("enter", "*");
      await tui.see("2 marked");
      await tui.until(() => tui.model.logs.buffer.lines > 700, () => "both logs");
    },
  },
  {
    name: "filter_being_typed",
    async steps(tui) {
      await tui.press("/");
      await tui.type("!/^web/ no");
    },
  },
  {
    name: "images",
    async steps(tui) {
      await tui.press("2");
      await tui.see("Layer, newest first");
    },
  },
  {
    name: "containers_zoomed",
    async steps(tui) {
      await tui.press("z", "o");
      await tui.type("cpu");
      await tui.press("enter");
      await tui.send(...samples(tui, "web-1"));
      for (const [n, name] of ["db", "cache", "api", "worker"].entries()) {
        const [last] = samples(tui, name).slice(-1);
        if (last.type !== "stats") continue;
        const point = { ...last.point, cpu: 130 / (n + 1) ** 2, memory: 2.5e8 / (n + 1) };
        await tui.send({ ...last, point });
      }
      await tui.see("CPU↓");
    },
  },
  { name: "networks", steps: (tui) => tui.press("5") },
  { name: "volumes", steps: (tui) => tui.press("6") },
  {
    name: "projects",
    async steps(tui) {
      await tui.press("7");
      await tui.until(() => tui.model.logs.sources.length > 1, () => "the project's logs");
      await tui.until(() => tui.model.logs.buffer.lines > 100, () => "the project's lines");
      // Every project is compared with its files, one after the other.
      await tui.see(/elsewhere[\s\S]*elsewhere/);
    },
  },
  {
    name: "events",
    async steps(tui) {
      await selectRow(tui, "web-1");
      await tui.press("p");
      await tui.until(() => tui.model.events.length > 0, () => "an event");
      await tui.press("8");
    },
  },
  {
    name: "details",
    async steps(tui) {
      await selectRow(tui, "db");
      await tui.press("i", "z");
      await tui.see("POSTGRES_PASSWORD=••••••••");
    },
  },
  {
    name: "processes",
    async steps(tui) {
      await selectRow(tui, "db");
      await tui.press("t");
      await tui.see("PID");
    },
  },
  {
    name: "stats",
    async steps(tui) {
      await selectRow(tui, "web-1");
      await tui.send(...samples(tui, "web-1"));
      await tui.press("4", "z");
    },
  },
  {
    name: "stats_of_all",
    async steps(tui) {
      await selectRow(tui, "web-2");
      await tui.press("4", "a");
      await measured(tui);
    },
  },
  {
    name: "stats_of_all_zoomed",
    async steps(tui) {
      await selectRow(tui, "web-1");
      await tui.press("4", "a", "z", "o");
      await tui.type("mem");
      await tui.press("enter");
      await measured(tui);
    },
  },
  {
    name: "logs_merged_with_times",
    async steps(tui) {
      await tui.press("/");
      await tui.type("web-");
      await tui.press("enter", "*", "3", "z", "T");
      await tui.until(() => tui.model.logs.buffer.lines > 700, () => "both logs");
    },
  },
  {
    name: "logs_searched",
    async steps(tui) {
      await selectRow(tui, "web-1");
      await tui.until(() => tui.model.logs.buffer.lines > 300, () => "the log");
      await tui.press("3", "/");
      await tui.type("/(404|502)/");
      await tui.press("enter", "N", "N");
      await tui.see(/\d+\/\d+ matches/);
    },
  },
  { name: "help", steps: (tui) => tui.press("?") },
  {
    name: "help_of_logs",
    steps: (tui) => tui.press("3", "?"),
  },
  {
    name: "confirm",
    async steps(tui) {
      await tui.press("/");
      await tui.type("exit");
      await tui.press("enter", "*", "d");
    },
  },
  { name: "menu", steps: (tui) => tui.press("x") },
  {
    name: "run_form",
    options: { commands },
    async steps(tui) {
      await tui.press("2", "g");
      await tui.see("Layer, newest first");
      await tui.press("r", "tab");
    },
  },
  {
    name: "network_menu",
    async steps(tui) {
      await selectRow(tui, "web-1");
      await tui.press("N");
    },
  },
  {
    name: "shell_menu",
    async steps(tui) {
      await selectRow(tui, "web-1");
      await tui.press("M-e");
      await tui.see("Shell in web-1");
    },
  },
  {
    name: "no_shell",
    async steps(tui) {
      const { id } = tui.model.containers.find((c) => c.name === "cache")!;
      await selectRow(tui, "cache");
      await tui.send({ type: "shells", id, found: [], choose: false });
    },
  },
  {
    name: "host_menu",
    options: {
      hosts: {
        list: () =>
          Promise.resolve([
            { context: "default", detail: "unix:///var/run/docker.sock" },
            { context: "build", detail: "ssh://me@build.example.org" },
          ]),
        use: () => Promise.reject(new Error("never used")),
      },
    },
    async steps(tui) {
      await tui.press("H");
      await tui.see("Choose an engine");
    },
  },
  {
    name: "copy_menu",
    async steps(tui) {
      await selectRow(tui, "web-1");
      await tui.press("y");
    },
  },
  {
    name: "copy_menu_of_logs",
    async steps(tui) {
      await selectRow(tui, "web-1");
      await tui.until(() => tui.model.logs.buffer.lines > 300, () => "the log");
      await tui.press("3", "y");
    },
  },
  {
    name: "removed",
    async steps(tui) {
      const gone = {
        ...tui.model.containers[0],
        id: "f".repeat(64),
        name: "old-shop",
        state: "removed",
        status: "Removed (137)",
        ports: [],
      };
      await tui.send({ type: "record", record: { recording: true }, removed: [gone] });
      await tui.press("~", "G");
    },
  },
  {
    name: "jump",
    async steps(tui) {
      await selectRow(tui, "web-1");
      await tui.press("3", "J");
    },
  },
  { name: "columns", steps: (tui) => tui.press("c") },
  {
    name: "rename",
    async steps(tui) {
      await selectRow(tui, "web-1");
      await tui.press("n");
    },
  },
  {
    name: "pull",
    async steps(tui) {
      await tui.press("2", "g");
      await tui.see("Layer, newest first");
      await tui.press("p");
    },
  },
  {
    name: "details_of_why",
    async steps(tui) {
      await selectRow(tui, "migrate");
      await tui.until(() => tui.model.logs.buffer.lines > 2, () => "the log");
      await tui.press("i", "z");
      await tui.see("Evidence");
    },
  },
  {
    name: "details_of_health",
    async steps(tui) {
      await selectRow(tui, "api");
      await tui.press("i", "z");
      await tui.see("failures in a row");
    },
  },
  {
    name: "details_opened",
    async steps(tui) {
      await tui.press("2", "g", "i", "z");
      await tui.see("Everything the engine says");
      await tui.type("jjjjjjjjj");
      await tui.press("enter");
    },
  },
  {
    name: "logs_spread_out",
    async steps(tui) {
      await selectRow(tui, "api");
      await tui.until(() => tui.model.logs.buffer.lines > 100, () => "the log");
      await tui.press("3", "p", "T", "T", "w");
    },
  },
  {
    name: "logs_filtered",
    async steps(tui) {
      await selectRow(tui, "web-1");
      await tui.until(() => tui.model.logs.buffer.lines > 300, () => "the log");
      await tui.press("3", "F");
      await tui.type("!/health|static/");
      await tui.press("enter", "k", "k");
    },
  },
  {
    name: "menu_read_only",
    options: { readOnly: true },
    steps: (tui) => tui.press("x"),
  },
  { name: "sort", steps: (tui) => tui.press("o") },
  {
    name: "plan",
    async steps(tui) {
      await tui.press("P");
      await tui.see(/\d+ of \d+ · /);
    },
  },
  {
    name: "results",
    async steps(tui) {
      await selectRow(tui, "web-1");
      await tui.press("d");
      await tui.press("p");
      await tui.see("paused web-1");
      await tui.press("E");
    },
  },
  {
    name: "command_line",
    options: { commands },
    async steps(tui) {
      await tui.press(":");
      await tui.type("st");
      await tui.see("Stop one or more");
      await tui.press("tab");
    },
  },
  {
    name: "output",
    options: { commands },
    async steps(tui) {
      await tui.press(":");
      await tui.type("do 'this thing'");
      await tui.press("enter");
      await tui.see("exit code 3");
    },
  },
  {
    name: "read_only",
    options: { readOnly: true },
    async steps(tui) {
      await tui.press("s");
    },
  },
];

for (const [columns, rows] of SIZES) {
  for (const state of states) {
    Deno.test(`view() draws ${state.name} at ${columns}x${rows} as its golden screen`, async () => {
      await using demo = await driveDemo({ columns, rows, ...state.options });
      await state.steps(demo.tui);
      await matches(demo.tui, `${state.name}_${columns}x${rows}`);
    });
  }

  Deno.test(`view() draws no_engine at ${columns}x${rows} as its golden screen`, async () => {
    await using tui = driveTui({ columns, rows, now: () => Date.UTC(2026, 0, 15), engine: refuse });
    await tui.see("No Docker Engine answers");
    await matches(tui, `no_engine_${columns}x${rows}`);
  });

  Deno.test(`view() draws no_socket at ${columns}x${rows} as its golden screen`, async () => {
    const engine = () => Promise.reject(noSocket());
    await using tui = driveTui({ columns, rows, now: () => Date.UTC(2026, 0, 15), engine });
    await tui.see("No Docker Engine answers");
    await matches(tui, `no_socket_${columns}x${rows}`);
  });

  Deno.test(`view() draws lost at ${columns}x${rows} as its golden screen`, async () => {
    await using demo = await driveDemo({ columns, rows });
    await demo.tui.send({
      type: "link",
      link: { state: "down", error: "connect ECONNREFUSED /var/run/docker.sock", since: 0 },
    });
    await matches(demo.tui, `lost_${columns}x${rows}`);
  });
}

Deno.test("view() draws too_small at 52x12 as its golden screen", async () => {
  await using demo = await driveDemo();
  await demo.tui.resize(52, 12);
  await matches(demo.tui, "too_small_52x12");
});

/** As it is where nothing was ever installed. */
function noSocket(): NoEngineError {
  const hint = "Start it (sudo systemctl start docker), or name another with --host";
  const first = new EngineError("no such socket", { code: "unreachable", op: "connect", hint });
  const home = "/home/someone";
  const paths = [
    "/var/run/docker.sock",
    "/run/user/1000/docker.sock",
    ...["docker/run/docker.sock", "docker/desktop/docker.sock", "orbstack/run/docker.sock"].map(
      (p) => `${home}/.${p}`,
    ),
    ...["rd/docker.sock", "colima/default/docker.sock", "lima/default/sock/docker.sock"].map(
      (p) => `${home}/.${p}`,
    ),
    "/run/podman/podman.sock",
    `${home}/.local/share/containers/podman/machine/podman.sock`,
  ];
  return new NoEngineError(
    first,
    paths.map((p) => ({ endpoint: `unix://${p}`, of: "", reason: "no such socket" })),
  );
}

function refuse(): Promise<never> {
  const first = new EngineError("permission denied on unix:///var/run/docker.sock", {
    code: "denied",
    op: "connect",
    hint: "Join the docker group, or run with sudo",
  });
  return Promise.reject(
    new NoEngineError(first, [
      {
        endpoint: "unix:///var/run/docker.sock",
        of: "Docker",
        reason: "permission denied",
        hint: "Join the docker group, or run with sudo",
      },
      {
        endpoint: "unix:///run/user/1000/docker.sock",
        of: "rootless Docker",
        reason: "no such socket",
      },
      { endpoint: "unix:///run/podman/podman.sock", of: "podman", reason: "nobody listens" },
    ]),
  );
}

/** Compares when the screen has come to rest; what is still on its way has time to come. */
async function matches(tui: DrivenTui, name: string): Promise<void> {
  const file = new URL(`${name}.txt`, FOLDER);
  await tui.idle();
  if (UPDATE) {
    await new Promise((done) => setTimeout(done, 700));
    await tui.idle();
    await Deno.writeTextFile(file, tui.screen.text() + "\n");
    return;
  }
  const golden = (await Deno.readTextFile(file)).replace(/\n$/, "");
  const end = Date.now() + 10_000;
  while (tui.screen.text() !== golden && Date.now() < end) {
    await new Promise((done) => setTimeout(done, 50));
    await tui.idle();
  }
  assert.equal(tui.screen.text(), golden);
}
