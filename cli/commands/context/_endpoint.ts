/** The docker endpoint of a new or changed context. */
import type { StoredContext } from "../../../core/config/context_store.ts";
import type { CommandContext } from "../../spec/types.ts";
import { type DockerEndpoint, oneContext, parseEndpoint } from "./_store.ts";

/** The endpoint that `--docker` says, or that of another context. */
export async function chosenEndpoint(
  ctx: CommandContext,
  docker: Readonly<Record<string, string>>,
  from: string | undefined = docker.from,
): Promise<{ endpoint: DockerEndpoint; source?: StoredContext }> {
  if (from === undefined) return { endpoint: await parseEndpoint(docker) };
  const source = await oneContext(ctx, from);
  const tls: Record<string, Uint8Array> = {};
  const encoder = new TextEncoder();
  for (const key of ["ca", "cert", "key"] as const) {
    const pem = source.tls?.[key];
    if (pem) tls[`${key}.pem`] = encoder.encode(pem);
  }
  const skip: Record<string, string> = source.tls?.verify === false
    ? { "skip-tls-verify": "true" }
    : {};
  const endpoint = await parseEndpoint({ host: source.host, ...skip });
  endpoint.tls = { ...tls, ...endpoint.tls };
  return { endpoint, source };
}
