/** `plugin dev`: for authors, a plugin looked into anew at each change of its files. */
import { basename, dirname } from "node:path";
import type { Judged } from "../../plugin/catalog/judge.ts";
import { changeState, readState } from "../../plugin/catalog/state.ts";
import { trust } from "../../plugin/catalog/trust.ts";
import { AUTHORS_PLUGIN, NO_TESTS, pluginFinder, testsOf } from "../../plugin/manage/author.ts";
import { addsOf, places } from "../../plugin/manage/manage.ts";
import { sleep } from "../../../core/sleep.ts";
import { clean } from "../../plugin/contract/output.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";

/** Editors write a file in several steps: so long nothing must happen, in milliseconds. */
const SETTLE_MS = 150;

/** `plugin dev`: trusts what is written until it is left, and shows mistakes where they are. */
export const dev = defineCommand({
  path: "plugin dev",
  summary: "Check a plugin anew at each change of its files",
  description:
    "Until Ctrl-C: loads it, runs its tests, and shows mistakes with file and line. What " +
    "you write is trusted as long as this runs, so that the plugin can be used in another " +
    "terminal; afterwards it is asked about as before.",
  args: [AUTHORS_PLUGIN],
  options: { "no-tests": NO_TESTS },
  async run(ctx, { plugin: word, noTests }) {
    const where = places(ctx);
    const find = await pluginFinder(ctx, word);
    const first = await find();
    const { entry, path } = first.source;
    if (entry === undefined) throw new ExitError(1, `plugin ${first.problem}`);
    const before = (await readState(where.state)).trusted[entry];
    const folder = path === entry ? dirname(path) : path;
    try {
      await using changes = watched(folder, path === entry ? basename(path) : undefined);
      for (let plugin = first;; plugin = await find()) {
        await show(ctx, plugin, noTests === true);
        await changes.next(ctx.signal);
        if (ctx.signal.aborted) return;
      }
    } finally {
      await changeState(where.state, (state) => {
        if (before === undefined) delete state.trusted[entry];
        else state.trusted[entry] = before;
      });
    }
  },
});

async function show(ctx: CommandContext, plugin: Judged, noTests: boolean): Promise<void> {
  const { stdout } = ctx.streams;
  const time = ctx.now().toTimeString().slice(0, 8);
  if (plugin.problem !== undefined || plugin.manifest === undefined) {
    const why = plugin.problem ?? `${plugin.name} is disabled`;
    return await stdout.write(clean(`${time}  FAILED  ${why}`) + "\n");
  }
  await trust(plugin, places(ctx), ctx.now());
  await stdout.write(
    clean(`${time}  ok      ${plugin.name}: ${addsOf(plugin) || "nothing"}`) + "\n",
  );
  if (noTests) return;
  for await (const { name, problem } of testsOf(ctx, plugin)) {
    if (ctx.signal.aborted) return;
    const says = problem === undefined ? `ok      ${name}` : `FAILED  ${name}: ${problem}`;
    await stdout.write(clean(`          ${says}`) + "\n");
  }
}

/** Changes of a folder's files, or of one of them and its tests; those that come together are one. */
function watched(folder: string, file?: string) {
  const watcher = Deno.watchFs(folder);
  const stem = file?.replace(/\.[^.]+$/, "");
  let changed = Promise.withResolvers<void>();
  const listening = (async () => {
    for await (const { kind, paths } of watcher) {
      if (kind === "access") continue;
      const ours = paths.some((p) =>
        !p.includes("/.git/") && !p.includes("/node_modules/") &&
        (stem === undefined || basename(p).startsWith(stem))
      );
      if (ours) changed.resolve();
    }
  })();
  return {
    /** Resolves when something has changed and nothing more does, or with the signal. */
    async next(signal: AbortSignal): Promise<void> {
      const stop = Promise.withResolvers<void>();
      const abort = () => stop.resolve();
      signal.addEventListener("abort", abort, { once: true });
      if (signal.aborted) abort();
      await Promise.race([changed.promise, stop.promise]);
      signal.removeEventListener("abort", abort);
      do {
        changed = Promise.withResolvers();
        await sleep(SETTLE_MS, signal);
      } while (!signal.aborted && await isResolved(changed.promise));
    },
    async [Symbol.asyncDispose](): Promise<void> {
      watcher.close();
      await listening.catch(() => {});
    },
  };
}

async function isResolved(promise: Promise<void>): Promise<boolean> {
  return await Promise.race([promise.then(() => true), Promise.resolve(false)]);
}
