/** `unit rm`: take the unit of a container away. */
import { join } from "node:path";
import { reason } from "../../../core/recorder/write/lock.ts";
import { containerOfUnit, unitNameOf } from "../../../core/supervise/unit.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { PLACE_OPTIONS, systemctl, unitFolder } from "./_unit.ts";

export const unitRm = defineCommand({
  path: "unit rm",
  aliases: ["unit remove"],
  summary: "Remove the systemd unit of a container",
  description: "The container stays as it is. A unit that is active is left, unless forced.",
  dangerous: true,
  args: [{ name: "container", complete: "container" }],
  options: {
    ...PLACE_OPTIONS,
    force: { type: "boolean", short: "f", summary: "Also one that is active" },
  },
  run: async (ctx, { container, system, quadlet, force }) => {
    const name = container.replace(/^\//, "");
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(name)) {
      throw new ExitError(1, `"${container}" is no name of a container`);
    }
    const file = quadlet ? `${name}.container` : `${unitNameOf(name)}.service`;
    const path = join(unitFolder(ctx, { system, quadlet }), file);
    let text;
    try {
      text = await Deno.readTextFile(path);
    } catch (e) {
      if (e instanceof Deno.errors.NotFound) throw new ExitError(1, `There is no ${path}`);
      throw new ExitError(1, `Cannot read ${path}: ${reason(e)}`);
    }
    const ours = quadlet
      ? text.startsWith("# Written by dockerctl.")
      : containerOfUnit(text) === name;
    if (!ours && !force) throw new ExitError(1, `${path} was not written by dockerctl`);
    const service = quadlet ? `${name}.service` : file;
    const ctl = system ? "sudo systemctl" : "systemctl --user";
    const active = await systemctl(ctx, system, "is-active", service);
    if ((active === "active" || active === "activating") && !force) {
      throw new ExitError(1, `${service} is active: run ${ctl} disable --now ${service} first`);
    }
    if (!quadlet) await systemctl(ctx, system, "disable", service);
    try {
      await Deno.remove(path);
    } catch (e) {
      throw new ExitError(1, `Cannot remove ${path}: ${reason(e)}`);
    }
    await ctx.streams.stdout.write(`Removed ${path}\nNow run:\n  ${ctl} daemon-reload\n`);
  },
});
