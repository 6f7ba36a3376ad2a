/** Hyperlinks of the command line (OSC 8): what can be opened is opened by a click. */

type Env = Readonly<Record<string, string | undefined>>;

/** Longest address that is made a link of: terminals drop longer ones. */
const MAX_URL = 2_000;

/** The text as a link to an address; as it is where the address is none that a terminal may see. */
export function hyperlink(text: string, url: string): string {
  // Only what can stand in an address: no escape and no control gets through.
  if (text === "" || url.length > MAX_URL || !/^(https?|file):[!-~]+$/.test(url)) return text;
  return `\x1b]8;;${url}\x1b\\${text}\x1b]8;;\x1b\\`;
}

/** The text without what hyperlink() added. */
export function unlinked(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.includes("\x1b") ? text.replace(/\x1b\]8;;[!-~]*\x1b\\/g, "") : text;
}

/** The address of a file, by its absolute path; another machine's terminal sees whose it is. */
export function fileUrl(path: string, host: string): string {
  return `file://${host}${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** Terminals by the name they give themselves in TERM_PROGRAM. */
const PROGRAMS = new Set([
  "ghostty",
  "Hyper",
  "iTerm.app",
  "mintty",
  "rio",
  "Tabby",
  "vscode",
  "WezTerm",
  "zed",
]);

/**
 * Whether links are wanted on this output: a terminal that is known to show them, for others may
 * print them as rubbish. FORCE_HYPERLINK says it for a terminal that is not known: 0 or 1.
 */
export function wantsHyperlinks(isTerminal: boolean, env: Env): boolean {
  if (!isTerminal || env.NO_COLOR || env.TERM === "dumb") return false;
  if (env.FORCE_HYPERLINK !== undefined) return !/^(0|)$/.test(env.FORCE_HYPERLINK);
  const term = env.TERM ?? "";
  if (env.TERM_PROGRAM === "tmux") return versionOf(env.TERM_PROGRAM_VERSION) >= 3.4;
  // What runs inside of screen or an old tmux inherits the outer terminal's variables.
  if (/^(screen|tmux)/.test(term)) return false;
  if (PROGRAMS.has(env.TERM_PROGRAM ?? "")) return true;
  if (/^(xterm-kitty|alacritty|foot|wezterm|contour|xterm-ghostty)/.test(term)) return true;
  // VTE 0.50 showed links first (GNOME Terminal, Tilix, …).
  if (Number(env.VTE_VERSION) >= 5000) return true;
  return Boolean(env.KITTY_WINDOW_ID || env.KONSOLE_VERSION || env.WT_SESSION || env.DOMTERM);
}

/** `3.4a` is 3.4. */
function versionOf(text = ""): number {
  return Number(/^\d+\.\d+/.exec(text)?.[0] ?? 0);
}

/** A published port, as far as it has an address. */
export interface PublishedPort {
  /** The address it is bound to; unset, `0.0.0.0` and `::` are all of them. */
  ip?: string;
  privatePort: number;
  publicPort?: number;
  type: string;
}

/** Where a browser finds a port that an engine at `host` publishes; undefined for what is no TCP. */
export function portUrl(port: PublishedPort, host: string): string | undefined {
  if (!port.publicPort || port.type !== "tcp") return undefined;
  const { ip = "" } = port;
  const at = ip === "" || ip === "0.0.0.0" || ip === "::" ? host : ip;
  const scheme = port.privatePort === 443 || port.privatePort === 8443 ? "https" : "http";
  return `${scheme}://${at.includes(":") ? `[${at}]` : at}:${port.publicPort}`;
}

/** The machine whose ports an engine publishes, by the engine's DOCKER_HOST: `ssh://me@far`. */
export function engineHost(endpoint: string): string {
  const found = /^(?:tcp|ssh|https?):\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/]+)/.exec(endpoint);
  return found?.[1].replace(/^\[|\]$/g, "") ?? "localhost";
}

/** Pages of registries for an image, by the repository as docker shortens it. */
const PAGES: readonly (readonly [RegExp, string])[] = [
  [/^([a-z0-9._-]+)$/, "https://hub.docker.com/_/$1"],
  [/^([a-z0-9_-]+\/[a-z0-9._-]+)$/, "https://hub.docker.com/r/$1"],
  [/^(ghcr\.io\/[a-z0-9._/-]+)$/, "https://$1"],
  [/^quay\.io\/([a-z0-9._-]+\/[a-z0-9._-]+)$/, "https://quay.io/repository/$1"],
  [/^public\.ecr\.aws\/([a-z0-9._/-]+)$/, "https://gallery.ecr.aws/$1"],
  [/^mcr\.microsoft\.com\/([a-z0-9._/-]+)$/, "https://mcr.microsoft.com/artifact/mar/$1"],
];

/** A registry's page on a repository; undefined for a registry that has none that is known. */
export function repositoryUrl(repository: string): string | undefined {
  const page = PAGES.find(([pattern]) => pattern.test(repository));
  return page && repository.replace(page[0], page[1]);
}
