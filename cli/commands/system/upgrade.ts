/** `upgrade`: containers on the newest image of their tag; with --self dockerctl itself. */
import { PLAN_OPTIONS } from "../container/_recreate/options.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

export const upgrade = defineCommand({
  path: "upgrade",
  summary: "Pull newer images and make containers anew from them, or upgrade dockerctl itself",
  description: "Pulls the image of each container, and makes the container anew where its tag " +
    "means another image now. The new one is watched; where it is no good the old one comes back, " +
    "with the old image, and the exit code is 1. What a tag means now is all that is followed: " +
    "for another version say recreate --image. With --self the newest release of dockerctl is " +
    "fetched, checked and put in place of this one; a dockerctl that came by a package manager is " +
    "left to it.",
  args: [{ name: "container", variadic: true, optional: true, complete: "container" }],
  options: {
    "self": { type: "boolean", summary: "Upgrade dockerctl itself" },
    "all": { type: "boolean", short: "a", summary: "All containers that run" },
    "label": {
      type: "list",
      summary: "All containers that run with this label",
      value: "key=value",
    },
    "quiet": { type: "boolean", short: "q", summary: "Suppress the pull output" },
    ...PLAN_OPTIONS,
  },
  dangerous: true,
  run: async (ctx, input) => {
    const several = input.all || input.label.length > 0;
    if (input.self) {
      if (several || input.container.length > 0) {
        throw new ExitError(1, "conflicting options: --self is dockerctl, and not a container");
      }
      return await (await import("./_self/upgrade.ts")).upgradeSelf(ctx);
    }
    if (!several && input.container.length === 0) {
      throw new ExitError(
        1,
        "Nothing to upgrade was named: name containers, or say --all, --label or --self",
      );
    }
    const { upgradeContainers } = await import("../container/_recreate/upgrade.ts");
    await upgradeContainers(ctx, input);
  },
});
