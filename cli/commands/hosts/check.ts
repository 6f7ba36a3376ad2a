/** `hosts check`: whether hosts can be used; says what is wrong, and what to do. */
import { clockIsOff, twinWarning } from "../../../core/fleet/facts.ts";
import { clockWords } from "../../../core/fleet/state.ts";
import { sanitise } from "../../format/sanitise.ts";
import { hintText } from "../../spec/errors.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { probeHosts } from "./_probe.ts";

export const hostsCheck = defineCommand({
  path: "hosts check",
  summary: "Check whether hosts can be used",
  description: "Ends with 0 if every host answers, and with 1 if one does not.",
  usage: "[HOST|@GROUP...]",
  args: [{ name: "host", optional: true, variadic: true, complete: "host" }],
  hosts: { output: "own", choice: "host" },
  run: async (ctx) => {
    const hosts = ctx.hosts ?? [];
    if (hosts.length === 0) {
      throw new ExitError(1, "There are no hosts: dockerctl hosts add NAME --host ssh://USER@HOST");
    }
    const found = await probeHosts(ctx, hosts, { use: false });
    const width = Math.max(...found.map((p) => p.spec.name.length));
    for (const p of found) {
      const { facts } = p;
      const words = facts === undefined
        ? sanitise(p.problem ?? "")
        : `engine ${sanitise(facts.version)}, answered in ${Math.round(facts.took)} ms`;
      const lines = [`${p.spec.name.padEnd(width)}  ${p.state.padEnd(8)} ${words}`];
      const note = (text: string) => lines.push(" ".repeat(width + 2) + text);
      const hint = facts === undefined ? hintText(p.error) : undefined;
      if (hint !== undefined) note(sanitise(hint));
      if (clockIsOff(facts?.clock)) note(`its clock differs by ${clockWords(facts!.clock)}`);
      if (p.twins.length > 0) note(`Warning: ${twinWarning(p.spec.name, p.twins)}`);
      await ctx.streams.stdout.write(lines.join("\n") + "\n");
    }
    if (found.some((p) => p.facts === undefined)) throw new ExitError(1);
  },
});
