/** What a supervisor does of a container that is not there: waits whether it comes back, or ends. */
import { type EngineError, isEngineError } from "../errors.ts";
import { AGAIN, type Looked, STOP_GRACE, type Supervised } from "./supervised.ts";

/** A container that is gone may come back under its name: so long that may take (ms). */
const GONE_GRACE = 15_000;

/** What follows of a container that is gone; `error` is what the engine said. */
export async function whenGone(s: Supervised, error: EngineError): Promise<Looked> {
  if (!s.seen && s.fresh) throw error;
  const { name } = s.options;
  const now = s.now();
  s.goneSince ??= now;
  const { code, asked } = s.lastEnd;
  const itself = s.removesItself && code !== undefined;
  const called = await nameNow(s);
  const grace = itself && !asked ? 0 : itself || called !== undefined ? STOP_GRACE : GONE_GRACE;
  if (await s.anew() || now - s.goneSince < grace) {
    s.tell("is gone: waiting whether it is made anew");
    return { again: AGAIN };
  }
  if (itself && called === undefined) {
    const how = asked ? "was stopped by somebody" : `ended (${code})`;
    s.options.say(`${name}: ${how}, and was removed, as it was made with --rm`);
    return { end: { why: asked ? "stopped" : "done", code } };
  }
  s.options.say(
    called === undefined
      ? `${name}: was removed by somebody, and is left so`
      : `${name}: was renamed by somebody and is called ${called} now: supervise it by that name`,
  );
  return { end: { why: "removed", code: s.lastCode } };
}

/** What the container is called that is not called as it was. */
async function nameNow(s: Supervised): Promise<string | undefined> {
  if (s.memory.id === "") return undefined;
  try {
    const { signal } = s.options;
    const { Name } = await s.engine.containers.inspect(s.memory.id, { signal });
    return Name.replace(/^\//, "");
  } catch (error) {
    if (isEngineError(error, "not_found")) return undefined;
    throw error;
  }
}
