/** `container rm`: remove one or more containers. */
import { isEngineError } from "../../../core/errors.ts";
import { defineCommand } from "../../spec/types.ts";
import { eachTarget } from "../_lib/targets.ts";
import type { Engine } from "../../../core/mod.ts";
import { tagOfBackup } from "../../../core/recreate/names.ts";
import { UNPROTECT } from "./_recreate/options.ts";

/** With a backup goes the tag that holds its image. */
async function removeOne(
  engine: Engine,
  id: string,
  options: Parameters<Engine["containers"]["remove"]>[1],
): Promise<void> {
  await engine.containers.remove(id, options);
  if (tagOfBackup(id) === undefined) return;
  const { untagBackup } = await import("../../../core/recreate/backups.ts");
  await untagBackup(engine, id, options?.signal);
}

export const containerRm = defineCommand({
  path: "container rm",
  aliases: ["container remove", "rm"],
  summary: "Remove one or more containers",
  dangerous: true,
  hosts: { output: "names", targets: "container" },
  args: [{ name: "container", variadic: true, complete: "container" }],
  options: {
    force: {
      type: "boolean",
      short: "f",
      summary: "Force the removal of a running container (uses SIGKILL)",
    },
    link: { type: "boolean", short: "l", summary: "Remove the specified link" },
    volumes: {
      type: "boolean",
      short: "v",
      summary: "Remove anonymous volumes associated with the container",
    },
    unprotect: UNPROTECT,
  },
  examples: [
    {
      text: "Everything that has ended",
      command: "dockerctl rm $(dockerctl ps -aq -f status=exited)",
    },
  ],
  run: async (ctx, { container, force, link, volumes, unprotect }) => {
    const engine = await ctx.engine();
    if (unprotect) {
      await (await import("./_recreate/unprotect.ts")).askUnprotect(ctx, engine, container);
    }
    await eachTarget(ctx, container, (given) => {
      const id = given.replace(/^\/+|\/+$/g, "");
      if (id === "") throw new Error("container name cannot be empty");
      return removeOne(engine, id, { force, link, volumes, signal: ctx.signal });
    }, (e) => force && isEngineError(e, "not_found"));
  },
});
