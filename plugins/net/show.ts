/** `net ls` and `net graph`. */
import { definePluginCommand, ExitError } from "../../cli/plugin/mod.ts";
import { drawDot, drawReach, drawTree, gather } from "./picture.ts";

const all = { type: "boolean", short: "a", summary: "Stopped containers too" } as const;

/** `net ls`: one row for each container on each network. */
export const lsCommand = definePluginCommand({
  path: "net ls",
  summary: "List containers by network, with addresses and aliases",
  hosts: { output: "rows" },
  options: { all },
  async run(ctx, input) {
    const { networks, containers } = await gather(await ctx.engine(), {
      ...input,
      signal: ctx.signal,
    });
    const rows = networks.flatMap((network) =>
      containers.flatMap((c) =>
        c.places.filter((p) => p.networkId === network.id).map((place) => ({ network, c, place }))
      )
    );
    await ctx.out.table(rows, {
      NETWORK: (r) => r.network.name,
      DRIVER: (r) => r.network.driver,
      CONTAINER: (r) => r.c.name,
      ADDRESS: (r) => r.place.address,
      ALIASES: (r) => r.place.aliases,
      PUBLISHED: (r) => r.c.ports,
    });
  },
});

/** `net graph`: the picture. */
export const graphCommand = definePluginCommand({
  path: "net graph",
  summary: "Draw which containers reach each other, and through which network",
  hosts: { output: "lines", oneHost: ["format"] },
  options: {
    all,
    format: {
      type: "string",
      value: "tree|reach|dot|json",
      default: "tree",
      summary: "How: by network, by pair, for Graphviz, or as JSON",
      complete: ["tree", "reach", "dot", "json"],
    },
  },
  examples: [{
    text: "A picture file",
    command: "dockerctl net graph --format dot | dot -Tsvg > net.svg",
  }],
  async run(ctx, input) {
    const format = ctx.global.json ? "json" : input.format;
    const draw = { tree: drawTree, reach: drawReach, dot: drawDot, json: undefined };
    if (!Object.hasOwn(draw, format)) {
      throw new ExitError(1, `there is no format "${format}": tree, reach, dot or json`);
    }
    const picture = await gather(await ctx.engine(), { ...input, signal: ctx.signal });
    if (format === "json") return await ctx.out.json(picture);
    const lines = draw[format as "tree"](picture);
    if (lines.length > 0) await ctx.out.raw(lines.map((l) => ctx.out.clean(l) + "\n").join(""));
  },
});
