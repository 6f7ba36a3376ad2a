/** Shows the progress of pulls, pushes, loads and builds. */
import type { ProgressEvent } from "../../../core/mod.ts";
import { Meter, ProgressBoard, progressText } from "../../format/progress.ts";
import { sanitise } from "../../format/sanitise.ts";
import { ellipsis } from "../../format/width.ts";
import type { CommandContext, OutputStream } from "../../spec/types.ts";

/** Time between two redraws, in milliseconds. */
const REDRAW_MS = 100;

/** What is taken for the terminal's size where it does not tell. */
const USUAL = { columns: 80, rows: 24 };

/** What drawing needs of a command's surroundings. */
export type ProgressContext = Pick<CommandContext, "now"> & {
  streams: Pick<CommandContext["streams"], "size">;
};

/**
 * Shows the news of a pull, push, load, import or classic build. On a terminal one row a layer,
 * redrawn in place with bar, rate and time left; elsewhere one line for each change of state, as
 * docker prints it (docker/cli's jsonmessage). Without a stream it is only read to its end. An
 * error in the stream is thrown.
 */
export async function showProgress(
  ctx: ProgressContext,
  events: AsyncIterable<ProgressEvent>,
  out: OutputStream | undefined,
): Promise<void> {
  if (out?.isTerminal) return await showOnTerminal(ctx, events, out);
  for await (const event of events) {
    const { id, status, progress, stream, from, aux } = event;
    if (out === undefined || aux !== undefined) continue;
    if (progress && (progress.current > 0 || (progress.total ?? 0) > 0)) continue;
    const head = `${id ? `${id}: ` : ""}${from ? `(from ${from}) ` : ""}`;
    await out.write(head + (stream ?? `${status ?? ""}\n`));
  }
}

async function showOnTerminal(
  ctx: ProgressContext,
  events: AsyncIterable<ProgressEvent>,
  out: OutputStream,
): Promise<void> {
  const board = new ProgressBoard(() => ctx.now().getTime(), () => ctx.streams.size() ?? USUAL);
  const write = async (text: string) => {
    if (text !== "") await out.write(text);
  };
  // Also while nothing comes: a rate that falls to nothing is news. What fails here fails below.
  const timer = setInterval(() => void write(board.redraw()).catch(() => {}), REDRAW_MS);
  try {
    for await (const { id, status = "", progress, stream, aux } of events) {
      if (aux !== undefined) continue;
      if (stream !== undefined) await write(board.text(cleanOutput(stream)));
      else if (id === undefined && progress === undefined) {
        await write(board.text(`${sanitise(status)}\n`));
      } else await write(board.update(id ?? "", id ?? "", status, progress));
    }
  } finally {
    clearInterval(timer);
    await write(board.redraw()).catch(() => {});
  }
}

/** Output of build steps for a screen: colours and line ends stay, all else is taken out. */
function cleanOutput(text: string): string {
  return text.split(/(\r|\n)/).map((part, i) =>
    i % 2 === 1 ? part : sanitise(part, { colours: true })
  ).join("");
}

/** What {@link ByteProgress} is made of. */
export interface ByteProgressOptions {
  /** What is done: `Copying to container`. */
  label: string;
  /** How many bytes there will be, if that is known, or will be soon. */
  total?: number | Promise<number | undefined>;
  /** The total is an estimate: shown as one, and given up where there are more bytes. */
  about?: boolean;
}

/**
 * Counts the bytes that pass and, on a terminal, shows how far they are in one row, which is taken
 * away at the end. Without a terminal, or without a stream, it only counts.
 */
export class ByteProgress {
  #count = 0;
  #total: number | undefined;
  #shown = "";
  readonly #meter = new Meter();
  #last: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly ctx: ProgressContext,
    private readonly out: OutputStream | undefined,
    private readonly options: ByteProgressOptions,
  ) {
    if (!out?.isTerminal) return;
    // A total that cannot be had leaves the bar away, nothing more.
    Promise.resolve(options.total).then((total) => this.#total = total, () => {});
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
  }

  /** Bytes so far. */
  get count(): number {
    return this.#count;
  }

  /** The same bytes, counted. */
  async *pass(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      this.#count += piece.length;
      yield piece;
    }
  }

  #draw(): void {
    const at = this.ctx.now().getTime();
    this.#meter.add(this.#count, at);
    const width = (this.ctx.streams.size() ?? USUAL).columns - 1;
    const { label } = this.options;
    const { about } = this.options;
    const wrong = about && this.#count > (this.#total ?? 0);
    const amount = { current: this.#count, total: wrong ? undefined : this.#total, about };
    const text = progressText(amount, this.#meter.rate(at), width - label.length - 2);
    const row = ellipsis(text === "" ? label : `${label}  ${text}`, width);
    if (row === this.#shown) return;
    this.#shown = row;
    this.#last = this.#last.then(() => this.out!.write(`\r${row}\x1b[K`)).catch(() => {});
  }

  /** Takes the row away; later calls do nothing. */
  async end(): Promise<void> {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#last;
    await this.out!.write("\r\x1b[K");
  }
}

/** The same events; the first one ends the progress of what was sent to get them. */
export async function* endedBy<T>(
  events: AsyncIterable<T>,
  progress: ByteProgress,
): AsyncGenerator<T> {
  for await (const event of events) {
    await progress.end();
    yield event;
  }
}
