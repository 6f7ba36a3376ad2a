/** Does one thing to several objects and says what failed. */
import { isEngineError } from "../../../core/errors.ts";
import { joinErrors } from "../../spec/errors.ts";
import { type CommandContext, ExitError } from "../../spec/types.ts";

/** How many targets are worked on at once, as in docker. */
const AT_ONCE = 50;

/**
 * Does something to each target, up to 50 at once, and prints the names of those it worked for in
 * the order they were given. Failures are said together at the end, exit 1. A failure for which
 * `forgive` is true is said but counts as success.
 */
export async function eachTarget(
  ctx: CommandContext,
  targets: readonly string[],
  act: (target: string) => Promise<unknown>,
  forgive: (e: unknown) => boolean = () => false,
): Promise<void> {
  const outcomes: Promise<{ ok: true } | { ok: false; error: unknown }>[] = [];
  let running = 0;
  const waiting: (() => void)[] = [];
  const start = async (target: string) => {
    if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
    running++;
    try {
      ctx.signal.throwIfAborted();
      await act(target);
      return { ok: true } as const;
    } catch (error) {
      return { ok: false, error } as const;
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
  for (const target of targets) outcomes.push(start(target));
  const errors: unknown[] = [];
  const open: string[] = [];
  for (const [n, target] of targets.entries()) {
    const outcome = await outcomes[n];
    if (outcome.ok) await ctx.streams.stdout.write(target + "\n");
    else if (forgive(outcome.error)) {
      await ctx.streams.stderr.write(joinErrors([outcome.error]) + "\n");
    } else {
      errors.push(outcome.error);
      if (isEngineError(outcome.error, "aborted")) open.push(target);
    }
  }
  // What was asked for before a Ctrl-C is not taken back by it.
  if (ctx.signal.aborted && open.length > 0) {
    await ctx.streams.stderr.write(`Hint: the engine may go on with ${open.join(", ")}\n`);
  }
  await failTogether(ctx, errors);
}

/** Throws what several targets failed of, as one: the only failure as it is. */
export function failTogether(ctx: CommandContext, errors: readonly unknown[]): Promise<void> {
  if (errors.length === 0) return Promise.resolve();
  if (ctx.signal.aborted) return Promise.reject(ctx.signal.reason);
  if (errors.length === 1) return Promise.reject(errors[0]);
  const error = new ExitError(1, joinErrors(errors));
  error.cause = errors[0];
  return Promise.reject(error);
}
