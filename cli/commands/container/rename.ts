/** `container rename`: rename a container. */
import { isEngineError } from "../../../core/errors.ts";
import { errorText } from "../../spec/errors.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { UNPROTECT } from "./_recreate/options.ts";

export const containerRename = defineCommand({
  path: "container rename",
  aliases: ["rename"],
  summary: "Rename a container",
  args: [{ name: "container", complete: "container" }, { name: "new-name" }],
  // As docker's, which has no options here.
  usage: "CONTAINER NEW_NAME",
  options: { unprotect: UNPROTECT },
  run: async (ctx, { unprotect, container, newName }) => {
    if (container.trim() === "" || newName.trim() === "") {
      throw new ExitError(1, "Error: Neither old nor new names may be empty");
    }
    const engine = await ctx.engine();
    if (unprotect) {
      await (await import("./_recreate/unprotect.ts")).askUnprotect(ctx, engine, [container]);
    }
    try {
      await engine.containers.rename(container, newName, { signal: ctx.signal });
    } catch (e) {
      if (!isEngineError(e) || e.status === undefined) throw e;
      throw new ExitError(
        1,
        `${errorText(e)}\nError: failed to rename container named ${container}`,
      );
    }
  },
});
