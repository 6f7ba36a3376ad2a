/** Waits for the exit code of a container that is started in the foreground. */
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
    if (await isOld(engine, options.signal)) {
      const { SystemTime } = await engine.system.info({ signal: options.signal });
      result = fromEvents(engine, id, sinceOf(SystemTime), options);
    } else ({ result } = await engine.containers.wait(id, { condition, signal: options.signal }));
  } catch (error) {
    result = Promise.reject(error);
  }
  const exitCode = watch(result);
  exitCode.catch(() => {});
  return { exitCode };
}

/** Before API 1.30 the engine could not be asked for an end that is still to come. */
async function isOld(engine: Engine, signal: AbortSignal): Promise<boolean> {
  const { apiVersion } = await engine.transport.greeting(signal);
  const [major, minor] = apiVersion.split(".").map(Number);
  return major === 1 && minor < 30;
}

/** The exit code from the engine's events, from this moment of its own clock on. */
async function fromEvents(
  engine: Engine,
  id: string,
  since: string | undefined,
  { removed, signal }: { removed: boolean; signal: AbortSignal },
): Promise<{ statusCode: number; error?: string }> {
  const filters = { type: ["container"], container: [id], event: ["die", "destroy"] };
  let statusCode: number | undefined;
  for await (const { action, attributes } of engine.system.events({ since, filters, signal })) {
    if (action === "die") statusCode = Number(attributes.exitCode ?? 0);
    if (statusCode !== undefined && (!removed || action === "destroy")) return { statusCode };
  }
  throw new Error("the engine's events ended before the container did");
}

/** The engine's clock as `since`: seconds and nine digits. */
function sinceOf(time: unknown): string | undefined {
  const text = String(time ?? "");
  const seconds = Math.floor(Date.parse(text.replace(/(\.\d{3})\d+/, "$1")) / 1000);
  if (Number.isNaN(seconds)) return undefined;
  const fraction = (/\.(\d+)/.exec(text)?.[1] ?? "").padEnd(9, "0").slice(0, 9);
  return `${seconds}.${fraction}`;
}
