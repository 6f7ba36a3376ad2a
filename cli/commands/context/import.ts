/** `context import`: import a context from a tar or zip file. */
import { systemWords } from "../../../core/config/context_store.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { configDirOf } from "../_lib/where.ts";
import { allContexts, checkName, type Meta, metaText, writeStored } from "./_store.ts";

/** The largest archive that is read: docker's own bound. */
const MAX_BYTES = 10 << 20;

/** `context import`: takes in what `context export` wrote. */
export const contextImport = defineCommand({
  path: "context import",
  summary: "Import a context from a tar or zip file",
  usage: "CONTEXT FILE|-",
  args: [{ name: "context" }, { name: "file", complete: "file" }],
  run: async (ctx, { context, file }) => {
    if ((await allContexts(ctx)).some((c) => c.name === context && c.name !== "default")) {
      throw new ExitError(1, `context "${context}" already exists`);
    }
    checkName(context);
    const { meta, tls } = await readArchive(await readAll(ctx, file));
    await writeStored(await configDirOf(ctx), context, metaText(context, meta), tls);
    await ctx.streams.stdout.write(`${context}\n`);
    await ctx.streams.stderr.write(`Successfully imported context "${context}"\n`);
  },
});

async function readAll(ctx: CommandContext, file: string): Promise<Uint8Array> {
  const tooLarge = () => new ExitError(1, `the archive is larger than ${MAX_BYTES} bytes`);
  if (file !== "-") {
    try {
      if ((await Deno.stat(file)).size > MAX_BYTES) throw tooLarge();
      return await Deno.readFile(file);
    } catch (e) {
      if (e instanceof ExitError) throw e;
      throw new ExitError(1, `open ${file}: ${systemWords(e)}`);
    }
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of ctx.streams.stdin.read(ctx.signal)) {
    if ((size += part.length) > MAX_BYTES) throw tooLarge();
    parts.push(part);
  }
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

/** A context out of an archive. Throws {@link ExitError} for what does not belong in one. */
async function readArchive(
  bytes: Uint8Array,
): Promise<{ meta: Meta; tls: Record<string, Uint8Array> }> {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    throw new ExitError(
      1,
      "zip archives are not read: unpack it, and pack meta.json and tls with tar",
    );
  }
  const { unpackTar } = await import("modern-tar");
  const entries = await unpackTar(bytes).catch(() => []);
  if (entries.length === 0 && bytes.some((b) => b !== 0)) {
    throw new ExitError(1, "archive/tar: invalid tar header");
  }
  let meta: Meta | undefined;
  const tls: Record<string, Uint8Array> = {};
  for (const { header, data } of entries) {
    if (header.type === "directory") continue;
    const name = header.name.replace(/^\.\//, "");
    // Keys of every endpoint, not docker's alone; never out of the context's own folder.
    const key = /^tls\/([^/]+\/[^/]+)$/.exec(name);
    if (name === "meta.json") meta = parseMeta(new TextDecoder().decode(data));
    else if (key !== null && !name.split("/").some((part) => part === "." || part === "..")) {
      tls[key[1]] = data ?? new Uint8Array();
    } else throw new ExitError(1, `${name}: unexpected context file`);
  }
  if (meta === undefined) throw new ExitError(1, "invalid context: no metadata found");
  return { meta, tls };
}

function parseMeta(text: string): Meta {
  try {
    const meta = JSON.parse(text);
    if (typeof meta === "object" && meta !== null) return meta;
  } catch { /* said below */ }
  throw new ExitError(1, "invalid context: meta.json is no JSON document");
}
