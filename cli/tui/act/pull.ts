/** Pulling an image, with how far it is in one message. */
import { quoteWord } from "../../../core/recreate/quote_word.ts";
import type { CommandHost } from "../line/commands.ts";
import { OutputCapture } from "../line/output_capture.ts";
import type { Prompt } from "../overlays/prompt.ts";
import type { Dispatch } from "../store.ts";
import { plain } from "../text/ansi.ts";

/**
 * Pulls an image by the command of that name, which knows about credentials, and tells in one
 * message how far it is.
 */
export async function pullImage(
  { commands }: { readonly commands?: CommandHost },
  ref: string,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<void> {
  const command = `docker pull ${quoteWord(ref)}`;
  const id = `pull ${ref}`;
  const say = (kind: "ok" | "info" | "bad", text: string) =>
    dispatch({ type: "say", message: { kind, text, command, id } });
  if (commands === undefined) return say("bad", "There are no commands here to pull with");
  say("info", `pulling ${ref} …`);
  const progress = new PullProgress();
  const capture = new OutputCapture((lines) => {
    for (const line of lines) progress.take(plain(line));
    say("info", `pulling ${ref}: ${progress.words()}`);
  });
  const code = await commands.run(["pull", ref], capture.streams, signal);
  capture.end();
  if (signal.aborted) return;
  if (code === 0) {
    say("ok", progress.last.startsWith("Status: ") ? progress.last.slice(8) : `pulled ${ref}`);
  } else say("bad", progress.complaint === "" ? `pull ended with ${code}` : progress.complaint);
  await commands.remember?.(`pull ${quoteWord(ref)}`).catch(() => {});
}

/** How far a pull is, from the lines that it prints where there is no terminal. */
export class PullProgress {
  readonly #layers = new Map<string, string>();
  /** The last line about the whole. */
  last = "";
  /** The last line that is none of progress. */
  complaint = "";

  take(line: string): void {
    const layer = /^([0-9a-f]{12}): (.+)$/.exec(line);
    if (layer !== null) this.#layers.set(layer[1], layer[2]);
    else if (/^(?:Status|Digest): |: Pulling from /.test(line)) {
      if (!line.startsWith("Digest")) this.last = line;
    } else if (line.trim() !== "") this.complaint = line.trim();
  }

  /** `3 of 7 layers`. */
  words(): string {
    if (this.#layers.size === 0) return this.last === "" ? "asking the registry" : this.last;
    const states = [...this.#layers.values()];
    const done = states.filter((s) => /^(?:Pull complete|Already exists)/.test(s)).length;
    return `${done} of ${states.length} ${states.length === 1 ? "layer" : "layers"}`;
  }
}

/** The name of an image to pull. */
export const pullPrompt: Prompt = {
  what: "pull",
  label: () => "Pull",
  text: (_model, of) => of.name ?? "",
  answer(model, _of, text) {
    const ref = text.trim();
    return ref === "" ? { model } : { model, then: { type: "pull", ref } };
  },
};
