/**
 * `deno task readme`: writes the generated tables of the pages from the code. A test beside this
 * file fails when they have drifted.
 */
import { commands } from "../../cli/commands/mod.ts";
import type { CommandEntry } from "../../cli/spec/registry.ts";
import { Keymap, keyName } from "../../cli/tui/screen/keymap.ts";
import type { PaneId } from "../../cli/tui/model/model.ts";

const ROOT = new URL("../../", import.meta.url);

/** Shortest first: `ps` before `container ls`. */
function names(entry: CommandEntry): string[] {
  return [entry.path, ...entry.aliases].toSorted((a, b) =>
    a.split(" ").length - b.split(" ").length
  );
}

function commandTable(): string {
  const rows = commands.filter((c) => !c.hidden)
    .map((c) => [names(c).map((n) => `\`${n}\``).join(", "), c.summary])
    .map((cells) => `| ${cells.join(" | ")} |`);
  return ["| command | does |", "| --- | --- |", ...rows].join("\n");
}

const PANES: readonly PaneId[] = [
  "containers",
  "images",
  "networks",
  "volumes",
  "projects",
  "services",
  "tasks",
  "nodes",
  "stacks",
  "events",
  "alerts",
  "logs",
  "stats",
  "details",
];

/** Keys with the id that the config file calls them by, those of every pane first. */
function keyTable(): string {
  const keymap = new Keymap();
  const rows = new Map<string, { keys: string; label: string; where: string[] }>();
  const add = (where: string, list: Keymap["global"]) => {
    for (const b of list) {
      const row = rows.get(b.id) ?? {
        keys: b.keys.map((k) => `<kbd>${keyName(k).replaceAll("|", "\\|")}</kbd>`).join(" "),
        label: b.label + (b.dangerous ? " (asks)" : ""),
        where: [],
      };
      row.where.push(where);
      rows.set(b.id, row);
    }
  };
  add("everywhere", keymap.global);
  for (const pane of PANES) add(pane, keymap.of(pane));
  const lines = [...rows].map(([id, r]) =>
    `| ${r.keys} | ${r.label} | ${r.where.join(", ")} | \`${id}\` |`
  );
  return ["| keys | do | where | name in the config |", "| --- | --- | --- | --- |", ...lines]
    .join("\n");
}

/** A page with a generated part, which stands between `<!-- name: … -->` and `<!-- /name -->`. */
export interface Page {
  /** From the root of the project. */
  path: string;
  part: string;
  make(): string;
}

export const PAGES: readonly Page[] = [
  { path: "cli/commands/README.md", part: "commands", make: commandTable },
  { path: "cli/tui/README.md", part: "keys", make: keyTable },
];

/** The page's text with its generated part made anew. Throws when the markers are missing. */
export function renewed({ path, part, make }: Page, text: string): string {
  const place = new RegExp(`(<!-- ${part}: [^>]*-->\n)[^]*?(<!-- /${part} -->)`);
  if (!place.test(text)) throw new Error(`${path} has no <!-- ${part}: … --> part`);
  return text.replace(place, (_, open, close) => `${open}\n${make()}\n\n${close}`);
}

/** The page as it is, and as it should be. */
export async function pageOf(page: Page): Promise<{ now: string; wanted: string }> {
  const now = await Deno.readTextFile(new URL(page.path, ROOT));
  return { now, wanted: await formatted(renewed(page, now)) };
}

/** Formatted as `deno fmt` would, so that writing and checking agree. */
async function formatted(text: string): Promise<string> {
  const fmt = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "md", "--line-width", "100", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = fmt.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout } = await fmt.output();
  if (!success) throw new Error("deno fmt did not take the page");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  for (const page of PAGES) {
    await Deno.writeTextFile(new URL(page.path, ROOT), (await pageOf(page)).wanted);
    console.error(`readme: ${page.path} is as the code says`);
  }
}
