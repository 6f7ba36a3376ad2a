/** `site ls`, `stop`, `start`, `rm` and `logs`. */
import { definePluginCommand, ExitError, type PluginContext } from "../../cli/plugin/mod.ts";
import { EngineError, isEngineError } from "../../core/mod.ts";
import { urlOf } from "./answer.ts";
import { allKept, forget } from "./kept.ts";
import { findSite, hostOf, LABEL, on } from "./site.ts";

const name = { name: "name", summary: "Name of the site", complete: "container" } as const;
const host = { type: "string", summary: "Where the site is", complete: "host" } as const;
/** A host that does not answer for so long is told of; milliseconds. */
const LIMIT = 15_000;

interface Row {
  site: string;
  host: string;
  state: string;
  image: string;
  to: string;
  address: string;
  folder: string;
}

/** `site ls`. */
export const lsCommand = definePluginCommand({
  path: "site ls",
  aliases: ["site list"],
  summary: "List sites: those of the engine, and those made from here on other hosts",
  options: { host: { ...host, summary: "Of this host alone" } },
  hosts: { output: "rows", oneHost: ["host"] },
  async run(ctx, { host }) {
    const kept = await allKept(ctx);
    // Over hosts each is looked at by itself, and HOST is a column already.
    const overHosts = host === undefined && await isOneOfHosts(ctx);
    const words: (string | undefined)[] = host !== undefined
      ? [host]
      : overHosts
      ? [undefined]
      : [...new Set([undefined, ...kept.map((k) => k.host)])];
    let failed = false;
    const parts = await Promise.all(words.map(async (word) => {
      try {
        return await sitesOf(ctx, word, kept);
      } catch (e) {
        if (!(e instanceof EngineError || e instanceof ExitError) || ctx.signal.aborted) throw e;
        if (overHosts) throw e;
        // Without an engine here, the others are still worth a look.
        if (word === undefined && words.length > 1 && !kept.some((k) => !k.host)) return [];
        failed = true;
        await ctx.out.error(`${word ?? "the engine"}: ${e.message.split("\n", 1)[0]}`);
        return [];
      }
    }));
    await ctx.out.table(parts.flat(), {
      SITE: (r) => r.site,
      ...!overHosts && { HOST: (r: Row) => r.host },
      STATE: (r) => r.state,
      IMAGE: (r) => r.image,
      TO: (r) => r.to,
      ADDRESS: (r) => r.address,
      FOLDER: (r) => r.folder,
    });
    if (failed) throw new ExitError(1);
  },
});

/** Whether this is the run on one host of `--hosts`; an engine that does not answer is found later. */
async function isOneOfHosts(ctx: PluginContext): Promise<boolean> {
  return await ctx.host().then(({ name }) => name !== "", () => false);
}

async function sitesOf(
  ctx: PluginContext,
  word: string | undefined,
  kept: Awaited<ReturnType<typeof allKept>>,
): Promise<Row[]> {
  const { engine, address, name } = await hostOf(ctx, word);
  const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(LIMIT)]);
  const filters = { label: [LABEL.site] };
  const all = await engine.containers.list({ all: true, filters, signal });
  return all.filter((c) => c.labels[LABEL.site] === c.name).map((c) => {
    const port = c.ports.find((p) => p.publicPort)?.publicPort;
    return {
      site: c.name,
      host: word ?? name,
      state: c.state,
      image: c.image,
      to: c.labels[LABEL.to] ?? "",
      address: port === undefined ? "" : urlOf(address, port),
      folder: kept.find((k) => k.name === c.name && (k.host ?? "") === (word ?? name))?.from ?? "",
    };
  });
}

/** `site stop NAME`. */
export const stopCommand = definePluginCommand({
  path: "site stop",
  summary: "Stop a site",
  dangerous: true,
  args: [name],
  options: { host },
  async run(ctx, { name, host }) {
    const { host: { engine }, container } = await findSite(ctx, name, host);
    await engine.containers.stop(container.Id, { signal: ctx.signal });
    await ctx.out.line(name);
  },
});

/** `site start NAME`. */
export const startCommand = definePluginCommand({
  path: "site start",
  summary: "Start a site that was stopped",
  args: [name],
  options: { host },
  async run(ctx, { name, host }) {
    const { host: { engine }, container } = await findSite(ctx, name, host);
    await engine.containers.start(container.Id, { signal: ctx.signal });
    await ctx.out.line(name);
  },
});

/** `site rm NAME`. */
export const rmCommand = definePluginCommand({
  path: "site rm",
  aliases: ["site remove"],
  summary: "Remove a site, its container, and the image that was built for it",
  dangerous: true,
  args: [name],
  options: { host, force: { type: "boolean", short: "f", summary: "Do not ask" } },
  async run(ctx, { name, host, force }) {
    const { host: { engine }, container, word, kept } = await findSite(ctx, name, host);
    if (!force) {
      if (!ctx.streams.stdin.isTerminal) {
        throw new ExitError(
          1,
          "Nobody can be asked without a terminal: add --force if that is meant",
        );
      }
      if (!await ctx.confirm(`Remove the site ${name}${on(word)}, its folder there included?`)) {
        throw new ExitError(1, "Nothing was done");
      }
    }
    const { signal } = ctx;
    await engine.containers.remove(container.Id, { force: true, volumes: true, signal });
    const built = container.Config.Labels?.[LABEL.built];
    if (built?.startsWith("dockerctl-site/")) {
      await engine.images.remove(built, { signal }).catch((e) => {
        if (!isEngineError(e, "not_found") && !isEngineError(e, "conflict")) throw e;
      });
    }
    if (kept !== undefined) await forget(ctx, kept);
    await ctx.out.line(name);
  },
});

/** `site logs NAME`. */
export const logsCommand = definePluginCommand({
  path: "site logs",
  summary: "Show what a site writes",
  args: [name],
  options: {
    host,
    follow: { type: "boolean", short: "f", summary: "Go on with what comes" },
    tail: { type: "string", short: "n", default: "all", summary: "Only the last so many lines" },
    timestamps: { type: "boolean", short: "t", summary: "With times" },
  },
  async run(ctx: PluginContext, { name, host, follow, tail, timestamps }) {
    const { word } = await findSite(ctx, name, host);
    const flags = [...follow ? ["-f"] : [], ...timestamps ? ["-t"] : [], "--tail", tail];
    const there = word === undefined ? [] : ["--hosts", word];
    const code = await ctx.run(["logs", ...there, ...flags, name]);
    if (code !== 0) throw new ExitError(code);
  },
});
