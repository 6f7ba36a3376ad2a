/** Keeping the recorder's own log small. */

/** The recorder's own log, which gets a line for each request it serves, is kept this small. */
const LIMIT = 8 * 1024 * 1024;

/**
 * Moves what stands in a log that is appended to into `PATH.1` once it has more than `limit`
 * bytes. Who writes it goes on at the new beginning; the copy before is replaced. What is no file
 * is left alone.
 */
export async function trimLog(path: string, limit: number = LIMIT): Promise<void> {
  const info = await Deno.stat(path).catch(() => undefined);
  if (info === undefined || !info.isFile || info.size <= limit) return;
  const draft = `${path}.new`;
  await Deno.copyFile(path, draft);
  await Deno.truncate(path, 0);
  await Deno.rename(draft, `${path}.1`);
}
