/** `container cp`: copy files/folders between a container and the local filesystem. */
import type { Engine } from "../../../core/mod.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { humanSize } from "../../format/human.ts";
import { fileUrl, hyperlink, wantsHyperlinks } from "../../format/hyperlink.ts";
import { ByteProgress } from "../_lib/progress.ts";
import {
  absolutePath,
  checkOutputPath,
  localDestination,
  localSource,
  treeSize,
} from "./_cp/local.ts";
import {
  type CopyEnd,
  followedName,
  linkedPath,
  planCopy,
  splitCopyArgument,
  splitEntry,
} from "./_cp/paths.ts";

/** Go's os.FileMode bit for devices. */
const DEVICE = 2 ** 26;

interface Copy {
  ctx: CommandContext;
  engine: Engine;
  container: string;
  source: string;
  destination: string;
  followLink: boolean;
  archive: boolean;
  quiet: boolean;
}

/** `cp`: copies files and directories between a container and here. */
export const cp = defineCommand({
  path: "container cp",
  aliases: ["cp"],
  summary: "Copy files/folders between a container and the local filesystem",
  usage: ["[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-", "[OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH"],
  description: "Copy files/folders between a container and the local filesystem\n\n" +
    "Use '-' as the source to read a tar archive from stdin\n" +
    "and extract it to a directory destination in a container.\n" +
    "Use '-' as the destination to stream a tar archive of a\n" +
    "container source to stdout.",
  args: [{ name: "source", complete: "file" }, { name: "destination", complete: "file" }],
  options: {
    "archive": {
      type: "boolean",
      short: "a",
      summary: "Archive mode (copy all uid/gid information)",
    },
    "follow-link": {
      type: "boolean",
      short: "L",
      summary: "Always follow symbol link in SRC_PATH",
    },
    "quiet": {
      type: "boolean",
      short: "q",
      summary:
        "Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached",
    },
  },
  async run(ctx, input) {
    const refuse = (message: string) => new ExitError(1, message);
    if (input.source === "") throw refuse("source can not be empty");
    if (input.destination === "") throw refuse("destination can not be empty");
    const from = splitCopyArgument(input.source);
    const to = splitCopyArgument(input.destination);
    if (from.container && to.container) {
      throw refuse("copying between containers is not supported");
    }
    const container = from.container ?? to.container;
    if (!container) throw refuse("must specify at least one container source");
    const copy: Copy = {
      ctx,
      engine: await ctx.engine(),
      container,
      source: from.path,
      destination: to.path,
      followLink: input.followLink,
      archive: input.archive,
      quiet: input.given.has("quiet") ? input.quiet : !ctx.streams.stdout.isTerminal,
    };
    await (from.container ? fromContainer(copy) : toContainer(copy));
  },
});

async function fromContainer(copy: Copy): Promise<void> {
  const { ctx, engine, container } = copy;
  const { signal, streams } = ctx;
  const destination = copy.destination === "-" ? "-" : absolutePath(copy.destination);
  await checkOutputPath(destination);
  let source = copy.source;
  let rename = "";
  if (copy.followLink) {
    const stat = await engine.containers.archive.stat(container, source, { signal })
      .catch(() => undefined);
    if (stat?.isSymlink) {
      ({ path: source, rename } = followedName(source, linkedPath(source, stat.linkTarget)));
    }
  }
  const { stat, body } = await engine.containers.archive.get(container, source, {
    signal,
    lent: true,
  });
  if (destination === "-") {
    for await (const piece of body) await streams.stdout.write(piece);
    return;
  }
  const progress = new ByteProgress(ctx, copy.quiet ? undefined : streams.stderr, {
    label: "Copying from container",
    // Of a directory nobody knows how much is in it.
    total: stat.isDirectory || stat.isSymlink ? undefined : stat.size,
  });
  try {
    const { extractArchive } = await import("./_cp/extract.ts");
    const end: CopyEnd = { path: source, exists: true, isDirectory: stat.isDirectory, rename };
    const target = await localDestination(destination);
    // The archive calls things by the name of what was asked for; a followed link keeps its own.
    const base = splitEntry(source)[1];
    const plan = planCopy({ ...end, rename: "" }, target);
    if (rename !== "" && !plan.rename) plan.rename = { from: base, to: rename };
    await extractArchive(progress.pass(body), plan);
  } finally {
    await progress.end();
  }
  if (!copy.quiet) {
    await streams.stderr.write(
      `Successfully copied ${humanSize(progress.count, 3)} to ${linkFile(ctx, destination)}\n`,
    );
  }
}

/** The path, which a click opens where the terminal can do that. */
function linkFile({ streams, env, caller }: CommandContext, path: string): string {
  if (caller === "tui" || !wantsHyperlinks(streams.stderr.isTerminal, env)) return path;
  return hyperlink(path, fileUrl(path, Deno.hostname()));
}

/** What is at the destination in the container; a link is followed once. */
async function containerDestination(copy: Copy): Promise<CopyEnd> {
  const { engine, container, destination, ctx: { signal } } = copy;
  const stat = (path: string) =>
    engine.containers.archive.stat(container, path, { signal }).catch(() => undefined);
  let path = destination;
  let found = await stat(path);
  if (found?.isSymlink) {
    path = linkedPath(path, found.linkTarget);
    found = await stat(path);
  }
  if (found && Math.floor(found.mode / DEVICE) % 2 === 1) {
    throw new ExitError(
      1,
      `destination "${container}:${destination}" must be a directory or a regular file: got a device`,
    );
  }
  return { path, exists: found !== undefined, isDirectory: found?.isDirectory ?? false };
}

async function toContainer(copy: Copy): Promise<void> {
  const { ctx, engine, container } = copy;
  const { signal, streams } = ctx;
  const options = { noOverwriteDirNonDir: true, copyUidGid: copy.archive, signal };
  if (copy.source === "-") {
    const target = await containerDestination(copy);
    if (!target.isDirectory) {
      throw new ExitError(
        1,
        `destination "${container}:${copy.destination}" must be a directory`,
      );
    }
    const body = streams.stdin.read(signal, { lent: true });
    await engine.containers.archive.put(container, target.path, body, options);
    return;
  }
  const path = absolutePath(copy.source);
  const target = await containerDestination(copy);
  const source = await localSource(path, copy.followLink);
  const plan = planCopy(source, target);
  const { packTree } = await import("./_cp/pack.ts");
  const name = plan.rename?.to ?? (source.rename || splitEntry(source.path)[1]);
  const out = copy.quiet ? undefined : streams.stderr;
  const progress = new ByteProgress(ctx, out, {
    label: "Copying to container",
    total: out?.isTerminal ? treeSize(source.path, signal) : undefined,
  });
  try {
    const archive = progress.pass(packTree(source.path, name));
    await engine.containers.archive.put(container, plan.directory, archive, options);
  } finally {
    await progress.end();
  }
  if (!copy.quiet) {
    await streams.stderr.write(
      `Successfully copied ${humanSize(progress.count, 3)} to ${container}:${target.path}\n`,
    );
  }
}
