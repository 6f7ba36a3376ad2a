/** `unit install`: write the unit of a container where systemd reads it. */
import { join } from "node:path";
import { reason } from "../../../core/recorder/write/lock.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { makeUnit, UNIT_ARGS, UNIT_OPTIONS, unitFolder } from "./_unit.ts";

export const unitInstall = defineCommand({
  path: "unit install",
  summary: "Write a systemd unit for a container",
  description:
    "The unit is one of the user's own, or of the machine with --system. Nothing is started; the " +
    "commands that do so are printed.",
  args: UNIT_ARGS,
  options: {
    ...UNIT_OPTIONS,
    force: { type: "boolean", short: "f", summary: "Replace a unit that is there" },
  },
  run: async (ctx, input) => {
    const { text, notes, file, container } = await makeUnit(ctx, input);
    const dir = unitFolder(ctx, input);
    const path = join(dir, file);
    try {
      await Deno.mkdir(dir, { recursive: true });
      await Deno.writeTextFile(path, text, { createNew: !input.force });
    } catch (e) {
      if (e instanceof Deno.errors.AlreadyExists) {
        throw new ExitError(1, `${path} is there already; --force replaces it`);
      }
      throw new ExitError(1, `Cannot write ${path}: ${reason(e)}`);
    }
    for (const note of notes) await ctx.streams.stderr.write(`Note: ${note}\n`);
    const ctl = input.system ? "sudo systemctl" : "systemctl --user";
    const start = input.quadlet ? `start ${container}` : `enable --now ${file}`;
    await ctx.streams.stdout.write(
      `Wrote ${path}\nNow run:\n  ${ctl} daemon-reload\n  ${ctl} ${start}\n` +
        (input.system
          ? ""
          : "And to have it run while you are not logged in:\n  loginctl enable-linger\n"),
    );
  },
});
