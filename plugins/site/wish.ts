/** What a site is to be, read from flags; pure. */
import { ExitError } from "../../cli/plugin/mod.ts";
import { parseBytes } from "../../core/mod.ts";

/** Exit code for what docker calls a usage error of `run`. */
const USAGE = 125;

/** How a running site takes a new folder: started again, told by a signal, or not at all. */
export type Reload = string;

/** A site as it was asked for. */
export interface Wish {
  name: string;
  /** A reference; undefined where an image is built. */
  image?: string;
  /** A folder with a Dockerfile. */
  build?: string;
  from: string;
  to: string;
  user?: string;
  /** Bytes. */
  memory?: number;
  /** Of the host; 0: one that is free. */
  port: number;
  /** In the container, where it was said. */
  inner?: number;
  reload: Reload;
}

/** The flags of `site create`, as they come. */
export interface WishFlags {
  image?: string;
  from?: string;
  to?: string;
  user?: string;
  memory?: string;
  port?: string;
  reload: string;
}

const bad = (message: string) => new ExitError(USAGE, message);

/** Reads the flags. Throws an ExitError that says which one is wrong, and how it should be. */
export function readWish(name: string, flags: WishFlags): Wish {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,62}$/.test(name)) {
    throw bad(`"${name}" is no name of a site: two or more letters, digits, "_", "." and "-"`);
  }
  for (const flag of ["image", "from", "to"] as const) {
    if (!flags[flag]) throw bad(`site create needs --${flag}`);
  }
  const image = flags.image!;
  const folder = /^(\.{0,2}\/|\.{1,2}$|~\/)/.test(image);
  return {
    name,
    ...folder ? { build: image } : { image },
    from: flags.from!,
    to: readPlace(flags.to!),
    ...flags.user !== undefined && { user: readUser(flags.user) },
    ...flags.memory !== undefined && { memory: readMemory(flags.memory) },
    ...readPort(flags.port),
    reload: readReload(flags.reload),
  };
}

/** Folders without which a container does not start, or that are none of the image's. */
const KEPT = /^\/((bin|boot|dev|etc|home|lib|lib64|proc|root|run|sbin|sys|tmp|usr|var)$|$)/;
const NOT_IN = /^\/(dev|proc|sys)\//;

/** A folder in a container that may be taken away and put back. */
export function readPlace(text: string): string {
  const path = text.replace(/\/+$/, "") || "/";
  const parts = path.split("/").slice(1);
  // deno-lint-ignore no-control-regex
  const strange = /[\x00-\x1f\x7f]/.test(path) || path.length > 1024;
  if (!path.startsWith("/") || strange || parts.some((p) => [".", ".."].includes(p))) {
    throw bad(`--to ${JSON.stringify(text)} is no absolute path in the container`);
  }
  if (KEPT.test(path) || NOT_IN.test(path)) {
    throw bad(`--to ${path} is a folder of the system: the site's folder takes its whole place`);
  }
  if (parts.includes("")) throw bad(`--to ${path} has an empty part`);
  return path;
}

function readUser(text: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,31})?$/.test(text)) {
    throw bad(`--user ${JSON.stringify(text)} is no USER or USER:GROUP, by name or number`);
  }
  return text;
}

/** The engine refuses less. */
const LEAST_MEMORY = 6 * 1024 ** 2;

function readMemory(text: string): number {
  let bytes: number;
  try {
    bytes = parseBytes(text);
  } catch (e) {
    throw bad(`--memory: ${(e as Error).message}`);
  }
  if (bytes < LEAST_MEMORY) throw bad(`--memory ${text} is too little: 6m is the least`);
  return bytes;
}

function readPort(text: string | undefined): { port: number; inner?: number } {
  if (text === undefined) return { port: 0 };
  const found = /^(\d{1,6})(?::(\d{1,6}))?$/.exec(text);
  const numbers = found?.slice(1).filter((n) => n !== undefined).map(Number) ?? [];
  if (numbers.length === 0 || numbers.some((n) => n < 1 || n > 65_535)) {
    throw bad(`--port ${JSON.stringify(text)} is no port: 1 to 65535, or HOST_PORT:CONTAINER_PORT`);
  }
  const [port, inner] = numbers;
  return { port, ...inner !== undefined && { inner } };
}

/** `restart`, `none`, or a signal. */
export function readReload(text: string): Reload {
  const word = text.toUpperCase().replace(/^SIG/, "");
  if (text === "restart" || text === "none") return text;
  if (/^(HUP|USR1|USR2|WINCH|TERM|INT|QUIT)$/.test(word)) return `SIG${word}`;
  throw bad(`--reload ${JSON.stringify(text)} is none of restart, none, and a signal like HUP`);
}

/**
 * The port in the container: what was said, the one that the image exposes, 80 where it is among
 * several, and the host's where it exposes none.
 */
export function innerPort(wish: Pick<Wish, "port" | "inner">, exposed: readonly string[]): number {
  if (wish.inner !== undefined) return wish.inner;
  const ports = exposed.filter((p) => /^\d+(\/tcp)?$/.test(p)).map((p) => parseInt(p, 10));
  if (ports.length === 1) return ports[0];
  if (ports.includes(80)) return 80;
  if (ports.length === 0) return wish.port || 80;
  throw bad(
    `The image exposes ${ports.sort((a, b) => a - b).join(", ")}: say which, ` +
      `--port ${wish.port || 8080}:${ports[0]}`,
  );
}
