/** `stack deploy`: deploy a new stack or update an existing stack. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { waitForService } from "../service/_converge.ts";
import { deployStack } from "./_deploy.ts";
import { checkImages, COMPOSE_FILE, loadStack, tellIgnored } from "./_load.ts";
import { checkStackName, stackNames } from "./_stack.ts";

/** When a registry is asked which digest a name has. */
const RESOLVE = ["always", "changed", "never"] as const;

export const stackDeploy = defineCommand({
  path: "stack deploy",
  aliases: ["stack up"],
  summary: "Deploy a new stack or update an existing stack",
  args: [{ name: "stack", complete: stackNames }],
  options: {
    "compose-file": COMPOSE_FILE,
    detach: {
      type: "boolean",
      short: "d",
      default: true,
      summary: "Exit immediately instead of waiting for the stack services to converge",
    },
    prune: { type: "boolean", summary: "Prune services that are no longer referenced" },
    quiet: { type: "boolean", short: "q", summary: "Suppress progress output" },
    "resolve-image": {
      type: "string",
      default: "always",
      summary:
        'Query the registry to resolve image digest and supported platforms ("always", "changed", "never")',
      complete: RESOLVE,
    },
    "with-registry-auth": {
      type: "boolean",
      summary: "Send registry authentication details to Swarm agents",
    },
  },
  examples: [
    {
      text: "A stack, and what the file no longer has taken away",
      command: "dockerctl stack deploy -c compose.yaml --prune shop",
    },
  ],
  run: async (ctx, input) => {
    const { stack, resolveImage, quiet } = input;
    checkStackName(stack);
    const project = await loadStack(ctx, input.composeFile, { name: stack });
    await tellIgnored(ctx, project);
    checkImages(project);
    if (!(RESOLVE as readonly string[]).includes(resolveImage)) {
      throw new ExitError(1, `Invalid option ${resolveImage} for flag --resolve-image`);
    }
    if (input.detach && !input.given.has("detach")) {
      await ctx.streams.stderr.write(
        "Since --detach=false was not specified, tasks will be created in the background.\n" +
          "In a future release, --detach=false will become the default.\n",
      );
    }
    const ids = await deployStack(ctx, project, {
      prune: input.prune,
      sendAuth: input.withRegistryAuth,
      resolve: resolveImage as typeof RESOLVE[number],
    });
    for (const id of input.detach ? [] : ids) await waitForService(ctx, id, { quiet });
  },
});
