/** Secrets of ways: read when they are needed, and shown to nobody. */
import { readOwnText } from "../../own_path.ts";
import type { Secret, Way } from "../config/ways.ts";
import { SendError } from "./send_error.ts";

/** No secret is longer; bytes. */
const MAX_SECRET = 64 * 1024;
/** Shorter texts are in too many others to be masked. */
const MIN_MASKED = 4;

/** Shorter parts of an address are words that others use, too. */
const MIN_PART = 8;

/** What a secret says now, without space around it. Throws SendError. */
export function readSecret(
  secret: Secret,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if ("text" in secret) return secret.text;
  if ("env" in secret) {
    const text = env[secret.env];
    if (text === undefined || text === "") {
      throw new SendError(`the environment has no ${secret.env}`);
    }
    return text.trim();
  }
  let text: string | undefined;
  try {
    text = readOwnText(secret.file, MAX_SECRET);
  } catch (e) {
    throw new SendError(e instanceof Error ? e.message : String(e));
  }
  if (text === undefined) throw new SendError(`there is no file ${secret.file}`);
  return text.trim();
}

/** An address without what may be secret in it: its path is the key to many a service. */
export function maskedAddress(text: string): string {
  try {
    const { protocol, host } = new URL(text);
    return `${protocol}//${host}/…`;
  } catch {
    return "…";
  }
}

/** Where a way leads, to be shown. */
export function wayWords(way: Way): string {
  switch (way.kind) {
    case "webhook": {
      const { url } = way;
      const where = "text" in url
        ? maskedAddress(url.text)
        : "file" in url
        ? `address in ${url.file}`
        : `address in $${url.env}`;
      return `${where} (${way.template})`;
    }
    case "exec":
      // Its arguments may be secret.
      return way.command.length > 1 ? `${way.command[0]} …` : way.command[0];
    case "mail":
      return `${way.recipients.join(", ")} (${way.sendmail})`;
    case "desktop":
      return "notify-send";
    case "syslog":
      return "logger";
  }
}

/** What of a secret may come back in the words of others: all of it, and its longer parts. */
export function partsOf(secret: string): string[] {
  const parts = secret.replace(/^https?:\/\/[^/]*/, "").split(/[\s/?&=]+/);
  return [secret, ...parts.filter((part) => part.length >= MIN_PART)];
}

/** A text of somebody else without our secrets in it. */
export function masked(text: string, secrets: readonly string[]): string {
  let out = text;
  for (const secret of secrets) if (secret.length >= MIN_MASKED) out = out.replaceAll(secret, "…");
  return out;
}
