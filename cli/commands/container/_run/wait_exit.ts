import type { Engine } from "../../../../core/mod.ts";
import { errorText } from "../../../spec/errors.ts";
import type { OutputStream } from "../../../spec/types.ts";

/**
 * Waits for the end of a container that is about to start. The outer promise resolves when the
 * engine has registered the wait, so that a start after it misses nothing; the inner one gives the
 * exit code, 125 where waiting itself failed (that is told on stderr).
 */
export async function waitForExit(
  engine: Engine,
  id: string,
  options: { removed: boolean; stderr: OutputStream; signal: AbortSignal },
): Promise<{ exitCode: Promise<number> }> {
  const tell = async (message: string) => {
    await options.stderr.write(`Error waiting for container: ${message}\n`);
    return 125;
  };
  const watch = async (result: Promise<{ statusCode: number; error?: string }>) => {
    try {
      const exit = await result;
      return exit.error === undefined ? exit.statusCode : await tell(exit.error);
    } catch (error) {
      if (options.signal.aborted) return 125;
      return await tell(errorText(error));
    }
  };
  let result: Promise<{ statusCode: number; error?: string }>;
  try {
    const condition = options.removed ? "removed" : "next-exit";
    ({ result } = await engine.containers.wait(id, { condition, signal: options.signal }));
  } catch (error) {
    result = Promise.reject(error);
  }
  const exitCode = watch(result);
  exitCode.catch(() => {});
  return { exitCode };
}
