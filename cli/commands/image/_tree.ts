/** `images --tree`: what an image holds for each platform (docker/cli command/image/tree.go). */
import type { ImageSummary } from "../../../core/mod.ts";
import { paint, wantsColour } from "../../format/colour.ts";
import { humanSize } from "../../format/human.ts";
import { sanitise } from "../../format/sanitise.ts";
import type { CommandContext } from "../../spec/types.ts";
import { shortId } from "../_lib/ids.ts";

const WARNING =
  "WARNING: This is an experimental feature. The output may change and shouldn't be depended on.";

/** Between columns. */
const GAP = 3;
/** The first column has at least so much; columns at the end give way to it. */
const NARROWEST = 12;
/** Columns of a terminal where there is none. */
const WIDTH = 80;

interface Row {
  name: string;
  id: string;
  diskUsage: string;
  contentSize: string;
  inUse: boolean;
  kind: "image" | "nameless" | "part" | "absent";
}

interface Column {
  title: string;
  width: number;
  right?: boolean;
  of(row: Row): string;
}

const COLUMNS: readonly Column[] = [
  { title: "ID", width: 12, of: (row) => row.id },
  { title: "DISK USAGE", width: 10, right: true, of: (row) => row.diskUsage },
  { title: "CONTENT SIZE", width: 12, right: true, of: (row) => row.contentSize },
  { title: "EXTRA", width: 5, of: (row) => row.inUse ? "U" : "" },
];

/** One image: names that stand alone, its own row, and one for each platform. */
interface Tree {
  names: string[];
  row: Row;
  parts: Row[];
}

/** Shows the tree of images; nameless ones too, if wanted. */
export async function showTree(
  ctx: CommandContext,
  images: readonly ImageSummary[],
  { dangling }: { dangling: boolean },
): Promise<void> {
  const { stdout, stderr, size } = ctx.streams;
  const colours = wantsColour(stdout.isTerminal, ctx.env);
  const warns = wantsColour(stderr.isTerminal, ctx.env);
  await stderr.write(`${warns ? paint(WARNING, "warning") : WARNING}\n`);
  const shown = dangling
    ? images
    : images.filter((image) => image.repoTags.length + image.repoDigests.length > 0);
  const columns = stdout.isTerminal ? size()?.columns : undefined;
  await stdout.write(treeLines(shown, columns || WIDTH, colours).join("\n") + "\n");
}

/** The lines for a terminal of that many columns. */
export function treeLines(
  images: readonly ImageSummary[],
  width: number,
  colours: boolean,
): string[] {
  const trees = [...images].sort((a, b) => b.created.getTime() - a.created.getTime()).map(treeOf);
  const { columns, first } = layout(trees, Math.max(width, 20));
  const tint = (text: string, row: Row) =>
    !colours
      ? text
      : paint(text, row.kind === "image" ? "blue" : row.kind === "part" ? undefined : "faint");
  const line = (row: Row) =>
    tint(fitted(row.name, first), row) + columns.map((column) => {
      const text = column.of(row);
      const padded = column.right ? text.padStart(column.width) : text.padEnd(column.width);
      const faint = colours && row.kind === "absent" && text !== "";
      return " ".repeat(GAP) + (faint ? paint(padded, "faint") : padded);
    }).join("");
  const legend = "Info ->  U In Use ";
  const titles = columns.map(({ title, width }) => " ".repeat(GAP) + title.padEnd(width));
  const lines = [
    legend.padStart(width),
    "",
    ("IMAGE".padEnd(first) + titles.join("")).trimEnd(),
  ];
  // With parts below some images, all stand apart.
  const apart = trees.some(({ parts }) => parts.length > 0);
  for (const { names, row, parts } of trees) {
    for (const name of names) lines.push(tint(fitted(name, first).trimEnd(), row));
    lines.push(line(row), ...parts.map(line));
    if (apart) lines.push("");
  }
  return lines;
}

function treeOf(image: ImageSummary): Tree {
  const found = (image.manifests ?? []).filter(({ kind }) => kind === "image");
  const parts = found.map((part, n): Row => ({
    name: `${n === found.length - 1 ? "└─" : "├─"} ${sanitise(part.platform || "unknown")}`,
    id: shortId(part.id),
    diskUsage: humanSize(part.size, 3),
    contentSize: humanSize(part.contentSize, 3),
    inUse: part.containers.length > 0,
    kind: part.available ? "part" : "absent",
  }));
  const names = image.repoTags.map((tag) => sanitise(tag)).sort();
  return {
    names: names.slice(0, -1),
    row: {
      name: names.at(-1) ?? "<untagged>",
      id: shortId(image.id),
      diskUsage: humanSize(image.size, 3),
      contentSize: humanSize(found.reduce((sum, part) => sum + part.contentSize, 0), 3),
      inUse: image.containers > 0 || parts.some(({ inUse }) => inUse),
      kind: names.length > 0 ? "image" : "nameless",
    },
    parts,
  };
}

/** The columns that fit, and what is left for the first. */
function layout(trees: readonly Tree[], width: number): { columns: Column[]; first: number } {
  const columns: Column[] = [];
  let left = width;
  for (const column of COLUMNS) {
    if (left - GAP - column.width < NARROWEST) break;
    left -= GAP + column.width;
    columns.push(column);
  }
  const names = trees.flatMap(({ names, row, parts }) => [
    ...names,
    row.name,
    ...parts.map(({ name }) => name),
  ]);
  const widest = names.reduce((most, name) => Math.max(most, name.length), "IMAGE".length);
  return { columns, first: Math.min(left, widest) };
}

function fitted(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
