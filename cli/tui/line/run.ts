/** Command lines run: in a pane of their own, or with the terminal given to them. */
import { quoteWord } from "../../../core/recreate/quote_word.ts";
import { sanitise } from "../../format/sanitise.ts";
import { splitLine } from "../../spec/split_line.ts";
import type { EffectDeps } from "../deps.ts";
import type { Effect } from "../model/messages.ts";
import type { Dispatch } from "../store.ts";
import { plain } from "../text/ansi.ts";
import type { CommandHost } from "./commands.ts";
import { OutputCapture } from "./output_capture.ts";

/** A command that needs the terminal. */
type Interactive = Omit<Extract<Effect, { type: "interactive" }>, "type"> & {
  /** How it is left, told before it begins. */
  readonly hint?: string;
  /** Ctrl-C leaves it, and goes nowhere else. */
  readonly leave?: boolean;
};

/**
 * Attaching to a container. Without a terminal in it there are no keys to detach with, and a Ctrl-C
 * that went on to it would end it: it leaves instead.
 */
export function attachment(of: { id: string; title: string }, tty: boolean): Interactive {
  const { id, title } = of;
  return tty
    ? { argv: ["attach", id], title, hint: "Ctrl-P Ctrl-Q leaves, the container runs on" }
    : {
      argv: ["attach", "--sig-proxy=false", id],
      title,
      hint: "Ctrl-C leaves, the container runs on",
      leave: true,
    };
}

/** Runs a command that needs the terminal, and says how it ended. */
export async function interactive(
  deps: EffectDeps,
  effect: Interactive,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<void> {
  const { commands } = deps;
  if (commands === undefined) {
    dispatch({
      type: "say",
      message: { kind: "bad", text: "There are no commands here to do that with" },
    });
    return;
  }
  // The id runs it, whatever is renamed meanwhile; a person reads and repeats the name.
  const words = effect.argv.map((w) => /^[0-9a-f]{64}$/.test(w) ? effect.title : w);
  const line = words.map((w) => quoteWord(sanitise(w))).join(" ");
  const command = commandLine(words[0], line);
  const code = await deps.withTerminal(async (streams) => {
    await streams.stdout.write(`$ ${command}\n`);
    if (effect.hint !== undefined) await streams.stdout.write(`(${effect.hint})\n`);
    return await commands.run(effect.argv, streams, signal, { leave: effect.leave });
  });
  await commands.remember?.(line).catch(() => {});
  const shell = effect.shellOf !== undefined && (code === 126 || code === 127);
  if (shell) dispatch({ type: "forgetShell", image: effect.shellOf! });
  const message = shell
    ? { kind: "bad" as const, text: `${effect.argv.at(-1)} cannot be run in ${effect.title}` }
    : { kind: "info" as const, text: `back from ${effect.title}, exit code ${code}` };
  dispatch({ type: "say", message: { ...message, command } });
}

/** A line as it is typed in a shell: what docker does not have is dockerctl's. */
function commandLine(first: string, line: string): string {
  return `${first === "sh" ? "dockerctl" : "docker"} ${line}`;
}

/** Lines of a command's output that are kept to find out why it failed. */
const KEPT = 50;

/** Runs a command without showing what it prints. Throws its last words where it fails. */
export async function runCommand(
  commands: CommandHost,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  let last: string[] = [];
  const capture = new OutputCapture((lines) => last = [...last, ...lines].slice(-KEPT));
  const code = await commands.run(argv, capture.streams, signal);
  capture.end();
  if (code === 0) return;
  const why = last.map(plain).findLast((l) => l.trim() !== "") ?? `exit code ${code}`;
  throw new Error(why.replace(/^Error response from daemon: /, ""));
}

/** Runs what was typed after `:`. */
export async function runLine(
  deps: EffectDeps,
  text: string,
  dispatch: Dispatch,
  signal: AbortSignal,
  outer: AbortSignal,
): Promise<void> {
  const { commands } = deps;
  const argv = splitLine(text.trim());
  if (argv[0] === "docker" || argv[0] === "dockerctl") argv.shift();
  if (argv.length === 0 || argv[0] === "") return;
  if (["q", "quit", "exit"].includes(argv[0])) return dispatch({ type: "quit" });
  if (commands === undefined) {
    dispatch({ type: "say", message: { kind: "bad", text: "There are no commands here" } });
    return;
  }
  await commands.remember?.(text).catch(() => {});
  if (await commands.interactive(argv)) {
    const code = await deps.withTerminal(async (streams) => {
      await streams.stdout.write(`$ docker ${sanitise(argv.map(quoteWord).join(" "))}\n`);
      return await commands.run(argv, streams, outer);
    });
    dispatch({
      type: "say",
      message: { kind: code === 0 ? "ok" : "warn", text: `exit code ${code}`, command: text },
    });
    return;
  }
  dispatch({ type: "openOutput", command: text });
  const capture = new OutputCapture((lines) => dispatch({ type: "output", lines }));
  const code = await commands.run(argv, capture.streams, signal);
  capture.end();
  dispatch({ type: "ran", code });
}
