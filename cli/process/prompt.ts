/** Questions: on the terminal with cliffy's prompt, else by a line of what is piped in. */
import type { InputStream, Streams } from "../spec/types.ts";

/** The longest line that is read as an answer, in characters; docker's reader has the same bound. */
const LONGEST = 65_536;

/** What was read behind the line that was an answer, for the next question. */
const leftOver = new WeakMap<InputStream, string>();

/**
 * Asks a yes-or-no question; no is the default. Without a terminal it is written to stdout and a
 * line is read from stdin, as docker does: `y` is yes, anything else and the end of input is no.
 */
export async function confirm(
  streams: Streams,
  question: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const { stdin, stdout } = streams;
  if (stdin.isTerminal && stdout.isTerminal) {
    const { Confirm } = await import("@cliffy/prompt");
    return await Confirm.prompt({ message: question, default: false });
  }
  await stdout.write(`${question} [y/N] `);
  return (await readLine(stdin, signal)).trim().toLowerCase() === "y";
}

/** A line without its end; what there is where the input ends. */
async function readLine(stdin: InputStream, signal?: AbortSignal): Promise<string> {
  let text = leftOver.get(stdin) ?? "";
  leftOver.delete(stdin);
  if (!text.includes("\n")) {
    const decoder = new TextDecoder();
    for await (const bytes of stdin.read(signal)) {
      text += decoder.decode(bytes, { stream: true });
      if (text.includes("\n") || text.length > LONGEST) break;
    }
  }
  const end = text.indexOf("\n");
  if (end < 0) return text.length > LONGEST ? "" : text;
  leftOver.set(stdin, text.slice(end + 1));
  return text.slice(0, end);
}

/** Asks for a line of text on the terminal; undefined without one. */
export async function askText(streams: Streams, question: string): Promise<string | undefined> {
  if (!streams.stdin.isTerminal || !streams.stdout.isTerminal) return undefined;
  const { Input } = await import("@cliffy/prompt");
  return await Input.prompt({ message: question });
}

/** Asks for a password on the terminal, which does not show it; undefined without a terminal. */
export async function askSecret(streams: Streams, question: string): Promise<string | undefined> {
  if (!streams.stdin.isTerminal || !streams.stdout.isTerminal) return undefined;
  const { Secret } = await import("@cliffy/prompt");
  return await Secret.prompt({ message: question, hidden: true });
}
