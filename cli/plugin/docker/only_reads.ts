/** Command lines of docker's plugins that change nothing: a read-only screen has these alone. */

/** Verbs of `compose`. */
// deno-fmt-ignore
const COMPOSE: ReadonlySet<string> = new Set([
  "config", "convert", "events", "images", "logs", "ls", "port", "ps", "stats", "top", "version",
  "volumes",
]);
/** Flags of `compose` with a word of their own behind them. */
const WITH_WORD =
  /^(-f|-p|--(file|project-name|project-directory|profile|env-file|ansi|progress|parallel))$/;

/** Whether a line is known to change nothing. */
export function onlyReads(plugin: string, words: readonly string[]): boolean {
  const end = words.indexOf("--");
  const flags = end < 0 ? words : words.slice(0, end);
  let at = 0;
  while (at < words.length && words[at].startsWith("-")) at += WITH_WORD.test(words[at]) ? 2 : 1;
  const verb = words[at];
  if (verb === undefined || verb === "help" || verb === "version") return true;
  // Behind these the words are another program's.
  const handsOn = verb === "run" || verb === "exec";
  if (!handsOn && /^(-h|--help)$/.test(flags.at(-1) ?? "")) return true;
  return plugin === "compose" && (COMPOSE.has(verb) || flags.slice(0, at).includes("--dry-run"));
}
