/** The token of a server: made, read, compared. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { dirname } from "node:path";
import { EngineError } from "../errors.ts";
import { readOwnText } from "../own_path.ts";
import { isVisible } from "./head.ts";

/** A token shorter than this could be guessed. */
const MIN_LENGTH = 32;
/** No token is longer; more is another file, given by mistake. */
const MAX_LENGTH = 1024;
/** With room for what an editor leaves behind it. */
const MAX_FILE = 64 * 1024;

const problem = (message: string, hint?: string, cause?: unknown) =>
  new EngineError(message, { code: "config", op: "read token", hint, cause });

/**
 * The token in a file: 32 to 1,024 printable characters on one line. With `make`, a file that is
 * not there is written with a random one, for its owner alone.
 *
 * @throws {EngineError} of code `config` for a file that others may read, or that holds no token.
 */
export async function readTokenFile(path: string, make = false): Promise<string> {
  let text: string | undefined;
  try {
    text = readOwnText(path, MAX_FILE, { what: "token file", others: "nothing" });
  } catch (e) {
    if (e instanceof EngineError) throw problem(lowerFirst(e.message), e.hint, e);
    throw problem(`the token file ${path} cannot be read: ${words(e)}`, undefined, e);
  }
  if (text === undefined) {
    if (!make) {
      throw problem(
        `the token file ${path} is not there`,
        "The server writes it when it starts; copy it from there",
      );
    }
    return await makeTokenFile(path);
  }
  return checkToken(text.trim(), `the token file ${path}`);
}

/** The token, if it is one. `where` is what the message calls its place. */
export function checkToken(token: string, where: string): string {
  if (token.length > MAX_LENGTH || !isVisible(token)) {
    throw problem(`${where} holds no token: one line of printable characters without spaces`);
  }
  if (token.length < MIN_LENGTH) {
    throw problem(
      `${where} holds a token of ${token.length} characters; ${MIN_LENGTH} are the least`,
      "Remove the file to have one made, or use: openssl rand -hex 32",
    );
  }
  return token;
}

async function makeTokenFile(path: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await Deno.writeTextFile(draft, token + "\n", { createNew: true, mode: 0o600 });
    try {
      // Nobody sees the file without its token in it, and the first one counts.
      await Deno.link(draft, path);
    } finally {
      await Deno.remove(draft);
    }
  } catch (e) {
    if (e instanceof Deno.errors.AlreadyExists) return await readTokenFile(path);
    throw problem(`the token file ${path} cannot be written: ${words(e)}`, undefined, e);
  }
  return token;
}

/**
 * Whether `given` is the token. The time this takes tells nothing of either: what is compared, in
 * constant time, are hashes of equal length.
 */
export function tokenMatches(given: string, token: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}

function lowerFirst(text: string): string {
  return text[0].toLowerCase() + text.slice(1);
}

function words(e: unknown): string {
  return (e instanceof Error ? e.message : String(e)).replace(/ \(os error \d+\).*$/, "");
}
