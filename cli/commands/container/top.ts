/** `container top`: display the running processes of a container. */
import { defineCommand } from "../../spec/types.ts";

/** Narrowest column of docker's table of processes, and the spaces between columns. */
const MIN_WIDTH = 20;
const GAP = 3;

/** Aligns cells as Go's tabwriter does: every column but the last is padded. */
export function alignProcesses(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.slice(0, -1).forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? MIN_WIDTH, [...cell].length + GAP);
    });
  }
  return rows.map((row) =>
    row.map((cell, i) =>
      i === row.length - 1 ? cell : cell + " ".repeat(widths[i]! - [...cell].length)
    ).join("") + "\n"
  ).join("");
}

/** `top`: the processes of a container, as the host's ps tells them. */
export const top = defineCommand({
  path: "container top",
  aliases: ["top"],
  summary: "Display the running processes of a container",
  usage: "CONTAINER [ps OPTIONS]",
  args: [
    { name: "container", complete: "container:running" },
    { name: "ps-options", optional: true, variadic: true },
  ],
  options: {},
  stopEarly: true,
  async run(ctx, input) {
    const engine = await ctx.engine();
    const psArgs = input.psOptions.join(" ") || undefined;
    const { titles, processes } = await engine.containers.top(input.container, {
      psArgs,
      signal: ctx.signal,
    });
    await ctx.streams.stdout.write(alignProcesses([titles, ...processes]));
  },
});
