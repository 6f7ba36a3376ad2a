/** Refuses flags that the engine is too old for. */
import { apiAtLeast } from "../../../../core/versions.ts";
import { ExitError, type OptionSpecs } from "../../../spec/types.ts";

/** Flags that only a Windows engine knows (docker/cli container/opts.go). */
const WINDOWS_ONLY = ["cpu-count", "cpu-percent", "io-maxbandwidth", "io-maxiops"];

/**
 * Refuses flags that the engine at hand cannot honour, before anything is done.
 *
 * @throws {ExitError} 1, with docker's words.
 */
export function checkFlagSupport(
  given: ReadonlySet<string>,
  specs: OptionSpecs,
  engine: { apiVersion: string; osType?: string },
): void {
  const problems: string[] = [];
  for (const name of [...given].sort()) {
    const min = specs[name]?.minApi;
    if (min !== undefined && !apiAtLeast(engine.apiVersion, min)) {
      problems.push(
        `"--${name}" requires API version ${min}, but the Docker daemon API version is ${engine.apiVersion}`,
      );
    } else if (WINDOWS_ONLY.includes(name) && (engine.osType ?? "linux") !== "windows") {
      problems.push(
        `"--${name}" is only supported on a Docker daemon running on windows, but the Docker daemon is running on ${
          engine.osType ?? "linux"
        }`,
      );
    }
  }
  if (problems.length > 0) throw new ExitError(1, problems.join("\n"));
}
