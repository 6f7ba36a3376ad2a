/** The settings of the recorder: their names, defaults, bounds, and how they are read. */
import { isAbsolute, join } from "node:path";
import { jsonProblem } from "../config/json_problem.ts";
import { readSettingsText, settingsFile } from "../config/settings_file.ts";
import { FILE_FIELDS } from "./format/file_name.ts";
import { defaultRecordDir } from "./places.ts";
import type { RecordConfig } from "./types.ts";

type Env = Readonly<Record<string, string | undefined>>;
type Fields = Record<string, unknown>;

/** What was found, and a sentence for everything that is wrong with it. */
export interface LoadedRecordConfig {
  config: RecordConfig;
  problems: readonly string[];
}

const SECOND = 1_000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const MIB = 1024 * 1024;
/** A smaller segment would be most of all its own header and name. */
const MIN_SEGMENT = 4 * 1024;
const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1024,
  m: MIB,
  g: 1024 * MIB,
  t: 1024 * 1024 * MIB,
};
const TIMES: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
};

/** What counts where nothing is said. */
export function defaultRecordConfig(env: Env): RecordConfig {
  return {
    dir: defaultRecordDir(env),
    include: { names: [], labels: [], projects: [] },
    exclude: [],
    logs: {
      enabled: true,
      format: "text",
      file: "{date}_{name}_{shortid}.log",
      consolidated: false,
      rotateBytes: 16 * MIB,
      rotateAge: DAY,
      gzip: true,
      keepAge: 30 * DAY,
      keepBytes: 256 * MIB,
    },
    stats: { enabled: true, every: 5 * SECOND, keepFine: HOUR, keepMinutes: 7 * DAY },
    events: { enabled: true, keepAge: 30 * DAY },
    documents: { enabled: true, env: true, keepAge: 30 * DAY },
    totalBytes: 4 * 1024 * MIB,
  };
}

/**
 * Reads the `record` part of dockerctl's settings. A file that is not there says nothing; of a
 * broken one the problems are told, and what they concern has its default.
 */
export async function loadRecordConfig(env: Env): Promise<LoadedRecordConfig> {
  const file = settingsFile(env);
  let text: string;
  try {
    text = await readSettingsText(file);
  } catch (e) {
    const config = defaultRecordConfig(env);
    if (e instanceof Deno.errors.NotFound || e instanceof Deno.errors.NotADirectory) {
      return { config, problems: [] };
    }
    return { config, problems: [`Cannot read ${file}: ${(e as Error).message}`] };
  }
  try {
    const root: unknown = JSON.parse(text);
    return readRecordConfig(isFields(root) ? root.record : undefined, file, env);
  } catch (e) {
    return {
      config: defaultRecordConfig(env),
      problems: [`${file} is no JSON: ${jsonProblem(text, e as Error).says}`],
    };
  }
}

/**
 * Checks the value of `record`, field by field. Bytes are numbers or texts such as `"16m"`, times
 * are milliseconds or texts such as `"5s"` and `"30d"`; `0` is no bound where a bound is meant.
 */
export function readRecordConfig(value: unknown, file: string, env: Env): LoadedRecordConfig {
  const config = defaultRecordConfig(env);
  const problems: string[] = [];
  const r = new Reader(file, problems);
  r.fields("record", value, {
    dir: (v, path) => {
      const text = r.text(v, path);
      if (text === undefined) return;
      const dir = text.startsWith("~/") ? join(env.HOME || "/", text.slice(2)) : text;
      if (isAbsolute(dir)) config.dir = dir;
      else r.problem(path, "must be an absolute path, or begin with ~/");
    },
    include: (v, path) =>
      r.fields(path, v, {
        names: (v, path) => config.include.names = r.texts(v, path) ?? [],
        labels: (v, path) => config.include.labels = r.texts(v, path) ?? [],
        projects: (v, path) => config.include.projects = r.texts(v, path) ?? [],
      }),
    exclude: (v, path) => config.exclude = r.texts(v, path) ?? [],
    logs: (v, path) => {
      const { logs } = config;
      r.fields(path, v, {
        enabled: (v, path) => logs.enabled = r.flag(v, path) ?? logs.enabled,
        format: (v, path) => {
          if (v === "text" || v === "json") logs.format = v;
          else r.problem(path, 'must be "text" or "json"');
        },
        file: (v, path) => {
          const text = r.text(v, path);
          const wrong = text === undefined ? undefined : templateProblem(text);
          if (wrong !== undefined) r.problem(path, wrong);
          else if (text !== undefined) logs.file = text;
        },
        consolidated: (v, path) => logs.consolidated = r.flag(v, path) ?? logs.consolidated,
        rotateBytes: (v, path) =>
          logs.rotateBytes = r.bytes(v, path, MIN_SEGMENT) ?? logs.rotateBytes,
        rotateAge: (v, path) => logs.rotateAge = r.time(v, path, SECOND) ?? logs.rotateAge,
        gzip: (v, path) => logs.gzip = r.flag(v, path) ?? logs.gzip,
        keepAge: (v, path) => logs.keepAge = r.time(v, path, SECOND) ?? logs.keepAge,
        keepBytes: (v, path) => logs.keepBytes = r.bytes(v, path, MIN_SEGMENT) ?? logs.keepBytes,
      });
    },
    stats: (v, path) => {
      const { stats } = config;
      r.fields(path, v, {
        enabled: (v, path) => stats.enabled = r.flag(v, path) ?? stats.enabled,
        every: (v, path) => stats.every = r.time(v, path, SECOND) || stats.every,
        keepFine: (v, path) => stats.keepFine = r.time(v, path, MINUTE) ?? stats.keepFine,
        keepMinutes: (v, path) => stats.keepMinutes = r.time(v, path, MINUTE) ?? stats.keepMinutes,
      });
    },
    events: (v, path) => {
      const { events } = config;
      r.fields(path, v, {
        enabled: (v, path) => events.enabled = r.flag(v, path) ?? events.enabled,
        keepAge: (v, path) => events.keepAge = r.time(v, path, SECOND) ?? events.keepAge,
      });
    },
    documents: (v, path) => {
      const { documents } = config;
      r.fields(path, v, {
        enabled: (v, path) => documents.enabled = r.flag(v, path) ?? documents.enabled,
        env: (v, path) => documents.env = r.flag(v, path) ?? documents.env,
        keepAge: (v, path) => documents.keepAge = r.time(v, path, SECOND) ?? documents.keepAge,
      });
    },
    totalBytes: (v, path) => config.totalBytes = r.bytes(v, path, MIN_SEGMENT) ?? config.totalBytes,
  });
  return { config, problems };
}

/** What is wrong with a template of file names; undefined if nothing is. */
export function templateProblem(template: string): string | undefined {
  const unknown = [...template.matchAll(/\{([^{}]*)\}/g)].map((m) => m[1])
    .find((field) => !(FILE_FIELDS as readonly string[]).includes(field));
  const fields = FILE_FIELDS.map((f) => `{${f}}`).join(" ");
  if (unknown !== undefined) return `has no field {${unknown}}; there are ${fields}`;
  if (/[{}]/.test(template.replace(/\{[^{}]*\}/g, ""))) return "has a brace without its other";
  if (template === "" || template.startsWith("/") || template.split("/").includes("..")) {
    return "must be a path below the record's folder";
  }
  return undefined;
}

class Reader {
  constructor(readonly file: string, readonly problems: string[]) {}

  problem(path: string, says: string): undefined {
    this.problems.push(`"${path}" in ${this.file} ${says}`);
  }

  fields(
    path: string,
    value: unknown,
    known: Readonly<Record<string, (value: unknown, path: string) => void>>,
  ): void {
    if (value === undefined) return;
    if (!isFields(value)) return this.problem(path, "must be an object");
    for (const [name, v] of Object.entries(value)) {
      if (Object.hasOwn(known, name)) known[name](v, `${path}.${name}`);
      else this.problems.push(`${this.file} has no setting "${path}.${name}"`);
    }
  }

  text(value: unknown, path: string): string | undefined {
    return typeof value === "string" ? value : this.problem(path, "must be a text");
  }

  texts(value: unknown, path: string): string[] | undefined {
    if (Array.isArray(value) && value.every((v) => typeof v === "string")) return value;
    return this.problem(path, "must be a list of texts");
  }

  flag(value: unknown, path: string): boolean | undefined {
    return typeof value === "boolean" ? value : this.problem(path, "must be true or false");
  }

  bytes(value: unknown, path: string, least: number): number | undefined {
    const n = parseBytes(value);
    if (n === undefined) return this.problem(path, 'must be a number of bytes, such as "16m"');
    if (n > 0 && n < least) return this.problem(path, `must be ${least} bytes at least`);
    return n;
  }

  time(value: unknown, path: string, least: number): number | undefined {
    const n = parseTime(value);
    if (n === undefined) {
      return this.problem(path, 'must be a length of time, such as "5s" or "7d"');
    }
    if (n > 0 && n < least) return this.problem(path, `must be ${least} ms at least`);
    return n;
  }
}

/** Bytes from a number or a text such as `16m` or `4 GB`; undefined for anything else. */
export function parseBytes(value: unknown): number | undefined {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  }
  const m = typeof value === "string"
    ? /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?$/i.exec(value.trim())
    : null;
  return m === null ? undefined : Math.round(Number(m[1]) * UNITS[m[2].toLowerCase()]);
}

/** Milliseconds from a number of them or a text such as `5s` or `1h30m`; undefined for anything else. */
export function parseTime(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== "string" || !/^(\d+(?:\.\d+)?\s*(ms|s|m|h|d|w)\s*)+$/.test(value.trim())) {
    return undefined;
  }
  let sum = 0;
  for (const m of value.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)/g)) {
    sum += Number(m[1]) * TIMES[m[2]];
  }
  return Math.round(sum);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
