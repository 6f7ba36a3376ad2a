/** `image rm`: remove one or more images. */
import { isEngineError } from "../../../core/errors.ts";
import { checked } from "../_flags/flag_kinds.ts";
import { PLATFORMS } from "../_lib/flag_values.ts";
import { joinErrors } from "../../spec/errors.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

export const imageRm = defineCommand({
  path: "image rm",
  aliases: ["image remove", "rmi"],
  summary: "Remove one or more images",
  dangerous: true,
  args: [{ name: "image", variadic: true, complete: "image" }],
  options: {
    force: { type: "boolean", short: "f", summary: "Force removal of the image" },
    "no-prune": { type: "boolean", summary: "Do not delete untagged parents" },
    platform: checked(
      'Remove only the given platform variant. Formatted as "os[/arch[/variant]]" ' +
        '(e.g., "linux/amd64")',
      undefined,
      { value: "strings", minApi: "1.50", complete: PLATFORMS },
    ),
  },
  run: async (ctx, { image, force, noPrune, platform }) => {
    const engine = await ctx.engine();
    const errors: unknown[] = [];
    let fatal = false;
    // One after the other, as docker does: what one removal frees the next may need to be free.
    for (const reference of image) {
      try {
        const removed = await engine.images.remove(reference, {
          force,
          noPrune,
          platforms: platform.flatMap((list) => list.split(",")),
          signal: ctx.signal,
        });
        for (const r of removed) {
          await ctx.streams.stdout.write(
            r.deleted ? `Deleted: ${r.deleted}\n` : `Untagged: ${r.untagged}\n`,
          );
        }
      } catch (e) {
        if (!isEngineError(e) || ctx.signal.aborted) throw e;
        if (e.code !== "not_found") fatal = true;
        errors.push(e);
      }
    }
    if (errors.length === 0) return;
    if (fatal || !force) {
      if (errors.length === 1) throw errors[0];
      throw new ExitError(1, joinErrors(errors));
    }
    await ctx.streams.stderr.write(joinErrors(errors) + "\n");
  },
});
