/** `hosts rm`: takes hosts off the list. */
import { updateHosts } from "../../../core/fleet/hosts_file.ts";
import { sanitise } from "../../format/sanitise.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

export const hostsRm = defineCommand({
  path: "hosts rm",
  aliases: ["hosts remove"],
  summary: "Take hosts off the list",
  description: "The host itself is left as it is.",
  args: [{ name: "host", variadic: true, complete: "host" }],
  options: {
    "hosts-file": {
      type: "string",
      value: "path",
      summary: "Take them out of this file",
      complete: "file",
    },
  },
  run: async (ctx, { host, hostsFile }) => {
    await updateHosts(ctx.env, hostsFile ?? ctx.global.hostsFile, (list) => {
      const missing = host.filter((name) => !list.some((h) => h.name === name));
      if (missing.length > 0) {
        throw new ExitError(
          1,
          missing.map((n) => `There is no host called ${sanitise(n)}`).join("\n"),
        );
      }
      return list.filter((h) => !host.includes(h.name));
    });
    await ctx.streams.stdout.write(host.map((name) => `${name}\n`).join(""));
  },
});
