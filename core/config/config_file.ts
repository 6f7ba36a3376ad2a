/** Docker's config.json: read, checked, and written without losing what is not ours. */
import { EngineError } from "../errors.ts";
import { parserWords } from "./json_problem.ts";

/** Credentials of one registry as config.json keeps them. */
export interface AuthEntry {
  /** Standard base64 of `user:password`. */
  auth?: string;
  /** Instead of name and password: what an earlier login gave. */
  identitytoken?: string;
  /** A bearer token for the registry itself. */
  registrytoken?: string;
  /** Name of the user. */
  username?: string;
  /** Password or token. */
  password?: string;
  /** Kept as it is; nobody reads it. */
  email?: string;
}

/** What we read of docker's config.json; the rest is kept as it is. */
export interface ConfigFile {
  /** By registry, as docker login writes them. */
  auths?: Record<string, AuthEntry>;
  /** Credential helper by registry. */
  credHelpers?: Record<string, string>;
  /** Credential helper for all other registries. */
  credsStore?: string;
  /** Context where none is named. */
  currentContext?: string;
  /** Keys that detach a terminal. */
  detachKeys?: string;
  /** Sent with every request to the engine. */
  HttpHeaders?: Record<string, string>;
  /** Format of ps. */
  psFormat?: string;
  /** Format of images. */
  imagesFormat?: string;
  /** Format of network ls. */
  networksFormat?: string;
  /** Format of volume ls. */
  volumesFormat?: string;
  /** Format of stats. */
  statsFormat?: string;
  /** Proxies for containers and builds, by host of the engine. */
  proxies?: Record<string, Record<string, string>>;
  /** What is not typed here is kept. */
  [key: string]: unknown;
}

/** Bound for config.json; a larger one is not read. */
const MAX_CONFIG = 16 * 1024 * 1024;

/**
 * Reads DIR/config.json. One that is missing counts as empty; one that is broken too, and
 * `warn` gets docker's warning of it (docker goes on likewise). Throws nothing.
 */
export async function readConfigFile(
  dir: string,
  warn: (text: string) => void = () => {},
): Promise<ConfigFile> {
  const path = `${dir}/config.json`;
  let text: string;
  try {
    // At once: a small file of the disk is read sooner than a thread is woken for it.
    const info = Deno.statSync(path);
    if (info.size > MAX_CONFIG) throw new Error(`larger than ${MAX_CONFIG} bytes`);
    text = info.isFile ? Deno.readTextFileSync(path) : await Deno.readTextFile(path);
  } catch (e) {
    if (e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory) return {};
    warn(`WARNING: Error loading config file: ${path}: ${reason(e)}`);
    return {};
  }
  try {
    const value: unknown = firstValue(text.trim() === "" ? "{}" : text);
    if (value === null) return {};
    if (!isTable(value)) throw new Error("not an object");
    return checked(value);
  } catch (e) {
    warn(`WARNING: Error parsing config file (${path}): ${reason(e)}`);
    return {};
  }
}

/** The first JSON value of a text; docker, too, reads no further. Throws what JSON.parse throws. */
function firstValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (e) {
    const end = endOfObject(text);
    if (end === undefined || text.slice(end).trim() === "") throw e;
    return JSON.parse(text.slice(0, end));
  }
}

/** Where the object that a text begins with ends; undefined where it begins or ends otherwise. */
function endOfObject(text: string): number | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === "\\") at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{") depth++;
    else if (char === "}" && --depth === 0) return at + 1;
  }
  return undefined;
}

/** What an error says, without the operating system's number and without what a file holds. */
export function reason(e: unknown): string {
  if (e instanceof SyntaxError) return parserWords(e);
  return (e instanceof Error ? e.message : String(e)).replace(/ \(os error \d+\).*$/s, "");
}

const STRINGS = [
  "credsStore",
  "currentContext",
  "detachKeys",
  "psFormat",
  "imagesFormat",
  "networksFormat",
  "volumesFormat",
  "statsFormat",
];
const TABLES = ["credHelpers", "HttpHeaders"];

function isTable(v: unknown): v is Record<string, unknown> {
  return typeof v === "object" && v !== null && !Array.isArray(v);
}

/** Throws for a known key of a wrong type, as Go's decoder does; null counts as absent. */
function checked(value: Record<string, unknown>): ConfigFile {
  const out: Record<string, unknown> = { ...value };
  for (const [key, v] of Object.entries(out)) if (v === null) delete out[key];
  for (const key of STRINGS) {
    if (key in out && typeof out[key] !== "string") throw new Error(`"${key}" is not a string`);
  }
  for (const key of [...TABLES, "auths", "proxies"]) {
    if (key in out && !isTable(out[key])) throw new Error(`"${key}" is not an object`);
  }
  for (const key of TABLES) {
    for (const [name, v] of Object.entries(out[key] ?? {})) {
      if (typeof v !== "string") throw new Error(`"${key}.${name}" is not a string`);
    }
  }
  for (const [host, entry] of Object.entries(out.auths ?? {})) {
    if (!isTable(entry) || Object.values(entry).some((v) => v !== null && typeof v !== "string")) {
      throw new Error(`"auths.${host}" is not an object of strings`);
    }
  }
  return out as ConfigFile;
}

/**
 * Changes DIR/config.json: read, changed by `change`, written beside and renamed, so that a
 * reader sees the old or the new one, with mode 0600. Keys we do not know survive.
 *
 * @throws {EngineError} of code `config`, also when the file there is broken: it is not replaced.
 */
export async function updateConfigFile(
  dir: string,
  change: (config: ConfigFile) => void,
): Promise<void> {
  let broken: string | undefined;
  const config = await readConfigFile(dir, (text) => broken = text);
  const fail = (message: string, cause?: unknown) =>
    new EngineError(message, { code: "config", op: "save configuration", cause });
  if (broken !== undefined) throw fail(broken.replace(/^WARNING: /, ""));
  change(config);
  try {
    await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
    // A linked config.json (dotfiles) stays a link: its target is what is replaced.
    const path = await Deno.realPath(`${dir}/config.json`).catch(() => `${dir}/config.json`);
    const beside = `${path}.${crypto.randomUUID()}`;
    try {
      await Deno.writeTextFile(beside, JSON.stringify(config, null, "\t"), {
        createNew: true,
        mode: 0o600,
      });
      await Deno.rename(beside, path);
    } catch (e) {
      await Deno.remove(beside).catch(() => {});
      throw e;
    }
  } catch (e) {
    throw fail(`cannot save ${dir}/config.json: ${reason(e)}`, e);
  }
}
