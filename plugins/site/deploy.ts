/** `site deploy`: the folder once more; the old one stays until the new one was seen to answer. */
import { definePluginCommand, ExitError, type PluginContext } from "../../cli/plugin/mod.ts";
import { EngineError } from "../../core/mod.ts";
import { urlOf, waitForAnswer } from "./answer.ts";
import { clear, putContent, type Slots, slotsOf, turnBack } from "./content.ts";
import { readSite } from "./folder.ts";
import { keep } from "./kept.ts";
import { turnFor } from "./one_at_a_time.ts";
import { ownerOf } from "./owner.ts";
import { findSite, on, portOf, settingsOf, type Site } from "./site.ts";

/** A program that is told to end has so long; seconds. */
const STOP = 5;
const UNDO_LIMIT = 30_000;

/** `site deploy NAME`. */
export const deployCommand = definePluginCommand({
  path: "site deploy",
  summary: "Copy a site's folder again: what is gone goes, and the old one stays if it fails",
  args: [{ name: "name", complete: "container" }],
  options: {
    from: {
      type: "string",
      value: "folder",
      summary: "Folder to show (default: the one of the last time)",
      complete: "directory",
    },
    host: { type: "string", summary: "Where the site is", complete: "host" },
    wait: {
      type: "number",
      default: 30,
      value: "seconds",
      summary: "How long to wait for an answer; 0: do not ask",
    },
  },
  async run(ctx, { name, from: given, host, wait }) {
    const site = await findSite(ctx, name, host);
    // Only what was kept here: a label on a host could name any folder of this machine.
    const from = given ?? site.kept?.from;
    if (from === undefined) {
      throw new ExitError(125, `Nothing is kept here of the folder of ${name}: say --from FOLDER`);
    }
    const real = await Deno.realPath(from).catch(() => from);
    using _turn = await turnFor(ctx, site.container.Id, name);
    await deploy(ctx, site, real, wait);
    const word = site.word ?? site.host.name;
    await keep(ctx, {
      name,
      ...word !== "" && { host: word },
      from: real,
      at: ctx.now().toISOString(),
    });
  },
});

async function deploy(ctx: PluginContext, site: Site, from: string, wait: number): Promise<void> {
  const { signal, out } = ctx;
  const { engine, address } = site.host;
  const { Id: id, Config: config, State: state } = site.container;
  const { to } = settingsOf(site);
  const { entries } = await readSite(ctx, from);
  const owner = await ownerOf(engine, id, config.User ?? "", signal);
  const slots = await slotsOf(engine, id, to, signal);
  try {
    await putContent(engine, id, slots, { entries, owner, to }, signal);
    if (!state.Running) {
      await clear(engine, id, slots.used, signal);
      return await out.line(
        `${site.container.Name.slice(1)} is stopped; it starts with the new folder`,
      );
    }
    await reload(site, signal);
    const port = portOf({ container: await engine.containers.inspect(id, { signal }) });
    if (wait > 0 && port !== undefined) {
      const limit = wait * 1000;
      const status = await waitForAnswer({ engine, id, host: address, port, limit, signal });
      if (status >= 400) await out.error(`It answers with status ${status}`);
    }
    await clear(engine, id, slots.used, signal);
    if (port !== undefined) await out.line(urlOf(address, port));
  } catch (e) {
    await back(ctx, site, slots);
    throw e;
  }
}

async function reload(site: Site, signal: AbortSignal): Promise<void> {
  const { engine } = site.host;
  const { Id: id } = site.container;
  const { reload } = settingsOf(site);
  if (reload === "none") return;
  if (reload === "restart") await engine.containers.restart(id, { timeout: STOP, signal });
  else await engine.containers.kill(id, { killSignal: reload, signal });
}

/** Shows the old folder again. */
async function back(ctx: PluginContext, site: Site, slots: Slots): Promise<void> {
  const signal = AbortSignal.timeout(UNDO_LIMIT);
  const { engine } = site.host;
  const { Id: id, State: state } = site.container;
  try {
    await turnBack(engine, id, slots, signal);
    await clear(engine, id, slots.next, signal);
    if (state.Running) await reload(site, signal);
    await ctx.out.error(
      `${site.container.Name.slice(1)}${on(site.word)} shows the old folder again`,
    );
  } catch (e) {
    const why = e instanceof EngineError ? e.message : String(e);
    await ctx.out.error(`The old folder could not be put back${on(site.word)}: ${why}`);
  }
}
