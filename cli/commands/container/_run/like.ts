/** The request for a container like one that exists, with what the flags say otherwise. */
import { type ContainerInspect, inspectToCreateRequest } from "../../../../core/mod.ts";
import { createBody } from "../../../../core/recreate/create_request.ts";
import { parseLossless } from "../../../../core/recreate/lossless.ts";
import { editsOfFlags } from "../_recreate/edits.ts";
import type { CreateContext } from "./create_container.ts";
import type { CreateFlags, CreateRequest } from "./to_create_request.ts";

/**
 * Takes a container as the pattern. What can be there once only is left out: its name, its
 * addresses, its anonymous volumes. Throws EngineError, and docker's complaints of flags.
 */
export async function requestLike(
  input: CreateFlags & { like: string | undefined; image?: string; command: readonly string[] },
  { ctx, engine, signal }: CreateContext,
): Promise<CreateRequest> {
  const text = await engine.containers.inspectText(input.like!, { signal });
  const c = parseLossless<ContainerInspect>(text);
  const image = await engine.images.inspect(c.Image, { signal }).catch(() => undefined);
  const { apiVersion } = await engine.transport.greeting(signal);
  const other = input.image !== undefined && input.image !== c.Config.Image;
  const base = inspectToCreateRequest(c, {
    oldImage: image?.Config,
    ...(other && { newImage: {} }),
    api: apiVersion,
    volumes: false,
  });
  const edits = editsOfFlags({ ...input, name: undefined } as CreateFlags, c, ctx.env);
  const put = (target: object, fields: object | undefined) => {
    for (const [key, value] of Object.entries(fields ?? {})) {
      if (value === undefined) delete (target as Record<string, unknown>)[key];
      else (target as Record<string, unknown>)[key] = value;
    }
  };
  put(base.config, edits.config);
  put(base.hostConfig, edits.hostConfig);
  if (edits.endpoints !== undefined) base.endpoints = edits.endpoints;
  else {
    for (const end of Object.values(base.endpoints)) {
      delete end.IPAMConfig;
      delete end.MacAddress;
    }
  }
  delete base.config.MacAddress;
  if (input.image !== undefined) base.config.Image = input.image;
  if (input.command.length > 0) base.config.Cmd = [...input.command];
  const { HostConfig, NetworkingConfig, ...config } = createBody(base);
  const endpoints = Object.entries(NetworkingConfig?.EndpointsConfig ?? {})
    .map(([name, end]) => [name, { ...end, MacAddress: end.MacAddress ?? "" }]);
  return {
    config: { AttachStdin: false, AttachStdout: false, AttachStderr: false, ...config },
    hostConfig: { ...HostConfig, ContainerIDFile: "", AutoRemove: HostConfig?.AutoRemove ?? false },
    networkingConfig: { EndpointsConfig: Object.fromEntries(endpoints) },
    warnings: { deprecated: [], afterCreate: [] },
  } as unknown as CreateRequest;
}
