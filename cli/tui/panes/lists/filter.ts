/** What `/` looks for: words, expressions, labels, states. */

/** What of a list its filter looks at. */
// deno-lint-ignore no-explicit-any
export interface Findable<T = any> {
  text(item: T): string;
  labels?(item: T): Readonly<Record<string, string>>;
  status?(item: T): string;
  /** What `name:value` is compared with, spaces and case aside. */
  readonly fields?: Readonly<Record<string, (item: T) => string>>;
}

// deno-lint-ignore no-explicit-any
type Test = (item: any) => boolean;

/**
 * What `/` means: words that all must be found, case aside; `/re/` a regular expression;
 * `!word` what must not be found; `label:key=value`, `status:word`, `host:name` and the
 * fields of the list (`service:web`). Undefined without a filter.
 * A broken expression is looked for as it stands.
 */
export function matcher(filter: string, spec: Findable): Test | undefined {
  const words = wordsOf(filter);
  if (words.length === 0) return undefined;
  const tests = words.map((word) => wordTest(word, spec));
  return (item) => tests.every((test) => test(item));
}

/** Words between spaces; a `/…/` keeps its spaces. */
function wordsOf(filter: string): string[] {
  return filter.match(/!?\/(?:[^/\\]|\\.)+\/|\S+/g) ?? [];
}

function wordTest(word: string, spec: Findable): Test {
  if (word.startsWith("!") && word.length > 1) {
    const test = wordTest(word.slice(1), spec);
    return (item) => !test(item);
  }
  if (word.startsWith("label:")) {
    const [key, value] = splitOnce(word.slice(6), "=");
    return (item) => {
      const labels = spec.labels?.(item) ?? {};
      if (value === undefined) return Object.keys(labels).some((k) => k.includes(key));
      return labels[key] === value;
    };
  }
  if (word.startsWith("host:")) {
    const wanted = word.slice(5).toLowerCase();
    return (item) => ((item as { host?: string }).host ?? "").toLowerCase() === wanted;
  }
  if (word.startsWith("status:")) {
    const wanted = word.slice(7).toLowerCase();
    return (item) => (spec.status?.(item) ?? "").toLowerCase().includes(wanted);
  }
  const [field, value] = splitOnce(word, ":");
  if (value !== undefined && spec.fields !== undefined && Object.hasOwn(spec.fields, field)) {
    const of = spec.fields[field];
    const wanted = value.toLowerCase();
    return (item) => of(item).replace(/\s/g, "").toLowerCase() === wanted;
  }
  const test = textTest(word);
  return (item) => test(spec.text(item));
}

function splitOnce(text: string, by: string): [string, string | undefined] {
  const at = text.indexOf(by);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + by.length)];
}

/** A test for a text: `/re/`, or a part of it with upper and lower case alike. */
export function textTest(wish: string): (text: string) => boolean {
  const pattern = patternOf(wish);
  if (pattern === undefined) return () => true;
  return (text) => {
    pattern.lastIndex = 0;
    return pattern.test(text);
  };
}

/** Text looked through at a time: a pattern that backtracks may not hold up a frame for long. */
const LIMIT = 8192;

/** The global pattern of a wish, for searching and highlighting; undefined for an empty wish. */
export function patternOf(wish: string): RegExp | undefined {
  if (wish === "") return undefined;
  const literal = new RegExp(wish.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "giu");
  const regex = /^\/(.+)\/$/.exec(wish)?.[1];
  if (regex === undefined) return literal;
  try {
    return new RegExp(regex, "gi");
  } catch {
    return literal;
  }
}

/** The part of a long text that patterns are tried on. */
export function searchable(text: string): string {
  return text.length > LIMIT ? text.slice(0, LIMIT) : text;
}
