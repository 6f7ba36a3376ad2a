/** The bottom row: the keys that work here and now. */
import type { Model } from "../model/model.ts";
import { overlayHints } from "../overlays/mod.ts";
import { type Line, lineWidth, type Span, span, spread } from "../text/block.ts";
import { type Binding, keyName, type KeyTable } from "./bindings.ts";

/** The keys that work here and now. */
export function footer(model: Model, keymap: KeyTable): Line {
  const { columns } = model.size;
  if (model.line.open) {
    return hints([["Enter", "run"], ["Tab", "complete"], ["Esc", "leave"]], columns);
  }
  if (model.overlay !== undefined) return hints(overlayHints(model.overlay), columns);
  if (model.link.state === "down" && !model.loaded) {
    return hints([...pairs(keymap.noEngine), [":", "command"], ["q", "quit"]], columns);
  }
  const here = [...keymap.of(model.focus), ...keymap.global]
    .filter((b) => b.hint !== undefined && b.keys.length > 0)
    .sort((a, b) => a.hint! - b.hint!);
  const usable = here.filter((b) => b.disabled?.(model) === undefined);
  const always = usable.filter((b) => b.hint! >= 99);
  return hints(pairs(usable.filter((b) => b.hint! < 99)), columns, pairs(always));
}

const pairs = (list: readonly Binding[]): [string, string][] =>
  list.map((b) => [keyName(b.keys[0]), b.label]);

/** ` s stop  r restart … ` with the always valid ones at the end; what does not fit is left out. */
function hints(
  list: readonly (readonly [string, string])[],
  columns: number,
  always: readonly (readonly [string, string])[] = [],
): Line {
  const piece = ([k, label]: readonly [string, string]): Line => [
    span(` ${k}`, "key"),
    span(` ${label} `, "dim"),
  ];
  const tail = always.flatMap(piece);
  let room = columns - lineWidth(tail);
  const out: Span[] = [];
  for (const pair of list) {
    const line = piece(pair);
    if (lineWidth(line) > room) break;
    room -= lineWidth(line);
    out.push(...line);
  }
  return spread(out, tail, columns);
}
