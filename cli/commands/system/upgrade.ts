/** `dockerctl upgrade --self`: dockerctl itself, renewed where install.sh laid it out. */
import { defineCommand, ExitError } from "../../spec/types.ts";

export const upgrade = defineCommand({
  path: "upgrade",
  summary: "Upgrade dockerctl itself",
  description: "With --self the newest release is fetched, checked and put in place of this one. " +
    "A dockerctl that came by a package manager is left to it.",
  options: { self: { type: "boolean", summary: "Upgrade dockerctl itself" } },
  run: async (ctx, { self }) => {
    if (!self) throw new ExitError(1, "Nothing to upgrade was named; --self is dockerctl itself");
    await (await import("./_self/upgrade.ts")).upgradeSelf(ctx);
  },
});
