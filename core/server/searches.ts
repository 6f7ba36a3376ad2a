/** How many searches of the record go on at once, whoever asks: each takes as many CPUs as there are. */
const MAX_SEARCHES = 4;

let searches = 0;

/** Begins a search; call what is given when it is over. Undefined where too many go on. */
export function beginSearch(): (() => void) | undefined {
  if (searches >= MAX_SEARCHES) return undefined;
  searches++;
  let over = false;
  return () => {
    if (!over) searches--;
    over = true;
  };
}

/** What is said where {@link beginSearch} gives nothing. */
export const TOO_MANY_SEARCHES = `at most ${MAX_SEARCHES} searches go on at once`;
