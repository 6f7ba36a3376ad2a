/** The processes that plugins run in: this program again, by its hidden command. */

/** The hidden command. */
export const PLUGIN_COMMAND = "__plugin";

/** The words that start this program again as a plugin's process. */
function commandLine(): string[] {
  if (Deno.build.standalone) return [Deno.execPath(), PLUGIN_COMMAND];
  const root = new URL("../../../", import.meta.url).pathname;
  const flags = ["--unstable-worker-options", "--no-check", "--lock", `${root}.deps/deno.lock`];
  const map = ["--import-map", `${root}.deps/import_map.json`];
  return [Deno.execPath(), "run", "-A", ...flags, ...map, `${root}cli/main.ts`, PLUGIN_COMMAND];
}

/** A process that waits for its first message; it ends when its stdin is closed. */
function spawnChild(): Deno.ChildProcess {
  const [command, ...args] = commandLine();
  const child = new Deno.Command(
    command,
    {
      args,
      clearEnv: true,
      // What the plugin may see of the environment comes with the first message.
      env: { PATH: "/usr/bin:/bin" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      // A session of its own: no terminal to open, no Ctrl-C from it.
      detached: true,
    } satisfies Deno.CommandOptions,
  ).spawn();
  child.unref();
  return child;
}

let spare: Deno.ChildProcess | undefined;

/** Starts one before it is known what for: it takes as long as all that is done until then. */
export function startSpare(): void {
  spare ??= spawnChild();
}

/** The spare one, else another. */
export function takeChild(): Deno.ChildProcess {
  const child = spare ?? spawnChild();
  spare = undefined;
  return child;
}
