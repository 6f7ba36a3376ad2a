/** `image tag`: create a tag TARGET_IMAGE that refers to SOURCE_IMAGE. */
import { isEngineError } from "../../../core/errors.ts";
import { goQuote } from "../../format/quote.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

export const imageTag = defineCommand({
  path: "image tag",
  aliases: ["tag"],
  summary: "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
  usage: "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
  args: [{ name: "source-image", complete: "image" }, { name: "target-image", complete: "image" }],
  run: async (ctx, { sourceImage, targetImage }) => {
    const engine = await ctx.engine();
    try {
      await engine.images.tag(sourceImage, targetImage, { signal: ctx.signal });
    } catch (e) {
      // The target was refused before anything was sent.
      if (!isEngineError(e, "bad_request") || e.status !== undefined) throw e;
      throw new ExitError(
        1,
        `Error parsing reference: ${
          goQuote(targetImage)
        } is not a valid repository/tag: ${e.message}`,
      );
    }
  },
});
