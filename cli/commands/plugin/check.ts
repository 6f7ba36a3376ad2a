/** `plugin check`: load a plugin, tell what it adds, and run its tests. */
import { AUTHORS_PLUGIN, NO_TESTS, pluginFinder, testsOf } from "../../plugin/manage/author.ts";
import { addsOf, places } from "../../plugin/manage/manage.ts";
import { ensureTrusted, permissionText, trust } from "../../plugin/catalog/trust.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

/** `plugin check`: for authors; looks into the plugin anew, whatever was known of it. */
export const check = defineCommand({
  path: "plugin check",
  summary: "Load a plugin, tell what it adds, and run its tests",
  description: "The tests are the functions that the *_test.ts files beside the plugin export; " +
    "they run on a simulated engine. A plugin that is not trusted is asked about first.",
  args: [AUTHORS_PLUGIN],
  options: {
    yes: { type: "boolean", short: "y", summary: "Trust it without a question" },
    "no-tests": NO_TESTS,
  },
  async run(ctx, { plugin: word, yes, noTests }) {
    const where = places(ctx);
    const plugin = await (await pluginFinder(ctx, word))();
    const { stdout } = ctx.streams;
    if (plugin.problem !== undefined) throw new ExitError(1, `plugin ${plugin.problem}`);
    if (plugin.manifest === undefined) throw new ExitError(1, `${plugin.name} is disabled`);
    const { version, summary, permissions } = plugin.manifest;
    await stdout.write(
      `${plugin.name}${version === undefined ? "" : ` ${version}`}: ${summary}\n` +
        `  adds  ${addsOf(plugin) || "nothing"}\n` +
        `  may   ${permissionText(permissions)}\n` +
        `  hash  sha256:${plugin.compiled!.hash}\n`,
    );
    if (yes) await trust(plugin, where, ctx.now());
    if (noTests || Object.keys(plugin.compiled!.tests).length === 0) return;
    const terminal = ctx.streams.stdin.isTerminal && ctx.streams.stdout.isTerminal;
    await ensureTrusted(plugin, where, {
      possible: terminal,
      say: (text) => ctx.streams.stderr.write(text),
      confirm: ctx.confirm,
    }, ctx.now());
    let failed = 0;
    for await (const { name, problem } of testsOf(ctx, plugin)) {
      await stdout.write(`${problem === undefined ? "ok    " : "FAILED"} ${name}\n`);
      if (problem === undefined) continue;
      failed++;
      await stdout.write(`       ${problem}\n`);
    }
    if (failed > 0) throw new ExitError(1, `${failed} of its tests failed`);
  },
});
