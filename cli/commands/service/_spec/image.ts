/** The image of a service: its digest, so that every node runs the same. */
import type { RegistryAuth, ServiceSpec } from "../../../../core/mod.ts";
import { type CommandContext } from "../../../spec/types.ts";

/** The last part of a reference, where its tag is. */
const tail = (image: string) => image.slice(image.lastIndexOf("/") + 1);

/** `busybox` is `busybox:latest`; a tag, a digest and an id stay. */
export function withTag(image: string): string {
  if (image.includes("@") || tail(image).includes(":") || /^[0-9a-f]{64}$/.test(image)) {
    return image;
  }
  return `${image}:latest`;
}

/**
 * A specification whose image names the digest that its registry has under the name now, and the
 * platforms there are. Where the registry does not answer, docker's warning of it.
 */
export async function withDigest(
  ctx: CommandContext,
  spec: ServiceSpec,
  auth: RegistryAuth | undefined,
): Promise<{ spec: ServiceSpec; warnings: string[] }> {
  const image = spec.TaskTemplate.ContainerSpec?.Image ?? "";
  if (image.includes("@") || image === "") return { spec, warnings: [] };
  const engine = await ctx.engine();
  try {
    const { Descriptor, Platforms } = await engine.distribution.inspect(image, {
      auth,
      signal: ctx.signal,
    });
    const digest = Descriptor.digest ?? Descriptor.Digest;
    const task = spec.TaskTemplate;
    const platforms = (Platforms ?? []).map((p) => ({
      // Names of ARM differ between images and nodes.
      Architecture: p.architecture === "arm" ? "" : p.architecture ?? "",
      OS: p.os ?? "",
    }));
    return {
      spec: {
        ...spec,
        TaskTemplate: {
          ...task,
          ContainerSpec: { ...task.ContainerSpec, Image: digest ? `${image}@${digest}` : image },
          ...(platforms.length > 0
            ? { Placement: { ...task.Placement, Platforms: platforms } }
            : {}),
        },
      },
      warnings: [],
    };
  } catch (e) {
    if (ctx.signal.aborted) throw e;
    return {
      spec,
      warnings: [
        `image ${image} could not be accessed on a registry to record\n` +
        `its digest. Each node will access ${image} independently,\n` +
        "possibly leading to different nodes running different\nversions of the image.\n",
      ],
    };
  }
}
