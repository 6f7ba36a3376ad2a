/**
 * `deno task readme`: writes the README's generated parts from the code. A test beside this file
 * fails when they have drifted.
 */
import { commands } from "../../cli/commands/mod.ts";
import type { CommandEntry } from "../../cli/spec/registry.ts";
import { Keymap, keyName } from "../../cli/tui/keymap.ts";
import type { PaneId } from "../../cli/tui/model.ts";

const README = new URL("../../README.md", import.meta.url);

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
  "events",
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

/** What stands between `<!-- name: … -->` and `<!-- /name -->`, by name. */
const PARTS: Record<string, () => string> = { commands: commandTable, keys: keyTable };

/** The README with its generated parts made anew. Throws when a marker is missing. */
export function renewed(readme: string): string {
  let text = readme;
  for (const [name, make] of Object.entries(PARTS)) {
    const part = new RegExp(`(<!-- ${name}: [^>]*-->\n)[^]*?(<!-- /${name} -->)`);
    if (!part.test(text)) throw new Error(`README.md has no <!-- ${name}: … --> part`);
    text = text.replace(part, (_, open, close) => `${open}\n${make()}\n\n${close}`);
  }
  return text;
}

/** Formatted as `deno fmt` would, so that writing and checking agree. */
export async function formatted(text: string): Promise<string> {
  const fmt = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "md", "--line-width", "100", "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = fmt.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout } = await fmt.output();
  if (!success) throw new Error("deno fmt did not take the README");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  const now = await Deno.readTextFile(README);
  await Deno.writeTextFile(README, await formatted(renewed(now)));
  console.error("readme: README.md is as the code says");
}
