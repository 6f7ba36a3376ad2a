/** A command of docker's own plugins, run as docker runs it. */
import { join } from "node:path";
import { ExitError } from "../../spec/types.ts";
import type { CommandContext } from "../../spec/types.ts";
import { placesOf } from "../catalog/places.ts";
import { listPath } from "./path_listing.ts";
import { openPluginSocket, PLUGIN_SOCKET, type PluginSocket } from "./plugin_socket.ts";

type Env = Readonly<Record<string, string | undefined>>;

const PREFIX = "dockerctl-";
/** So many signals end a program that does not end by itself. */
const PATIENCE = 3;
/** A plugin that has just connected is taken in first, in milliseconds. */
const TAKEN_IN_MS = 20;
/** How long an executable may take to describe itself. */
const METADATA_MS = 2_000;

/** The executable of this name on the PATH, the first one, as a shell would find it. */
export async function findExternal(name: string, env: Env): Promise<string | undefined> {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return undefined;
  for (const folder of folders(env)) {
    const path = join(folder, PREFIX + name);
    if (await executable(path)) return path;
  }
}

/** All of them, by name; of equal names the first on the PATH. */
export async function listExternals(env: Env): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const cache = placesOf(env)?.cache;
  const memory = cache === undefined ? undefined : `${cache}/path.json`;
  for (const { folder, names } of await listPath(folders(env), PREFIX, memory)) {
    for (const name of names) {
      const word = name.slice(PREFIX.length);
      if (!/^[a-z][a-z0-9-]*$/.test(word) || found.has(word)) continue;
      if (await executable(join(folder, name))) found.set(word, join(folder, name));
    }
  }
  return new Map([...found].sort(([a], [b]) => a < b ? -1 : 1));
}

function folders(env: Env): string[] {
  // An empty or relative part would mean the working directory: a trap.
  return (env.PATH ?? "").split(":").filter((folder) => folder.startsWith("/"));
}

async function executable(path: string): Promise<boolean> {
  try {
    const info = await Deno.stat(path);
    return info.isFile && ((info.mode ?? 0) & 0o111) !== 0;
  } catch {
    return false;
  }
}

/** What an executable says of itself when it is asked as docker asks its plugins. */
export interface ExternalMetadata {
  summary?: string;
  version?: string;
  vendor?: string;
}

/** Asks `dockerctl-NAME docker-cli-plugin-metadata`; an executable that does not know it says nothing. */
export async function externalMetadata(
  path: string,
  signal: AbortSignal,
): Promise<ExternalMetadata> {
  try {
    const { success, stdout } = await new Deno.Command(path, {
      args: ["docker-cli-plugin-metadata"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.any([signal, AbortSignal.timeout(METADATA_MS)]),
    }).output();
    if (!success) return {};
    const said = JSON.parse(new TextDecoder().decode(stdout.subarray(0, 65_536)));
    const text = (key: string) => typeof said[key] === "string" ? said[key] : undefined;
    return {
      summary: text("ShortDescription"),
      version: text("Version"),
      vendor: text("Vendor"),
    };
  } catch {
    return {};
  }
}

/**
 * Runs an executable as docker runs its plugins: its name as the first argument, the engine in the
 * environment, the terminal its own. Signals reach it from the terminal; those sent to us alone
 * are passed on. Ends with its exit code.
 */
export async function runExternal(
  ctx: Pick<CommandContext, "onSignal" | "global" | "signal" | "streams">,
  path: string,
  name: string,
  words: readonly string[],
): Promise<void> {
  const { global } = ctx;
  const env: Record<string, string> = {
    DOCKERCTL_EXECUTABLE: Deno.execPath(),
    DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: Deno.execPath(),
  };
  if (global.host !== undefined) env.DOCKER_HOST = global.host;
  if (global.context !== undefined) env.DOCKER_CONTEXT = global.context;
  if (global.server !== undefined) env.DOCKERCTL_SERVER = global.server;
  if (global.serverTokenFile !== undefined) {
    env.DOCKERCTL_SERVER_TOKEN_FILE = global.serverTokenFile;
  }
  if (global.config !== undefined) env.DOCKER_CONFIG = global.config;
  await runChild(ctx, path, [name, ...words], env);
}

/**
 * Runs a program in our place: the terminal is its own, and what ends us is told to it. One that
 * listens on docker's socket for plugins hears it there first, any other by the signal itself; the
 * third is SIGKILL. In the middle of the shell's pipe it writes into that. Throws
 * {@link ExitError} with its exit code.
 */
export async function runChild(
  ctx: Pick<CommandContext, "onSignal" | "streams" | "signal">,
  path: string,
  args: readonly string[],
  env: Env,
): Promise<void> {
  const { stdout, stderr } = ctx.streams;
  const piped = Deno.stdout.isTerminal() && !stdout.isTerminal;
  using socket = openPluginSocket();
  const all = { ...env, [PLUGIN_SOCKET]: socket?.address };
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(path, {
      args: [...args],
      env: Object.fromEntries(Object.entries(all).filter((e): e is [string, string] => !!e[1])),
      stdin: "inherit",
      stdout: piped ? "piped" : "inherit",
      stderr: "inherit",
    }).spawn();
  } catch (e) {
    throw new ExitError(126, `${path}: cannot be run: ${(e as Error).message}`);
  }
  const done = new AbortController();
  let killed = false;
  ctx.onSignal(
    ["SIGTERM", "SIGHUP", "SIGINT"],
    passedOn(child, socket, () => killed = true),
    done.signal,
  );
  try {
    if (piped) { for await (const part of child.stdout) await stdout.write(part); }
    const { code } = await child.status;
    // Docker's words; what it made of the terminal is mended where dockerctl leaves.
    if (killed) await stderr.write("got 3 SIGTERM/SIGINTs, forcefully exiting\n");
    if (killed || code !== 0) throw new ExitError(killed ? 1 : code);
  } finally {
    done.abort();
  }
}

/** What is done with a signal of ours while `child` runs. */
function passedOn(
  child: Deno.ChildProcess,
  socket: PluginSocket | undefined,
  onKill: () => void,
): (signal: Deno.Signal) => void {
  let times = 0;
  return (signal) => {
    // Ctrl-C reaches the whole foreground group by itself.
    if (signal === "SIGINT" && Deno.stdin.isTerminal()) return;
    times++;
    const kill = (name: Deno.Signal) => {
      try {
        child.kill(name);
      } catch { /* it has ended */ }
    };
    if (times >= PATIENCE) {
      onKill();
      kill("SIGKILL");
    } else if (times > 1 || socket === undefined) kill(signal);
    else {
      setTimeout(() => {
        // To one that hears it there the signal beside it would be a second one.
        if (!socket.heard) kill(signal);
        socket.tellEnd();
      }, TAKEN_IN_MS);
    }
  };
}
