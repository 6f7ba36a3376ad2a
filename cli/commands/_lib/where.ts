/** Which engine and which folder of configuration a command means. */
import type { ResolvedEndpoint } from "../../../core/config/resolve.ts";
import type { CommandContext } from "../../spec/types.ts";

/** Which endpoint and context the global flags and the environment name; nothing is connected. */
export async function resolveWhere(
  ctx: Pick<CommandContext, "env" | "global">,
): Promise<ResolvedEndpoint> {
  const { resolveEndpoint } = await import("../../../core/config/resolve.ts");
  const { global } = ctx;
  // A host of a plugin's scheme is nothing the resolver can read, and has no context.
  const host = global.host?.startsWith("demo:") ? undefined : global.host;
  return await resolveEndpoint({
    host,
    context: global.context,
    configDir: global.config,
    tls: global.tls,
    tlsVerify: global.tlsverify,
    tlsCaCert: global.tlscacert,
    tlsCert: global.tlscert,
    tlsKey: global.tlskey,
    env: ctx.env,
  });
}

/** Docker's configuration directory, as `--config` and the environment have it. */
export async function configDirOf(ctx: CommandContext): Promise<string> {
  const { configDir } = await import("../../../core/config/paths.ts");
  return configDir({ env: ctx.env, configDir: ctx.global.config });
}
