/** Writes what the engine streams to a file or to stdout. */
import { dirname } from "node:path";
import { ByteProgress } from "./progress.ts";
import { type CommandContext, ExitError, type StringOption } from "../../spec/types.ts";

/** `--output`: where a tar archive goes. */
export const OUTPUT = {
  type: "string",
  short: "o",
  summary: "Write to a file, instead of STDOUT",
  complete: "file",
} as const satisfies StringOption;

/**
 * Writes a stream of the engine to a file or stdout. Refuses a terminal, as docker does. A file is
 * written beside its place and moved there when it is whole, so that a failure leaves no half.
 */
export async function writeStream(
  ctx: CommandContext,
  output: string | undefined,
  failed: string,
  open: () => Promise<AsyncIterable<Uint8Array>>,
  how: { label: string; total?: () => Promise<number | undefined>; about?: boolean },
): Promise<void> {
  const { stdout, stderr } = ctx.streams;
  if (!output) {
    if (stdout.isTerminal) {
      throw new ExitError(
        1,
        "cowardly refusing to save to a terminal. Use the -o flag or redirect",
      );
    }
    for await (const chunk of await open()) await stdout.write(chunk);
    return;
  }
  await checkPlace(output, failed);
  const part = `${output}.${crypto.randomUUID().slice(0, 8)}.part`;
  let progress: ByteProgress | undefined;
  try {
    const source = await open();
    const total = stderr.isTerminal ? how.total?.() : undefined;
    progress = new ByteProgress(ctx, stderr, {
      label: how.label,
      total,
      about: how.about,
    });
    using file = await Deno.open(part, { write: true, createNew: true, mode: 0o600 });
    // On this thread: the bytes lie in the memory that the next ones are read into.
    for await (const chunk of progress.pass(source)) {
      for (let at = 0; at < chunk.length;) at += file.writeSync(chunk.subarray(at));
    }
    await Deno.rename(part, output);
  } catch (e) {
    await Deno.remove(part).catch(() => {});
    throw e;
  } finally {
    await progress?.end();
  }
}

/** Docker's checks of where the archive is to go (docker/cli command.ValidateOutputPath). */
async function checkPlace(output: string, failed: string): Promise<void> {
  const refuse = (why: string) => new ExitError(1, `${failed}: ${why}`);
  const folder = dirname(output);
  if (!await Deno.stat(folder).then((i) => i.isDirectory, () => false)) {
    throw refuse(`invalid output path: stat ${folder}: no such file or directory`);
  }
  const there = await Deno.stat(output).catch(() => undefined);
  if (there?.isDirectory) throw refuse("cannot write to a directory");
  if (there?.isCharDevice) throw refuse("cannot write to a character device file");
  if (there?.isBlockDevice) throw refuse("cannot write to a block device file");
}
