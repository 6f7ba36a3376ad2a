/** Creates a container from flags, pulling its image where needed. */
import { isEngineError } from "../../../../core/errors.ts";
import { parseReference } from "../../../../core/images/reference.ts";
import { apiAtLeast } from "../../../../core/versions.ts";
import type { ContainerCreateConfig, CreatedContainer, Engine } from "../../../../core/mod.ts";
import type { CommandContext } from "../../../spec/types.ts";
import { bindApiSocket, putCredentials } from "./api_socket.ts";
import { CidFile } from "./cid_file.ts";
import type { ClientConfig } from "./client_config.ts";
import { showProgress } from "../../_lib/progress.ts";
import { consoleSize } from "../../_lib/terminal_size.ts";
import { type CreateFlags, type CreateRequest, fitToApi } from "./to_create_request.ts";

/** What making a container needs beside the request. */
export interface CreateContext {
  ctx: CommandContext;
  engine: Engine;
  config: ClientConfig;
  signal: AbortSignal;
}

/** `--pull`: one of docker's words. @throws {Error} with docker's words. */
export function checkPullPolicy(policy: string): void {
  if (["always", "missing", "never", ""].includes(policy)) return;
  throw new Error(
    `invalid pull option: '${policy}': must be one of "always", "missing" or "never"`,
  );
}

/** What docker calls an image in its messages: `busybox:latest`; undefined for an id. */
function familiarName(image: string): string | undefined {
  if (/^[0-9a-f]{64}$/.test(image)) return undefined;
  const { name, tag, digest } = parseReference(image);
  const shown = tag ?? (digest === undefined ? "latest" : undefined);
  return `${name}${shown === undefined ? "" : `:${shown}`}${
    digest === undefined ? "" : `@${digest}`
  }`;
}

async function pull(image: string, flags: CreateFlags, around: CreateContext): Promise<void> {
  const { ctx, engine, config, signal } = around;
  const auth = await config.authFor(image);
  const platform = flags.platform || ctx.env["DOCKER_DEFAULT_PLATFORM"];
  const events = engine.images.pull(image, { auth, platform, signal });
  await showProgress(ctx, events, flags.quiet ? undefined : ctx.streams.stderr);
}

/**
 * Makes a container as `run` and `create` do: pulls the image where the policy says so, writes
 * `--cidfile`, tells warnings. Gives the id.
 */
export async function createFromFlags(
  request: CreateRequest,
  flags: CreateFlags,
  around: CreateContext,
): Promise<string> {
  const { ctx, engine, signal } = around;
  const { stderr } = ctx.streams;
  for (const warning of request.warnings.deprecated) await stderr.write(`WARNING: ${warning}\n`);
  await using cidFile = await CidFile.open(flags.cidfile);
  const image = request.config.Image;
  const familiar = familiarName(image);
  const credentials = flags.useApiSocket
    ? await bindApiSocket(request, ctx, engine.transport.endpoint)
    : undefined;
  const { apiVersion } = await engine.transport.greeting(signal);
  fitToApi(request, (version) => apiAtLeast(apiVersion, version), apiVersion);
  request.hostConfig["ConsoleSize"] = consoleSize(ctx.streams);
  const platform = flags.platform || ctx.env["DOCKER_DEFAULT_PLATFORM"];
  const body = {
    ...request.config,
    HostConfig: request.hostConfig,
    NetworkingConfig: request.networkingConfig,
  } as ContainerCreateConfig;
  const create = (): Promise<CreatedContainer> =>
    engine.containers.create(body, {
      name: flags.name,
      platform: platform && apiAtLeast(apiVersion, "1.41") ? platform : undefined,
      signal,
    });

  if (flags.pull === "always") await pull(image, flags, around);
  let made: CreatedContainer;
  try {
    made = await create();
  } catch (error) {
    const missing = isEngineError(error, "not_found") && familiar !== undefined;
    if (!missing || flags.pull !== "missing") throw error;
    if (!flags.quiet) await stderr.write(`Unable to find image '${familiar}' locally\n`);
    await pull(image, flags, around);
    made = await create();
  }
  for (const warning of [...made.warnings, ...request.warnings.afterCreate]) {
    await stderr.write(`WARNING: ${warning}\n`);
  }
  await cidFile.write(made.id);
  if (credentials !== undefined) await putCredentials(engine, made.id, credentials, signal);
  return made.id;
}
