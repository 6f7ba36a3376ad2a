import type { ProgressEvent } from "../../../../core/mod.ts";
import { sanitise } from "../../../format/sanitise.ts";
import type { OutputStream } from "../../../spec/types.ts";
import { humanSize } from "../../../format/human.ts";

/** Widest progress bar, in characters between its brackets. */
const BAR = 50;

/** `[==>   ]  1.5MB/3MB`, as docker draws it, without a time left. */
function bar(progress: NonNullable<ProgressEvent["progress"]>): string {
  const { current, total = 0, units = "" } = progress;
  if (current <= 0 && total <= 0) return "";
  const size = (n: number) => units === "" ? humanSize(n) : `${n} ${units}`;
  if (total <= 0) return units === "" ? size(current).padStart(8) : `${current} ${units}`;
  const shown = Math.min(current, total);
  const filled = Math.min(BAR, Math.floor(shown / total * 100 / 2));
  const arrow = `[${"=".repeat(filled)}>${" ".repeat(Math.max(0, BAR - filled))}] `;
  return `${arrow} ${size(shown)}/${size(total)}`;
}

/**
 * Shows the news of a pull: on a terminal one line a layer, redrawn in place; elsewhere one line
 * for each change of state, without bars. Without a stream it is only read to its end. An error in
 * the stream is thrown.
 */
export async function showProgress(
  events: AsyncIterable<ProgressEvent>,
  out: OutputStream | undefined,
): Promise<void> {
  const lines = new Map<string, number>();
  for await (const event of events) {
    if (out === undefined) continue;
    const { progress, stream } = event;
    const [id = "", status = ""] = [event.id, event.status].map((text) =>
      out.isTerminal ? sanitise(text ?? "") : text
    );
    const drawn = progress ? bar(progress) : "";
    const label = id === "" ? "" : `${id}: `;
    if (!out.isTerminal) {
      if (drawn !== "") continue;
      await out.write(stream ?? `${label}${status}\n`);
      continue;
    }
    if (stream !== undefined) {
      await out.write(cleanOutput(stream));
      continue;
    }
    const text = drawn === "" ? status : `${status} ${drawn}`;
    if (id === "" || progress === undefined && !lines.has(id)) {
      await out.write(`${label}${text}\n`);
      if (id !== "") lines.set(id, lines.size);
      else lines.clear();
      continue;
    }
    const row = lines.get(id);
    if (row === undefined) {
      lines.set(id, lines.size);
      await out.write(`${label}${text}\n`);
      continue;
    }
    const up = lines.size - row;
    await out.write(`\x1b[${up}A\x1b[2K\r${label}${text}\r\x1b[${up}B`);
  }
}

/** Output of build steps for a screen: colours and line ends stay, all else is taken out. */
function cleanOutput(text: string): string {
  return text.split(/(\r|\n)/).map((part, i) =>
    i % 2 === 1 ? part : sanitise(part, { colours: true })
  ).join("");
}
