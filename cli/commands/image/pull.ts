/** `image pull`: download an image from a registry. */
import { PLATFORMS } from "../_lib/flag_values.ts";
import { canonicalName, familiarName } from "../_lib/references.ts";
import { credentialsForImage } from "../_lib/credentials.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { showProgress } from "../_lib/progress.ts";

export const imagePull = defineCommand({
  path: "image pull",
  aliases: ["pull"],
  summary: "Download an image from a registry",
  hosts: { output: "lines", changes: true },
  usage: "[OPTIONS] NAME[:TAG|@DIGEST]",
  args: [{ name: "reference", complete: "image" }],
  options: {
    "all-tags": {
      type: "boolean",
      short: "a",
      summary: "Download all tagged images in the repository",
    },
    "disable-content-trust": {
      type: "boolean",
      summary: "Skip image verification",
      default: true,
      hidden: true,
    },
    platform: {
      type: "string",
      summary: "Set platform if server is multi-platform capable",
      complete: PLATFORMS,
    },
    quiet: { type: "boolean", short: "q", summary: "Suppress verbose output" },
  },
  examples: [
    { text: "By digest", command: "dockerctl pull busybox@sha256:0123…" },
    { text: "For another processor", command: "dockerctl pull --platform linux/arm64 alpine" },
  ],
  run: async (ctx, { reference, allTags, platform, quiet }) => {
    const { parseReference } = await import("../../../core/images/reference.ts");
    const parsed = parseReference(reference);
    const tagged = (parsed.tag ?? parsed.digest) !== undefined;
    if (allTags && tagged) throw new ExitError(1, "tag can't be used with --all-tags/-a");
    const { stdout } = ctx.streams;
    if (!allTags && !tagged && !quiet) await stdout.write("Using default tag: latest\n");
    const engine = await ctx.engine();
    const events = engine.images.pull(familiarName(parsed, allTags), {
      platform: platform || ctx.env.DOCKER_DEFAULT_PLATFORM || undefined,
      auth: await credentialsForImage(ctx, reference),
      allTags,
      signal: ctx.signal,
    });
    await showProgress(ctx, events, quiet ? undefined : stdout);
    await stdout.write(canonicalName(parsed, allTags) + "\n");
  },
});
