/** dockerctl's own settings: `~/.config/dockerctl/config.json`. */
import { jsonProblem } from "../../core/config/json_problem.ts";
import { readSettingsText, settingsFile } from "../../core/config/settings_file.ts";
import { type OwnCommand, readOwnCommand } from "../tui/act/own_commands.ts";
import { parseTime } from "../../core/recorder/config.ts";
import type { Careful } from "../tui/model/model.ts";
import type { KeyWishes } from "../tui/screen/keymap.ts";

export { settingsFile };

/** What the file can say of the full screen. Everything may be left out. */
export interface TuiSettings {
  /** `dark`, `light` or `none`. */
  theme?: string;
  /** Keys in place of the defaults, by the names that `?` and cli/tui/README.md give. */
  keys?: KeyWishes;
  /** What comes before a key stops, restarts or pauses what runs: `undo`, `ask` or `no`. */
  careful?: Careful;
  /** Whether presses of the mouse come to the screen; true by default. */
  mouse?: boolean;
  /** Commands of the person's own, on a key each. */
  commands?: readonly OwnCommand[];
  /** How long what is removed by key is kept, stopped and under another name, in ms. */
  keepRemoved?: number;
  /** Hosts (as the status bar names them) on which nothing can be changed; `*` is all. */
  readOnly?: readonly string[];
}

/** The settings that were found, and a sentence for everything that is wrong with them. */
export interface LoadedSettings {
  tui: TuiSettings;
  problems: readonly string[];
}

/** Reads the settings. A file that is not there says nothing; a broken one is told and left out. */
export async function loadSettings(
  env: Readonly<Record<string, string | undefined>>,
): Promise<LoadedSettings> {
  const file = settingsFile(env);
  let text: string;
  try {
    text = await readSettingsText(file);
  } catch (e) {
    if (e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory) {
      return { tui: {}, problems: [] };
    }
    return { tui: {}, problems: [`Cannot read ${file}: ${(e as Error).message}`] };
  }
  try {
    return readSettings(JSON.parse(text), file);
  } catch (e) {
    return { tui: {}, problems: [`${file} is no JSON: ${jsonProblem(text, e as Error).says}`] };
  }
}

/** Checks what the file says, field by field. */
export function readSettings(value: unknown, file: string): LoadedSettings {
  const problems: string[] = [];
  const tui: { -readonly [K in keyof TuiSettings]: TuiSettings[K] } = {};
  const root = isRecord(value) ? value : undefined;
  if (root === undefined) problems.push(`${file} must hold an object`);
  const given = root?.tui;
  if (given !== undefined && !isRecord(given)) problems.push(`"tui" in ${file} must be an object`);
  if (isRecord(given)) {
    for (const [name, wish] of Object.entries(given)) {
      if (name === "theme") {
        if (wish === "dark" || wish === "light" || wish === "none") tui.theme = wish;
        else problems.push(`"theme" in ${file} must be "dark", "light" or "none"`);
      } else if (name === "readOnly") {
        if (wish === true) tui.readOnly = ["*"];
        else if (wish === false) tui.readOnly = [];
        else if (isTexts(wish)) tui.readOnly = wish;
        else problems.push(`"readOnly" in ${file} must be true, false or a list of hosts`);
      } else if (name === "careful") {
        if (wish === "undo" || wish === "ask" || wish === "no") tui.careful = wish;
        else problems.push(`"careful" in ${file} must be "undo", "ask" or "no"`);
      } else if (name === "mouse") {
        if (typeof wish === "boolean") tui.mouse = wish;
        else problems.push(`"mouse" in ${file} must be true or false`);
      } else if (name === "commands") {
        tui.commands = readCommands(wish, file, problems);
      } else if (name === "keepRemoved") {
        const ms = wish === false ? 0 : parseTime(wish);
        if (ms === undefined) {
          problems.push(`"keepRemoved" in ${file} must be a length of time, such as "1h"`);
        } else if (ms > 0) tui.keepRemoved = ms;
      } else if (name === "keys") {
        tui.keys = readKeys(wish, file, problems);
      } else problems.push(`${file} has no setting "tui.${name}"`);
    }
  }
  return { tui, problems };
}

/** More than this nobody has keys for. */
const MAX_COMMANDS = 100;

function readCommands(value: unknown, file: string, problems: string[]): OwnCommand[] {
  if (!Array.isArray(value)) {
    problems.push(`"commands" in ${file} must be a list`);
    return [];
  }
  if (value.length > MAX_COMMANDS) {
    problems.push(`"commands" in ${file} has more than ${MAX_COMMANDS} entries`);
  }
  return value.slice(0, MAX_COMMANDS).flatMap((wish: unknown, n) => {
    const read = readOwnCommand(wish, `"commands" entry ${n + 1} in ${file}`);
    if (typeof read !== "string") return [read];
    problems.push(read);
    return [];
  });
}

function readKeys(value: unknown, file: string, problems: string[]): KeyWishes {
  const keys: Record<string, readonly string[]> = {};
  if (!isRecord(value)) {
    problems.push(`"keys" in ${file} must be an object`);
    return keys;
  }
  for (const [id, wish] of Object.entries(value)) {
    if (typeof wish === "string") keys[id] = [wish];
    else if (isTexts(wish)) keys[id] = wish;
    else problems.push(`"keys.${id}" in ${file} must be a key or a list of keys`);
  }
  return keys;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((v) => typeof v === "string");
}
