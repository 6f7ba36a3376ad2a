/** A command of the config run: dockerctl's own, or another program. */
import { quoteWord } from "../../../core/recreate/quote_word.ts";
import { sanitise } from "../../format/sanitise.ts";
import type { EffectDeps } from "../deps.ts";
import type { Effect } from "../model/messages.ts";
import type { Dispatch } from "../store.ts";
import { OutputCapture } from "./output_capture.ts";
import { runLine } from "./run.ts";

/** Of what a program in the background wrote, its last line is said; more than this is dropped. */
const KEPT = 2_000;

/**
 * Runs it. What is docker's or dockerctl's runs as from the `:` line; another program gets the
 * terminal, or, in the background, none.
 */
export async function runOwn(
  deps: EffectDeps,
  { label, argv, background }: Extract<Effect, { type: "ownCommand" }>,
  dispatch: Dispatch,
  signal: AbortSignal,
  outer: AbortSignal,
): Promise<void> {
  const line = argv.map(quoteWord).join(" ");
  const ours = argv[0] === "docker" || argv[0] === "dockerctl";
  if (ours && !background) return await runLine(deps, line, dispatch, signal, outer);
  const shown = sanitise(line);
  let code: number, last = "";
  try {
    if (ours) {
      const { commands } = deps;
      if (commands === undefined) throw new Error("there are no commands here");
      const capture = new OutputCapture((lines) => last = lines.at(-1) ?? last);
      code = await commands.run(argv.slice(1), capture.streams, outer);
      capture.end();
    } else if (background) [code, last] = await inBackground(argv, outer);
    else code = await deps.withTerminal(() => withTerminal(argv, shown, outer));
  } catch (e) {
    if (outer.aborted) return;
    const why = e instanceof Deno.errors.NotFound
      ? "there is no such program"
      : (e as Error).message;
    const text = `${label}: ${sanitise(argv[0])}: ${sanitise(why)}`;
    return dispatch({ type: "say", message: { kind: "bad", text } });
  }
  const said = last === "" ? "" : `: ${sanitise(last)}`;
  const kind = code === 0 ? "ok" as const : "bad" as const;
  const text = `${label}: ${code === 0 ? "done" : `exit code ${code}`}${said}`;
  dispatch({ type: "say", message: { kind, text } });
}

async function withTerminal(
  argv: readonly string[],
  shown: string,
  signal: AbortSignal,
): Promise<number> {
  console.log(`$ ${shown}`);
  const [program, ...args] = argv;
  const child = new Deno.Command(program, {
    args,
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
    signal,
  }).spawn();
  return (await child.status).code;
}

async function inBackground(
  argv: readonly string[],
  signal: AbortSignal,
): Promise<[code: number, last: string]> {
  const [program, ...args] = argv;
  await using child = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  let tail = "";
  const drain = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      tail = (tail + text).slice(-KEPT);
    }
  };
  const [{ code }] = await Promise.all([child.status, drain(child.stdout), drain(child.stderr)]);
  return [code, tail.trimEnd().split("\n").at(-1) ?? ""];
}
