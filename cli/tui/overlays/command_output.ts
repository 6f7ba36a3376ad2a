/** What a command says of a plan or of its work, in the frame of an overlay. */
import { sanitise } from "../../format/sanitise.ts";
import { span } from "../text/block.ts";
import { wrapLine } from "../text/wrap.ts";
import type { Box } from "./overlay.ts";

/** The lines of a command about `name`, the last ones where there is no room for all. */
export function outputBox(
  state: { readonly name: string; readonly lines: readonly string[]; readonly code?: number },
  title: string,
  room: { columns: number; rows: number },
): Box {
  const width = Math.min(room.columns, 96);
  const rows = state.lines.flatMap((line) =>
    wrapLine([span(` ${sanitise(line)}`, toneOf(line))], width - 1)
  );
  const running = state.code === undefined;
  if (rows.length === 0) rows.push([span(running ? " Asking …" : " Nothing to say", "dim")]);
  const note = running ? "running" : state.code === 0 ? undefined : `exit code ${state.code}`;
  return {
    title: `${title} ${sanitise(state.name)}`,
    ...(note !== undefined && { note }),
    width,
    rows: rows.slice(-(room.rows - 2)),
  };
}

function toneOf(line: string) {
  if (/^ +cannot /.test(line)) return "bad";
  if (/^ +(loses|note) /.test(line)) return "warn";
  return "text";
}
