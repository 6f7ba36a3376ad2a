/**
 * Completion of a command line: commands, flags, their values, and names from the engine. The
 * scripts of the shells, `dockerctl shell` and the `:` line all ask here.
 */
import type { Engine } from "../../core/mod.ts";
import { GLOBAL_OPTIONS } from "./globals.ts";
import { isEngineSource, namesOf } from "./names.ts";
import { allOptions } from "./parse.ts";
import type { Registry } from "./registry.ts";
import type { AnyCommandSpec, ArgSpec, Candidate, CompletionSource, OptionSpecs } from "./types.ts";
import { COMMON_OPTIONS } from "./usage.ts";

/** How long a completion may take before it counts as none, in milliseconds. */
const TIMEOUT_MS = 1_000;

/** How long the engine alone is asked, where the record knows names, in milliseconds. */
const PATIENCE_MS = 300;

/** The most candidates that are given. */
const MAX_CANDIDATES = 1_000;

/** What completion needs. */
export interface CompleteDeps {
  registry: Registry;
  /** `demo` is set where the command's own `--demo` asks for the simulated engine. */
  engine(want?: { demo: boolean }): Promise<Engine>;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  /** Names of the contexts on disk. */
  contexts?(): Promise<readonly string[]>;
  /** Hosts and groups that `--hosts` may name. */
  hosts?(): Promise<readonly Candidate[]>;
  /** The engine of a host of the list. */
  hostEngine?(host: string): Promise<Engine>;
  /** Names of what was recorded of the engine: they are there also while it does not answer. */
  recorded?(): Promise<readonly Candidate[]>;
}

/** What may stand at the cursor. */
export interface Completion {
  candidates: Candidate[];
  /** The shell completes paths itself. */
  paths?: "file" | "directory";
}

/** Completes the last of `words` (the command line without the program's name). */
export async function complete(words: readonly string[], deps: CompleteDeps): Promise<Completion> {
  const word = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const start = commandStart(before);
  if (start === undefined) return await optionValue(before, word, GLOBAL_OPTIONS, deps);
  const found = deps.registry.find(before.slice(start));
  if (found.kind === "unknown") return { candidates: [] };
  if (found.kind === "group") {
    if (start + found.words < before.length) return { candidates: [] };
    const root = found.path === "";
    if (word.startsWith("-")) {
      return root && start === before.length
        ? await flags(before, word, GLOBAL_OPTIONS, deps)
        : matching(word, [{ value: "--help", summary: "Print usage" }]);
    }
    const children = deps.registry.children(found.path)
      .map((c) => ({ value: c.word, summary: c.summary }));
    if (root) children.push({ value: "help", summary: "Help on a command" });
    const otherwise = deps.registry.group(found.path)?.otherwise;
    const taken = otherwise === undefined ? undefined : deps.registry.command(otherwise);
    if (taken === undefined) return matching(word, children);
    const more = await completeCommand(await taken.load(), [], word, deps);
    return { ...more, candidates: [...matching(word, children).candidates, ...more.candidates] };
  }
  const spec = await found.entry.load();
  return await completeCommand(spec, before.slice(start + found.words), word, deps);
}

/** The global flags before the command of a line whose last word is being completed. */
export function flagsBefore(words: readonly string[]): readonly string[] {
  const before = words.slice(0, -1);
  const start = commandStart(before);
  // `help` is no flag; a flag that waits for its value names nothing yet.
  if (start === undefined || start > before.length) return [];
  return before.slice(0, before[start - 1] === "help" ? start - 1 : start);
}

/** Where the command begins behind the global flags; undefined when a flag waits for its value. */
function commandStart(words: readonly string[]): number | undefined {
  let at = 0;
  while (at < words.length && words[at].startsWith("-") && words[at] !== "--") {
    const waits = waitingFlag(words[at], GLOBAL_OPTIONS) !== undefined;
    at += waits ? 2 : 1;
    if (waits && at > words.length) return undefined;
  }
  if (words[at] === "help") at++;
  return at;
}

/** The option whose value the next word is, or undefined when the word needs none. */
function waitingFlag(word: string, options: OptionSpecs): string | undefined {
  const takesValue = (name: string | undefined) => {
    const spec = name === undefined ? undefined : options[name];
    if (spec === undefined || spec.type === "boolean") return undefined;
    return spec.type === "string" && spec.noValue !== undefined ? undefined : name;
  };
  if (word.startsWith("--")) {
    return word.includes("=") ? undefined : takesValue(byName(word.slice(2), options));
  }
  if (!word.startsWith("-") || word.length < 2) return undefined;
  const letters = word.slice(1);
  for (let i = 0; i < letters.length; i++) {
    const name = byShort(letters[i], options);
    const waits = takesValue(name);
    if (waits !== undefined) return i === letters.length - 1 ? waits : undefined;
    if (name === undefined) return undefined;
  }
  return undefined;
}

function byName(name: string, options: OptionSpecs): string | undefined {
  if (Object.hasOwn(options, name)) return name;
  return Object.entries(options).find(([, o]) => o.aliases?.includes(name))?.[0];
}

function byShort(letter: string, options: OptionSpecs): string | undefined {
  return Object.entries(options).find(([, o]) => o.short === letter)?.[0];
}

async function completeCommand(
  spec: AnyCommandSpec,
  before: readonly string[],
  word: string,
  deps: CompleteDeps,
): Promise<Completion> {
  const options = allOptions(spec);
  const args: string[] = [];
  let ended = spec.passThrough ?? false;
  let demo = false;
  for (let at = 0; at < before.length; at++) {
    const current = before[at];
    if (ended || !current.startsWith("-") || current === "-") {
      args.push(current);
      if (spec.stopEarly) ended = true;
    } else if (current === "--") ended = true;
    else if (current === "--demo" && options.demo === COMMON_OPTIONS.demo) demo = true;
    else if (waitingFlag(current, options) !== undefined) {
      if (at + 1 >= before.length) return await optionValue(before, word, options, deps);
      at++;
    }
  }
  if (!ended && word.startsWith("-")) return await flags(before, word, options, deps, spec);
  const specs: readonly ArgSpec[] = spec.args ?? [];
  const last = specs.at(-1);
  const arg = specs[args.length] ?? (last?.variadic ? last : undefined);
  if (arg === undefined) return { candidates: [] };
  const own = demo ? { ...deps, engine: () => deps.engine({ demo }) } : deps;
  const result = await fromSource(arg.complete, before, word, own);
  // A target that was named already is not offered again; another program knows best itself.
  if (spec.passThrough) return result;
  result.candidates = result.candidates.filter((c) => !args.includes(c.value));
  return result;
}

async function optionValue(
  before: readonly string[],
  word: string,
  options: OptionSpecs,
  deps: CompleteDeps,
): Promise<Completion> {
  const name = waitingFlag(before.at(-1) ?? "", options);
  if (name === undefined) return { candidates: [] };
  return await fromSource(options[name].complete, before, word, deps);
}

async function flags(
  before: readonly string[],
  word: string,
  options: OptionSpecs,
  deps: CompleteDeps,
  spec?: AnyCommandSpec,
): Promise<Completion> {
  const equals = word.indexOf("=");
  if (word.startsWith("--") && equals > 0) {
    const name = byName(word.slice(2, equals), options);
    if (name === undefined) return { candidates: [] };
    const result = await fromSource(
      options[name].complete,
      before,
      word.slice(equals + 1),
      deps,
    );
    const prefix = word.slice(0, equals + 1);
    return {
      ...result,
      candidates: result.candidates.map((c) => ({ ...c, value: prefix + c.value })),
    };
  }
  const listed = Object.entries(options).filter(([name, o]) =>
    !o.hidden || name === "json" && name in COMMON_OPTIONS && spec?.options?.format !== undefined
  );
  const all = listed.map(([name, o]) => ({
    value: `--${name}`,
    summary: o.summary.split("\n")[0],
  }));
  all.push({ value: "--help", summary: "Print usage" });
  if (/^-[A-Za-z]$/.test(word) && byShort(word[1], options)) {
    return { candidates: [{ value: word }] };
  }
  return matching(word, all);
}

function matching(word: string, candidates: readonly Candidate[]): Completion {
  return {
    candidates: candidates.filter((c) => c.value.startsWith(word))
      .sort((a, b) => a.value < b.value ? -1 : a.value > b.value ? 1 : 0)
      .slice(0, MAX_CANDIDATES),
  };
}

async function fromSource(
  source: CompletionSource | undefined,
  before: readonly string[],
  word: string,
  deps: CompleteDeps,
): Promise<Completion> {
  if (source === undefined) return { candidates: [] };
  if (source === "file" || source === "directory") return { candidates: [], paths: source };
  if (typeof source === "object") return matching(word, source.map((value) => ({ value })));
  const away = typeof source === "function" ? source.awayMs ?? 0 : 0;
  const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(TIMEOUT_MS + away)]);
  const over = new AbortController();
  try {
    const asked = typeof source === "function"
      ? source({
        word,
        before,
        engine: deps.engine,
        recorded: deps.recorded,
        env: deps.env,
        signal,
      })
      : names(source, word, deps, signal);
    const found = await Promise.race([asked, rejected(signal), late(source, deps, over.signal)]);
    if (!("candidates" in found)) return matching(word, found);
    return { ...matching(word, found.candidates), ...found.paths ? { paths: found.paths } : {} };
  } catch {
    // No engine, no context: what was recorded, else nothing, is all that can be offered.
    return matching(word, await remembered(source, deps));
  } finally {
    over.abort();
  }
}

/** Names of containers from the record, where the engine does not answer. */
async function remembered(
  source: CompletionSource,
  deps: CompleteDeps,
): Promise<readonly Candidate[]> {
  if (typeof source !== "string" || !source.startsWith("container")) return [];
  return await deps.recorded?.().catch(() => []) ?? [];
}

/** An engine that keeps a person waiting is not waited for where the record knows names. */
async function late(
  source: CompletionSource,
  deps: CompleteDeps,
  over: AbortSignal,
): Promise<readonly Candidate[]> {
  await new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_MS);
    over.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
  const known = await remembered(source, deps);
  return known.length > 0 ? known : await new Promise<never>(() => {});
}

function rejected(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Names of a kind, from the engine. */
async function names(
  source: Extract<CompletionSource, string>,
  word: string,
  deps: CompleteDeps,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  switch (source) {
    case "context":
      return [...await deps.contexts?.() ?? []].map((value) => ({ value }));
    case "host": {
      // Several stand with commas between them.
      const before = word.slice(0, word.lastIndexOf(",") + 1);
      const named = new Set(before.split(","));
      return [...await deps.hosts?.() ?? []].filter((c) => !named.has(c.value))
        .map((c) => ({ ...c, value: before + c.value }));
    }
    case "command":
      return deps.registry.children("").map((c) => ({ value: c.word, summary: c.summary }));
    default:
      if (!isEngineSource(source)) return [];
      return await onHost(source, word, deps, signal) ??
        await namesOf(source, word, await deps.engine(), signal);
  }
}

/** Containers of the host that a word names: `web1/ap`. Undefined where it names none. */
async function onHost(
  source: Parameters<typeof namesOf>[0],
  word: string,
  deps: CompleteDeps,
  signal: AbortSignal,
): Promise<readonly Candidate[] | undefined> {
  const slash = word.indexOf("/");
  if (!source.startsWith("container") || slash <= 0 || deps.hostEngine === undefined) {
    return undefined;
  }
  const host = word.slice(0, slash);
  if (!(await deps.hosts?.() ?? []).some((c) => c.value === host)) return undefined;
  const found = await namesOf(source, word.slice(slash + 1), await deps.hostEngine(host), signal);
  return found.map((c) => ({ ...c, value: `${host}/${c.value}` }));
}
