/** The server of --server and DOCKERCTL_SERVER, where one is meant. */
import type { ServerClientOptions } from "../../core/config/server.ts";
import type { GlobalOptions } from "./types.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The server that engine and record are reached through: `--server`, else DOCKERCTL_SERVER unless
 * `--host` or `--context` name an engine. Undefined for none.
 */
export function serverOf(
  global: Pick<GlobalOptions, "server" | "host" | "context">,
  env: Env,
): string | undefined {
  if (global.server !== undefined) return global.server;
  if (global.host !== undefined || global.context !== undefined) return undefined;
  return env.DOCKERCTL_SERVER || undefined;
}

/** What reaching `server` takes of the flags and the environment. */
export function serverOptions(
  server: string,
  global: GlobalOptions,
  env: Env,
): ServerClientOptions {
  return {
    server,
    tokenFile: global.serverTokenFile,
    tlsCaCert: global.tlscacert,
    tlsCert: global.tlscert,
    tlsKey: global.tlskey,
    tlsVerify: global.tlsverify,
    env,
  };
}
