/** `unit NAME`: print the systemd unit, or the Quadlet, of a container. */
import { defineCommand } from "../../spec/types.ts";
import { makeUnit, UNIT_ARGS, UNIT_OPTIONS } from "./_unit.ts";

export const unitShow = defineCommand({
  path: "unit show",
  summary: "Print a systemd unit whose state is a container's",
  description:
    "`dockerctl unit NAME` is the same. The unit runs `dockerctl supervise`: it is active while the " +
    "container runs, ready when that is healthy, stopped with it and failed as it fails, and " +
    "stopping the unit stops the container. Options of supervise are handed on.\n\n" +
    "With --quadlet it is a .container file for podman, which makes the container itself. What " +
    "podman has no word for is told on stderr and in the file.",
  args: UNIT_ARGS,
  options: UNIT_OPTIONS,
  examples: [
    { text: "See the unit", command: "dockerctl unit web" },
    { text: "For podman", command: "dockerctl unit --quadlet web" },
  ],
  run: async (ctx, input) => {
    const { text, notes } = await makeUnit(ctx, input);
    for (const note of notes) await ctx.streams.stderr.write(`Note: ${note}\n`);
    await ctx.streams.stdout.write(text);
  },
});
