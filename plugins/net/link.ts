/** `net link` and `net unlink`: a private network of two containers. */
import { isEngineError } from "../../core/mod.ts";
import { definePluginCommand, ExitError } from "../../cli/plugin/mod.ts";
import { nameOf } from "./targets.ts";

/** On each network of ours: the two ids. */
export const LINK_LABEL = "dockerctl.net.link";
const PREFIX = "dockerctl-link";

/** The network's name: the same for A, B and B, A. */
export function linkName(a: string, b: string): string {
  return [PREFIX, ...[a, b].sort()].join("-");
}

const pair = [
  { name: "a", summary: "A container", complete: "container" },
  { name: "b", summary: "Another container", complete: "container" },
] as const;

/** `net link A B`. */
export const linkCommand = definePluginCommand({
  path: "net link",
  summary: "Put two containers on a private network of their own",
  description: "The network is named after the two and has no way to the outside unless " +
    "--outside is given. Each finds the other by its name and by --alias.",
  args: pair,
  options: {
    "alias": { type: "list", value: "NAME=ALIAS", summary: "Another name for one of the two" },
    "outside": { type: "boolean", summary: "With a way to the outside" },
  },
  async run(ctx, { a, b, alias, outside }) {
    const { signal, out } = ctx;
    const engine = await ctx.engine();
    const both = await Promise.all([a, b].map((c) => engine.containers.inspect(c, { signal })));
    if (both[0].Id === both[1].Id) {
      throw new ExitError(1, `"${a}" and "${b}" are the same container`);
    }
    for (const c of both) {
      const mode = c.HostConfig.NetworkMode ?? "";
      if (mode === "host" || mode === "none" || mode.startsWith("container:")) {
        throw new ExitError(
          1,
          `${nameOf(c)} can join no network: it was made with --network ${mode}`,
        );
      }
    }
    const [first, second] = both.map(nameOf);
    const aliases = new Map<string, string[]>([[first, []], [second, []]]);
    for (const item of alias) {
      const [name, value] = item.split("=", 2);
      if (!aliases.has(name) || !value) {
        throw new ExitError(1, `"${item}" is not ${first}=ALIAS or ${second}=ALIAS`);
      }
      aliases.get(name)!.push(value);
    }
    const name = linkName(first, second);
    try {
      await engine.networks.inspect(name, { signal });
    } catch (e) {
      if (!isEngineError(e, "not_found")) throw e;
      await engine.networks.create({
        Name: name,
        Driver: "bridge",
        Internal: !outside,
        Labels: { [LINK_LABEL]: both.map((c) => c.Id).sort().join(",") },
      }, { signal });
    }
    for (const c of both) {
      if (c.NetworkSettings.Networks?.[name] !== undefined) continue;
      const own = aliases.get(nameOf(c))!;
      await engine.networks.connect(name, c.Id, { endpoint: { Aliases: own }, signal });
    }
    await out.line(name);
  },
});

/** `net unlink A B`, or `--all`. */
export const unlinkCommand = definePluginCommand({
  path: "net unlink",
  summary: "Remove the private network of two containers",
  args: [{ ...pair[0], optional: true }, { ...pair[1], optional: true }],
  options: { all: { type: "boolean", summary: "Every network that `net link` made" } },
  dangerous: true,
  async run(ctx, { a, b, all }) {
    const { signal, out } = ctx;
    const engine = await ctx.engine();
    if (all !== (a === undefined) || all !== (b === undefined)) {
      throw new ExitError(1, "name two containers, or say --all");
    }
    const links = await engine.networks.list({ filters: { label: [LINK_LABEL] }, signal });
    const name = all ? undefined : linkName(await realName(a!), await realName(b!));
    const chosen = links.filter((n) => all || n.name === name);
    if (!all && chosen.length === 0) throw new ExitError(1, `there is no link of ${a} and ${b}`);
    for (const network of chosen) {
      const { Containers } = await engine.networks.inspect(network.id, { signal });
      for (const id of Object.keys(Containers ?? {})) {
        await engine.networks.disconnect(network.id, id, { force: true, signal });
      }
      await engine.networks.remove(network.id, { signal });
      await out.line(network.name);
    }

    /** A container that is gone already still has its link. */
    async function realName(text: string): Promise<string> {
      try {
        return nameOf(await engine.containers.inspect(text, { signal }));
      } catch (e) {
        if (isEngineError(e, "not_found")) return text;
        throw e;
      }
    }
  },
});
