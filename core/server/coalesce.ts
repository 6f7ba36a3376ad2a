/** The most that waits for a slow reader, in characters. */
const HIGH = 32 * 1024;

const encoder = new TextEncoder();

/**
 * Joins small texts into pieces: what comes while a piece is being sent makes the next one. So
 * the first comes at once, a fast source costs few writes, and a slow reader makes it wait.
 */
export async function* coalesce(
  source: AsyncIterable<string>,
): AsyncGenerator<Uint8Array, void, undefined> {
  let held: string[] = [];
  let size = 0;
  let over = false;
  let failure: { error: unknown } | undefined;
  let wake: (() => void) | undefined;
  let room: (() => void) | undefined;
  const filling = (async () => {
    try {
      for await (const text of source) {
        held.push(text);
        size += text.length;
        wake?.();
        if (size >= HIGH && !over) await new Promise<void>((resolve) => room = resolve);
        if (over) return;
      }
    } catch (error) {
      failure = { error };
    } finally {
      over = true;
      wake?.();
    }
  })();
  try {
    for (;;) {
      if (held.length > 0) {
        const piece = encoder.encode(held.join(""));
        held = [];
        size = 0;
        room?.();
        yield piece;
      } else if (over) {
        if (failure !== undefined) throw failure.error;
        return;
      } else await new Promise<void>((resolve) => wake = resolve);
    }
  } finally {
    over = true;
    room?.();
    // The source ends by its own signal where it waits; what it says then is of no interest.
    void filling;
  }
}
