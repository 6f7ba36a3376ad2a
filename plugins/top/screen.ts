/** The live table's picture and keys. Pure. */
import { type Process, type Sort, sorted, SORTS, tree } from "./processes.ts";

/** What the live table shows. */
export interface View {
  sort: Sort;
  tree: boolean;
  /** The process that is selected. */
  pid?: number;
  /** A question below the table, or what came of the last one. */
  note: string;
  /** Asks whether this signal is to be sent to the selected process. */
  asking?: string;
}

/** What a key asks for beside a change of the view. */
export type Wanted = { do: "leave" } | { do: "send"; pid: number; name: string } | undefined;

/** The rows in the order they are shown. */
export function rowsOf(all: readonly Process[], view: View): Process[] {
  return view.tree ? tree(all, view.sort) : sorted(all, view.sort);
}

/** Makes of a key a new view, and what else is to be done. */
export function press(key: string, view: View, rows: readonly Process[]): [View, Wanted] {
  if (view.asking !== undefined) {
    const rest = { ...view, asking: undefined };
    if (key === "y" && view.pid !== undefined) {
      return [{ ...rest, note: "sending…" }, { do: "send", pid: view.pid, name: view.asking }];
    }
    return [{ ...rest, note: "not sent" }, undefined];
  }
  const at = Math.max(0, rows.findIndex((p) => p.pid === view.pid));
  const select = (n: number): [View, Wanted] => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, n))];
    return [{ ...view, note: "", ...row ? { pid: row.pid } : {} }, undefined];
  };
  switch (key) {
    case "q":
    case "\x03":
    case "\x1b":
      return [view, { do: "leave" }];
    case "j":
    case "\x1b[B":
      return select(at + 1);
    case "k":
    case "\x1b[A":
      return select(at - 1);
    case "g":
      return select(0);
    case "G":
      return select(rows.length - 1);
    case "t":
      return [{ ...view, tree: !view.tree, note: "" }, undefined];
    case "s": {
      const sort = SORTS[(SORTS.indexOf(view.sort) + 1) % SORTS.length];
      return [{ ...view, sort, note: `sorted by ${sort}` }, undefined];
    }
    case "x":
    case "X": {
      const row = rows[at];
      if (row === undefined) return [view, undefined];
      const name = key === "x" ? "TERM" : "KILL";
      const what = `${row.pid} (${row.command.slice(0, 30)}) of ${row.container}`;
      return [
        { ...view, pid: row.pid, asking: name, note: `Send ${name} to ${what}? y/n` },
        undefined,
      ];
    }
  }
  return [view, undefined];
}

const HELP = "q leave  j/k select  s sort  t tree  x TERM  X KILL";

/** The picture, exactly `rows` lines of at most `columns` characters. */
export function draw(
  all: readonly Process[],
  view: View,
  size: { columns: number; rows: number },
  clean: (text: string) => string,
  bytes: (n: number) => string,
): string[] {
  const rows = rowsOf(all, view);
  const width = Math.min(24, Math.max(9, ...all.map((p) => p.container.length)));
  const head = `${"CONTAINER".padEnd(width)} ${"PID".padStart(7)} ${"USER".padEnd(8)} ` +
    `${"%CPU".padStart(5)} ${"%MEM".padStart(5)} ${"RSS".padStart(7)} ${
      "TIME".padStart(9)
    } COMMAND`;
  const room = Math.max(1, size.rows - 3);
  const at = Math.max(0, rows.findIndex((p) => p.pid === view.pid));
  const first = Math.min(Math.max(0, rows.length - room), Math.max(0, at - room + 1));
  const cut = (text: string) => [...clean(text)].slice(0, size.columns).join("");
  const lines = rows.slice(first, first + room).map((p, n) => {
    const command = "  ".repeat(p.depth) + p.command;
    const text = cut(
      `${p.container.slice(0, width).padEnd(width)} ${String(p.pid).padStart(7)} ` +
        `${p.user.slice(0, 8).padEnd(8)} ${p.cpu.toFixed(1).padStart(5)} ` +
        `${p.memory.toFixed(1).padStart(5)} ${bytes(p.rss).padStart(7)} ${
          p.time.padStart(9)
        } ${command}`,
    );
    return first + n === at ? `\x1b[7m${text.padEnd(size.columns)}\x1b[0m` : text;
  });
  while (lines.length < room) lines.push("");
  const containers = new Set(all.map((p) => p.containerId)).size;
  const order = `by ${view.sort}${view.tree ? ", tree" : ""}`;
  const title = `${all.length} processes in ${containers} containers, ${order}`;
  return [cut(title), `\x1b[1m${cut(head)}\x1b[0m`, ...lines, cut(view.note || HELP)]
    .slice(0, size.rows);
}

/** Splits what a terminal sends into keys: arrows are one. */
export function keysOf(text: string): string[] {
  // deno-lint-ignore no-control-regex
  return text.match(/\x1b\[[0-9;]*[A-Za-z~]|\x1bO[A-Z]|[\s\S]/g) ?? [];
}
