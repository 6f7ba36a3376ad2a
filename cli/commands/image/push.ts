/** `image push`: upload an image to a registry. */
import { PLATFORMS } from "../_lib/flag_values.ts";
import { credentialsForImage } from "../_lib/credentials.ts";
import { canonicalName, familiarName } from "../_lib/references.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { showProgress } from "../_lib/progress.ts";

export const imagePush = defineCommand({
  path: "image push",
  aliases: ["push"],
  summary: "Upload an image to a registry",
  usage: "[OPTIONS] NAME[:TAG]",
  args: [{ name: "reference", complete: "image" }],
  options: {
    "all-tags": {
      type: "boolean",
      short: "a",
      summary: "Push all tags of an image to the repository",
    },
    "disable-content-trust": {
      type: "boolean",
      summary: "Skip image signing",
      default: true,
      hidden: true,
    },
    platform: {
      type: "string",
      summary: "Push a platform-specific manifest as a single-platform image to the registry",
      complete: PLATFORMS,
      minApi: "1.46",
    },
    quiet: { type: "boolean", short: "q", summary: "Suppress verbose output" },
  },
  run: async (ctx, { reference, allTags, platform, quiet }) => {
    const { parseReference } = await import("../../../core/images/reference.ts");
    const parsed = parseReference(reference);
    if (parsed.digest !== undefined && parsed.tag === undefined) {
      throw new ExitError(1, "cannot push a digest reference");
    }
    if (allTags && parsed.tag !== undefined) {
      throw new ExitError(1, "tag can't be used with --all-tags/-a");
    }
    const { stdout } = ctx.streams;
    if (!allTags && parsed.tag === undefined && !quiet) {
      await stdout.write("Using default tag: latest\n");
    }
    const engine = await ctx.engine();
    const events = engine.images.push(familiarName(parsed, allTags), {
      platform,
      auth: await credentialsForImage(ctx, reference),
      allTags,
      signal: ctx.signal,
    });
    await showProgress(ctx, events, quiet ? undefined : stdout);
    if (quiet) await stdout.write(canonicalName(parsed, allTags) + "\n");
  },
});
