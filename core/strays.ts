/**
 * Errors that nobody waited for. They end a command; a server, which many use at once, outlives
 * them, as what one of them asked for must not end what the others do.
 */

let told: ((error: unknown) => void) | undefined;

/** Tells a server's log of an error that nobody waited for; false where no server runs. */
export function tellStray(error: unknown): boolean {
  told?.(error);
  return told !== undefined;
}

/** Until it is disposed of, such errors come to `tell` and end nothing. */
export function outliveStrays(
  tell: (error: unknown) => void,
  source: Pick<EventTarget, "addEventListener" | "removeEventListener"> = globalThis,
): Disposable {
  const before = told;
  told = tell;
  // A timer's or a listener's; what a promise brings comes by main.ts.
  const onError = (event: Event) => {
    event.preventDefault();
    tell((event as ErrorEvent).error);
  };
  source.addEventListener("error", onError);
  return {
    [Symbol.dispose]() {
      told = before;
      source.removeEventListener("error", onError);
    },
  };
}

/** A stray as a line of a log. */
export function strayWords(error: unknown): string {
  return `server error: ${error instanceof Error ? error.stack ?? error.message : error}`;
}
