/** The logins of the user who runs a server, for images that the server itself pulls. */
import type { RegistryAuth } from "../../../core/mod.ts";
import type { LoginOf } from "../../../core/server/mod.ts";
import type { CommandContext } from "../../spec/types.ts";

/** Where logins are kept, and who hears of one that cannot be read. */
export interface LoginSources {
  env: CommandContext["env"];
  /** Docker's configuration directory; unset: as the environment has it. */
  configDir?: string;
  /** Gets one line: why there is no login. It never holds what a helper or a file said. */
  warn(line: string): void;
}

/**
 * Reads a login as the command line does: DOCKER_AUTH_CONFIG, a credential helper, config.json.
 * What a helper wrote is not told: where it fails, that may be a secret.
 */
export function loginsOf({ env, configDir, warn }: LoginSources): LoginOf {
  return async (reference: string, signal: AbortSignal): Promise<RegistryAuth | undefined> => {
    const [{ registryCredentials, registryKey }, { parseReference }] = await Promise.all([
      import("../../../core/config/credentials.ts"),
      import("../../../core/images/reference.ts"),
    ]);
    const { domain } = parseReference(reference);
    try {
      return await registryCredentials(registryKey(domain), {
        env,
        signal,
        ...(configDir !== undefined && { configDir }),
        warn,
      });
    } catch (e) {
      if (signal.aborted) throw e;
      const why = `the login for ${domain} cannot be read: ${wordsOf(e)}`;
      warn(why);
      throw new Error(why);
    }
  };
}

/** What went wrong with a helper, without what it wrote. */
function wordsOf(e: unknown): string {
  return (e instanceof Error ? e.message : String(e)).replace(/, out: `[^]*$/, "");
}
