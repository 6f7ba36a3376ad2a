/** `--use-api-socket`: the engine's socket and credentials inside of a container. */
import { readConfigFile } from "../../../../core/config/config_file.ts";
import { configDir } from "../../../../core/config/paths.ts";
import type { Engine, RegistryAuth } from "../../../../core/mod.ts";
import type { CommandContext } from "../../../spec/types.ts";
import { encodeAuth } from "../../../../core/config/credentials.ts";
import { credentialsFor } from "../../_lib/credentials.ts";
import type { CreateRequest } from "./to_create_request.ts";

/** Where the socket is to be found in the container. */
const SOCKET = "/var/run/docker.sock";

/** Where the credentials are put (docker/cli container/create.go). */
const CONFIG = "/run/secrets/docker/config.json";

/** The text of a config.json with credentials alone. */
type Credentials = string;

/**
 * `--use-api-socket`: binds the engine's socket into the container, and says which credentials are
 * to be put beside it. A container that names a DOCKER_CONFIG of its own gets none.
 *
 * @throws {Error} with docker's words where the engine is not on a socket.
 */
export async function bindApiSocket(
  request: CreateRequest,
  ctx: CommandContext,
  endpoint: string,
): Promise<Credentials | undefined> {
  if (!endpoint.startsWith("unix://")) {
    throw new Error(
      `flag --use-api-socket can only be used with unix sockets: docker endpoint ${endpoint} incompatible`,
    );
  }
  (request.hostConfig.Mounts ??= []).push({
    Type: "bind",
    Source: endpoint.slice("unix://".length),
    Target: SOCKET,
    BindOptions: {},
  });
  if (request.config.Env?.some((item) => item.startsWith("DOCKER_CONFIG="))) return undefined;
  const config = await readConfigFile(configDir({ env: ctx.env, configDir: ctx.global.config }));
  const keys = new Set([
    ...Object.keys(config.auths ?? {}),
    ...Object.keys(config.credHelpers ?? {}),
  ]);
  const auths: Record<string, unknown> = {};
  for (const key of keys) {
    const auth = await credentialsFor(ctx, key);
    const entry = auth && entryOf(auth);
    if (entry) auths[key] = entry;
  }
  if (Object.keys(auths).length === 0) return undefined;
  const folder = CONFIG.slice(0, CONFIG.lastIndexOf("/"));
  request.config.Env = [...request.config.Env ?? [], `DOCKER_CONFIG=${folder}`];
  return JSON.stringify({ auths }, null, "\t");
}

/** Puts the credentials into a container that was just made. */
export async function putCredentials(
  engine: Engine,
  id: string,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<void> {
  const { packTar } = await import("modern-tar");
  const bytes = new TextEncoder().encode(credentials);
  const archive = await packTar([{
    header: { name: CONFIG.slice(1), size: bytes.length, type: "file", mode: 0o600 },
    body: bytes,
  }]);
  await engine.containers.archive.put(id, "/", archive, { signal });
}

function entryOf(auth: RegistryAuth): Record<string, string> | undefined {
  if (auth.identityToken) return { identitytoken: auth.identityToken };
  if (!auth.username) return undefined;
  return { auth: encodeAuth(auth.username, auth.password ?? "") };
}
