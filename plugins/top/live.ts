/** The live table on a terminal. */
import type { Engine } from "../../core/mod.ts";
import type { PluginContext } from "../../cli/plugin/mod.ts";
import { processes, type Wish } from "./processes.ts";
import { draw, keysOf, press, rowsOf, type View } from "./screen.ts";
import { sendSignal } from "./signals.ts";

/** Milliseconds between two looks. */
const EVERY = 1_500;
/** Enters and leaves the terminal's other screen, with the cursor hidden. */
const ENTER = "\x1b[?1049h\x1b[?25l";
const LEAVE = "\x1b[?25h\x1b[?1049l";

/** Shows the table until it is left; gives the terminal back on every way out. */
export async function live(
  ctx: PluginContext,
  engine: Engine,
  wish: Wish,
  first: View,
): Promise<void> {
  const { stdin, stdout } = ctx.streams;
  const stop = new AbortController();
  const signal = AbortSignal.any([ctx.signal, stop.signal]);
  let view = first;
  let all = await processes(engine, wish);
  const paint = () => {
    const size = ctx.streams.size() ?? { columns: 80, rows: 24 };
    const lines = draw(all, view, size, ctx.out.clean, ctx.out.size);
    return stdout.write("\x1b[H" + lines.map((line) => line + "\x1b[K").join("\r\n") + "\x1b[J");
  };
  const look = async () => {
    while (!signal.aborted) {
      await pause(EVERY, signal);
      if (signal.aborted) return;
      try {
        all = await processes(engine, { ...wish, signal });
      } catch (e) {
        if (signal.aborted) return;
        view = { ...view, note: (e as Error).message };
      }
      await paint();
    }
  };
  const send = async (pid: number, name: string): Promise<string> => {
    const process = all.find((p) => p.pid === pid);
    if (process === undefined) return `process ${pid} is gone`;
    try {
      await sendSignal(engine, process, name, { image: String(ctx.config.image), signal });
      return `sent ${name} to ${pid}`;
    } catch (e) {
      return (e as Error).message;
    }
  };
  stdin.setRaw(true);
  let looking = Promise.resolve();
  try {
    await stdout.write(ENTER);
    ctx.streams.onResize(() => void paint().catch(() => stop.abort()), signal);
    await paint();
    looking = look().catch(() => stop.abort());
    const decoder = new TextDecoder();
    for await (const bytes of stdin.read(signal)) {
      for (const key of keysOf(decoder.decode(bytes, { stream: true }))) {
        const [next, wanted] = press(key, view, rowsOf(all, view));
        view = next;
        if (wanted?.do === "leave") return;
        if (wanted?.do !== "send") continue;
        await paint();
        view = { ...view, note: await send(wanted.pid, wanted.name) };
      }
      await paint();
    }
  } finally {
    stop.abort();
    await looking;
    stdin.setRaw(false);
    await stdout.write(LEAVE);
  }
  // Reading ends without a word; who was ended by a signal says so by the exit code.
  ctx.signal.throwIfAborted();
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
