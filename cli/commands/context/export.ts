/** `context export`: export a context to a tar archive FILE or a tar stream on STDOUT. */
import { systemWords } from "../../../core/config/context_store.ts";
import { goJson } from "../../format/json.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { configDirOf } from "../_lib/where.ts";
import { defaultContext, foldersOf, oneContext, storedParts } from "./_store.ts";

/** `context export`: a context with its keys in one archive, for another machine. */
export const contextExport = defineCommand({
  path: "context export",
  summary: "Export a context to a tar archive FILE or a tar stream on STDOUT",
  description: "The keys of the context are in the archive: keep it as you keep those.",
  usage: "[OPTIONS] CONTEXT [FILE|-]",
  args: [
    { name: "context", complete: "context" },
    { name: "file", optional: true, complete: "file" },
  ],
  run: async (ctx, { context, file = `${context}.dockercontext` }) => {
    const { stdout, stderr } = ctx.streams;
    await oneContext(ctx, context);
    let meta: string;
    if (context === "default") {
      const docker = { Host: defaultContext(ctx).host, SkipTLSVerify: false };
      meta = goJson({ Name: context, Metadata: {}, Endpoints: { docker } });
    } else {
      meta = await Deno.readTextFile(
        `${foldersOf(await configDirOf(ctx), context).meta}/meta.json`,
      );
    }
    const { packTar } = await import("modern-tar");
    const mtime = new Date(0);
    const folder = (name: string) => ({
      header: { name, type: "directory" as const, mode: 0o700, size: 0, mtime },
    });
    const text = (name: string, body: string, mode: number) => {
      const bytes = new TextEncoder().encode(body);
      return { header: { name, mode, size: bytes.length, mtime }, body: bytes };
    };
    const dir = await configDirOf(ctx);
    const stored = context === "default" ? {} : (await storedParts(dir, context)).keys;
    const entries = [text("meta.json", meta, 0o644), folder("tls")];
    for (const [endpoint, files] of Object.entries(stored)) {
      entries.push(folder(`tls/${endpoint}`));
      for (const name of files) {
        const body = await Deno.readTextFile(`${foldersOf(dir, context).tls}/${endpoint}/${name}`);
        entries.push(text(`tls/${endpoint}/${name}`, body, 0o600));
      }
    }
    const archive = await packTar(entries);
    if (file === "-") {
      if (stdout.isTerminal) {
        throw new ExitError(1, "cowardly refusing to export to a terminal, specify a file path");
      }
      return await stdout.write(archive);
    }
    try {
      await Deno.writeFile(file, archive, { mode: 0o600, createNew: true });
    } catch (e) {
      const why = e instanceof Deno.errors.AlreadyExists ? "file exists" : systemWords(e);
      throw new ExitError(1, `open ${file}: ${why}`);
    }
    await stderr.write(`Written file "${file}"\n`);
  },
});
