/** Two `up` of one project at the same time: what one made, the other takes. */
import { isEngineError } from "../errors.ts";
import { sleep } from "../sleep.ts";
import { LABEL } from "./labels.ts";

/** Looks at what has the name, and milliseconds between two. */
const TRIES = 50, BETWEEN_MS = 100;

/** What another `up` of the same project made just now is as it should be, where it is the same. */
export async function orMadeAlready(
  work: Promise<unknown>,
  there: () => Promise<Readonly<Record<string, string>> | null | undefined>,
  wanted: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await work;
  } catch (error) {
    // A network's name that is taken is "forbidden" for some engines.
    if (
      !isEngineError(error) || !/conflict|denied|already/.test(`${error.code} ${error.message}`)
    ) {
      throw error;
    }
    // A name is taken a moment before what has it can be looked at.
    let labels = await there().catch(() => undefined);
    for (let n = 0; labels === undefined && n < TRIES; n++) {
      await sleep(BETWEEN_MS, signal);
      labels = await there().catch(() => undefined);
    }
    const same = [LABEL.project, LABEL.hash].every((key) => labels?.[key] === wanted[key]);
    if (!same) throw error;
  }
}
