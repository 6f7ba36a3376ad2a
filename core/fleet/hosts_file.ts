/** Reads and writes the list of hosts: the settings' `hosts`, or a file of its own. */
import { dirname } from "node:path";
import { reason } from "../config/config_file.ts";
import { settingsFile } from "../config/settings_file.ts";
import { EngineError } from "../errors.ts";
import { hostEntry, type HostList, type HostSpec, readHosts, readHostsText } from "./hosts.ts";

/** A list is written by hand; what is larger is none. */
const MAX_BYTES = 1024 * 1024;

type Env = Readonly<Record<string, string | undefined>>;

const failure = (message: string, cause?: unknown) =>
  new EngineError(message, { code: "config", op: "read hosts", cause });

/** Where the list is: `--hosts-file`, DOCKERCTL_HOSTS_FILE, else the settings. */
export function hostsPlace(env: Env, file?: string): { path: string; own: boolean } {
  const given = file || env.DOCKERCTL_HOSTS_FILE;
  return given ? { path: given, own: true } : { path: settingsFile(env), own: false };
}

/**
 * The person's hosts. Settings that are not there have none; a file that was named must be there.
 *
 * @throws {EngineError} of code `config` for a file that cannot be read.
 */
export async function loadHosts(env: Env, file?: string): Promise<HostList> {
  const { path, own } = hostsPlace(env, file);
  let text: string;
  try {
    text = await readBounded(path);
  } catch (e) {
    const missing = e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory;
    if (missing && !own) return { hosts: [], problems: [] };
    throw failure(`Cannot read ${path}: ${missing ? "no such file" : reason(e)}`, e);
  }
  const list = own ? readHostsText(text) : readHosts(parse(path, text)["hosts"]);
  return { hosts: list.hosts, problems: list.problems.map((p) => `${path}: ${p}`) };
}

async function readBounded(path: string): Promise<string> {
  const info = await Deno.stat(path);
  if (info.isDirectory) throw new Error("it is a folder");
  // Opening a pipe that nobody writes to would hang; a shell's own `<(...)` has its writer.
  if (!info.isFile && !(info.isFifo && /^\/(dev|proc\/self)\/fd\/\d+$/.test(path))) {
    throw new Error("it is no file");
  }
  if (info.size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`);
  // A pipe has no size, and is read with a bound of its own.
  using file = await Deno.open(path);
  const buffer = new Uint8Array(MAX_BYTES + 1);
  let length = 0;
  for (;;) {
    const n = await file.read(buffer.subarray(length));
    if (n === null) break;
    length += n;
    if (length > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`);
  }
  return new TextDecoder().decode(buffer.subarray(0, length));
}

function parse(path: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.trim() === "" ? "{}" : text);
  } catch (e) {
    throw failure(`${path} is no JSON: ${reason(e)}`, e);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw failure(`${path} must hold an object`);
  }
  return value as Record<string, unknown>;
}

/**
 * Changes the list. What else stands in the settings stays; a file of lines becomes JSON. Written
 * beside and renamed, so that a reader sees the old or the new one.
 *
 * @throws {EngineError} of code `config`, also when a host there is not understood: it would be
 * lost.
 */
export async function updateHosts(
  env: Env,
  file: string | undefined,
  change: (hosts: HostSpec[]) => HostSpec[],
): Promise<void> {
  const { path, own } = hostsPlace(env, file);
  let text = "";
  try {
    text = await readBounded(path);
  } catch (e) {
    if (!(e instanceof Deno.errors.NotFound)) throw failure(`Cannot read ${path}: ${reason(e)}`, e);
  }
  const lines = own && !/^\s*\{/.test(text);
  const root = lines ? undefined : parse(path, text);
  const read = root === undefined ? readHostsText(text) : readHosts(root["hosts"]);
  if (read.problems.length > 0) throw failure(`${path}: ${read.problems.join("; ")}`);
  const next = change([...read.hosts]).map(hostEntry);
  const value = root === undefined ? next : { ...root, hosts: next };
  if (root !== undefined && next.length === 0) delete (value as Record<string, unknown>)["hosts"];
  try {
    await writeBeside(path, JSON.stringify(value, null, 2) + "\n");
  } catch (e) {
    throw failure(`Cannot write ${path}: ${reason(e)}`, e);
  }
}

async function writeBeside(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // A link stays one: what it leads to is written.
  const target = await Deno.realPath(path).catch(() => path);
  const mode = (await Deno.stat(target).catch(() => undefined))?.mode ?? 0o600;
  const beside = `${target}.${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(beside, text, { createNew: true, mode: mode & 0o777 });
    await Deno.rename(beside, target);
  } catch (e) {
    await Deno.remove(beside).catch(() => {});
    throw e;
  }
}
