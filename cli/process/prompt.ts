import type { Streams } from "../spec/types.ts";

/**
 * Asks a yes-or-no question on the terminal; no is the default. False without a terminal:
 * cliffy's prompt would draw for ever at the end of a piped stdin.
 */
export async function confirm(streams: Streams, question: string): Promise<boolean> {
  if (!streams.stdin.isTerminal || !streams.stdout.isTerminal) return false;
  const { Confirm } = await import("@cliffy/prompt");
  return await Confirm.prompt({ message: question, default: false });
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
