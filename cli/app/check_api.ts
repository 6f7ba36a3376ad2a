/** Whether the engine is new enough for the flags that were given. */
import { type CommandContext, ExitError, type OptionSpecs } from "../spec/types.ts";

/** Throws docker's complaint when a flag that was given needs a newer engine. */
export async function checkApi(
  ctx: CommandContext,
  options: OptionSpecs,
  given: ReadonlySet<string>,
): Promise<void> {
  for (const name of given) {
    const minApi = options[name]?.minApi;
    if (minApi === undefined) continue;
    const { apiVersion } = await (await ctx.engine()).transport.greeting(ctx.signal);
    if (compareVersions(apiVersion, minApi) < 0) {
      throw new ExitError(
        1,
        `"--${name}" requires API version ${minApi}, but the Docker daemon API version is ${apiVersion}`,
      );
    }
  }
}

/** API versions in their order: `1.9` before `1.41`. */
function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((v) => v.split(".").map(Number));
  return x[0] - y[0] || (x[1] ?? 0) - (y[1] ?? 0);
}
