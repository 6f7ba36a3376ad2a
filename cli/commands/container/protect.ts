/** `protect` and `unprotect`: containers that are refused to be removed, stopped, or made anew. */
import { PROTECTED_ACTIONS, type ProtectedAction } from "../../../core/protect/rules.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

const HONEST = "It keeps dockerctl, its screen, its server and its plugins from it; plain docker " +
  "knows nothing of it. A container that is made with the label dev.dockerctl.protect=remove,stop " +
  "carries its protection with it.";

export const protect = defineCommand({
  path: "container protect",
  aliases: ["protect"],
  summary: "Protect containers from being removed, stopped or changed",
  description: "Writes names or patterns (prod-*) into the settings of dockerctl. " + HONEST,
  args: [{ name: "container", variadic: true, optional: true, complete: "container" }],
  options: {
    "from": {
      type: "string",
      value: "list",
      summary: `Only from some of ${Object.keys(PROTECTED_ACTIONS).join(", ")} (default all)`,
    },
    "here": { type: "boolean", summary: "Only on this engine" },
  },
  examples: [
    { text: "Whatever is called prod-", command: "dockerctl protect 'prod-*'" },
    { text: "What is protected", command: "dockerctl protect" },
  ],
  run: async (ctx, input) => {
    const { listProtected, addRules } = await import("./_recreate/settings.ts");
    if (input.container.length === 0) return await listProtected(ctx);
    const host = input.here ? (await ctx.engine()).transport.endpoint : undefined;
    await addRules(ctx, input.container, actionsOf(input.from), host);
  },
});

export const unprotect = defineCommand({
  path: "container unprotect",
  aliases: ["unprotect"],
  summary: "Take protection away from containers",
  description:
    "Takes names or patterns out of the settings, as they were given to protect. A label " +
    "is the container's own: recreate --label takes it away.",
  args: [{ name: "container", variadic: true, complete: "container" }],
  run: async (ctx, { container }) => {
    const { removeRules } = await import("./_recreate/settings.ts");
    await removeRules(ctx, container);
  },
});

function actionsOf(text: string | undefined): ProtectedAction[] | undefined {
  if (text === undefined) return undefined;
  const words = text.split(",").map((w) => w.trim()).filter((w) => w !== "");
  const wrong = words.find((w) => !Object.hasOwn(PROTECTED_ACTIONS, w));
  if (wrong !== undefined || words.length === 0) {
    throw new ExitError(
      125,
      `invalid argument "${text}" for "--from" flag: must be some of ${
        Object.keys(PROTECTED_ACTIONS).join(", ")
      }`,
    );
  }
  return words as ProtectedAction[];
}
