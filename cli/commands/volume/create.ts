/** `volume create`: create a volume. */
import { volumeDrivers } from "../_lib/flag_values.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { labelsOf, mapOption } from "../_lib/pairs.ts";

export const volumeCreate = defineCommand({
  path: "volume create",
  summary: "Create a volume",
  args: [{ name: "volume", optional: true }],
  options: {
    driver: {
      type: "string",
      short: "d",
      summary: "Specify volume driver name",
      default: "local",
      complete: volumeDrivers,
    },
    label: { type: "list", summary: "Set metadata for a volume" },
    name: { type: "string", summary: "Specify volume name", hidden: true },
    opt: mapOption("Set driver specific options", "o"),
  },
  run: async (ctx, { volume, driver, label, name, opt }) => {
    if (volume !== undefined && name !== undefined) {
      throw new ExitError(
        1,
        "conflicting options: cannot specify a volume-name through both --name and as a positional arg",
      );
    }
    const engine = await ctx.engine();
    const made = await engine.volumes.create({
      name: volume ?? name,
      driver,
      driverOpts: opt,
      labels: labelsOf(label),
      signal: ctx.signal,
    });
    await ctx.streams.stdout.write(made.name + "\n");
  },
});
