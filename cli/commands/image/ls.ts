/** `image ls`: list images. */
import type { ImageSummary } from "../../../core/mod.ts";
import { ago, goTime, humanSize } from "../../format/human.ts";
import { hyperlink, repositoryUrl } from "../../format/hyperlink.ts";
import { columns, type Listing } from "../../format/list.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { shortId } from "../_lib/ids.ts";
import { IMAGE_FILTERS } from "../_lib/filter_values.ts";
import { filterOption, LIST_FORMAT, NO_TRUNC } from "../_lib/options.ts";
import { formatOf } from "../_lib/list_format.ts";
import { printList } from "../_lib/print_list.ts";

const NONE = "<none>";

/** One row: an image under one of its names. */
export interface ImageRow {
  image: ImageSummary;
  repository: string;
  tag: string;
  digest: string;
}

/** A reference as docker shortens it: without its own registry and `library/`. */
function familiar(name: string): string {
  return name.replace(/^(index\.)?docker\.io\//, "").replace(/^library\/(?=[^/]*$)/, "");
}

/** An image under each of its names (docker/cli formatter/image.go); digests get rows if wanted. */
export function imageRows(image: ImageSummary, digests: boolean): ImageRow[] {
  if (image.repoTags.length + image.repoDigests.length === 0) {
    return [{ image, repository: NONE, tag: NONE, digest: NONE }];
  }
  const tags = new Map<string, string[]>();
  for (const reference of image.repoTags) {
    const at = reference.lastIndexOf(":");
    const name = familiar(reference.slice(0, at));
    tags.set(name, [...tags.get(name) ?? [], reference.slice(at + 1)]);
  }
  const byDigest = new Map<string, string[]>();
  for (const reference of image.repoDigests) {
    const [name, digest] = reference.split("@");
    byDigest.set(familiar(name), [...byDigest.get(familiar(name)) ?? [], digest]);
  }
  const rows: ImageRow[] = [];
  for (const [repository, names] of tags) {
    const own = digests ? byDigest.get(repository) ?? [NONE] : [NONE];
    byDigest.delete(repository);
    for (const tag of names) {
      for (const digest of own) rows.push({ image, repository, tag, digest });
    }
  }
  for (const [repository, all] of byDigest) {
    for (const digest of digests ? all : [""]) rows.push({ image, repository, tag: NONE, digest });
  }
  return rows;
}

function counted(n: number, show: (n: number) => string): string {
  return n === -1 ? "N/A" : show(n);
}

/** The rows of `images`. */
export function imageListing(
  options: { now: Date; trunc: boolean; digests: boolean },
): Listing<ImageRow> {
  const { now, trunc } = options;
  const bytes = (n: number) => humanSize(n, 3);
  return {
    type: "*formatter.imageContext",
    fields: {
      ID: { header: "IMAGE ID", value: (r) => trunc ? shortId(r.image.id) : r.image.id },
      Repository: {
        header: "REPOSITORY",
        value: (r) => r.repository,
        // What was never pulled nor pushed has no page there, whatever its name is.
        link: ({ image, repository }, text) =>
          image.repoDigests.some((d) => familiar(d.split("@")[0]) === repository)
            ? hyperlink(text, repositoryUrl(repository) ?? "")
            : text,
      },
      Tag: { header: "TAG", value: (r) => r.tag },
      Digest: { header: "DIGEST", value: (r) => r.digest },
      CreatedSince: {
        header: "CREATED",
        value: (r) => r.image.created.getTime() <= 0 ? "N/A" : ago(r.image.created, now),
      },
      CreatedAt: {
        header: "CREATED AT",
        value: (r) => r.image.created.getTime() <= 0 ? "N/A" : goTime(r.image.created),
      },
      Size: { header: "SIZE", value: (r) => bytes(r.image.size) },
      Containers: { header: "CONTAINERS", value: (r) => counted(r.image.containers, String) },
      VirtualSize: { header: "SIZE", value: (r) => humanSize(r.image.size) },
      SharedSize: {
        header: "SHARED SIZE",
        value: (r) => counted(r.image.sharedSize, (n) => humanSize(n)),
      },
      UniqueSize: {
        header: "UNIQUE SIZE",
        value: (r) =>
          counted(r.image.sharedSize, () => humanSize(r.image.size - r.image.sharedSize)),
      },
    },
    table: columns(
      "Repository",
      "Tag",
      ...(options.digests ? ["Digest"] : []),
      "ID",
      "CreatedSince",
      "Size",
    ),
    quiet: "{{.ID}}",
    raw: {
      full: "repository: {{ .Repository }}\ntag: {{.Tag}}\n" +
        (options.digests ? "digest: {{.Digest}}\n" : "") +
        "image_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n",
      quiet: "image_id: {{.ID}}",
    },
  };
}

/** Flags that do not go with the tree, each with the word that docker has for it. */
const NOT_WITH_TREE = [
  ["quiet", "quiet"],
  ["no-trunc", "no-trunc"],
  ["digests", "show-digest"],
  ["format", "format"],
  ["json", "json"],
] as const;

export const imageLs = defineCommand({
  path: "image ls",
  aliases: ["image list", "images"],
  summary: "List images",
  hosts: { output: "rows" },
  usage: "[OPTIONS] [REPOSITORY[:TAG]]",
  args: [{ name: "repository", optional: true, complete: "image" }],
  options: {
    all: {
      type: "boolean",
      short: "a",
      summary: "Show all images (default hides intermediate images)",
    },
    digests: { type: "boolean", summary: "Show digests" },
    filter: filterOption("Filter output based on conditions provided", IMAGE_FILTERS),
    format: LIST_FORMAT,
    "no-trunc": NO_TRUNC,
    quiet: { type: "boolean", short: "q", summary: "Only show image IDs" },
    tree: {
      type: "boolean",
      summary: "List multi-platform images as a tree (EXPERIMENTAL)",
      minApi: "1.47",
    },
  },
  examples: [
    { text: "What nothing is named after", command: "dockerctl images -f dangling=true" },
    {
      text: "Names and sizes",
      command: "dockerctl images --format '{{.Repository}}:{{.Tag}}\\t{{.Size}}'",
    },
  ],
  run: async (ctx, input) => {
    const against = input.tree && NOT_WITH_TREE.find(([name]) => input.given.has(name));
    if (against) throw new ExitError(1, `--${against[1]} is not yet supported with --tree`);
    const engine = await ctx.engine();
    const filters = { ...input.filter };
    if (input.repository) filters.reference = [...filters.reference ?? [], input.repository];
    const { all, tree: manifests } = input;
    const images = await engine.images.list({ all, manifests, filters, signal: ctx.signal });
    if (input.tree) {
      const { showTree } = await import("./_tree.ts");
      return await showTree(ctx, images, { dangling: all || filters.dangling !== undefined });
    }
    const format = await formatOf(ctx, "imagesFormat", input);
    const digests = input.digests || (format ?? "").includes("{{.Digest}}");
    const listing = imageListing({ now: ctx.now(), trunc: !input.noTrunc, digests });
    const rows = images.flatMap((image) => imageRows(image, digests));
    await printList(ctx, listing, rows, { format, quiet: input.quiet });
  },
});
