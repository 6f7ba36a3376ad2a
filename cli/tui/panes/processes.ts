/** The processes pane: what runs in the selected container. */
import { sanitise } from "../../format/sanitise.ts";
import { sleep } from "../../../core/sleep.ts";
import { wordsOf } from "../engine/words.ts";
import { quiet } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import { nameOf } from "../model/objects.ts";
import { slot } from "../model/slot.ts";
import type { Pane } from "../pane.ts";
import { containerOf, isGone, selectedContainer } from "../record/record.ts";
import { innerSize, placeOf } from "../screen/layout.ts";
import { scrollTo } from "../screen/steps.ts";
import { type Block, type Size, span } from "../text/block.ts";
import { displayWidth, fill } from "../text/width.ts";

/** What the engine said last of the container `key`. */
interface Said {
  readonly key: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly error?: string;
}

const own = slot<Partial<Said> & { readonly top: number }, Said>("processes", { top: 0 });

/** How often processes are asked for while they are seen, in ms. */
const EVERY = 2000;

function view(model: Model, size: Size): Block {
  const { key, titles = [], rows: said = [], error, top } = own.of(model);
  if (key === undefined) return [[span(" Select a container to see its processes", "dim")]];
  if (isGone(containerOf(model, key))) {
    return [[span(" It was removed, so nothing runs in it", "dim")]];
  }
  if (error !== undefined) return [[span(` ${sanitise(error)}`, "dim")]];
  if (titles.length === 0) return [[span(" Asking the engine …", "dim")]];
  const table = [titles, ...said].map((row) => row.map((c) => sanitise(c)));
  const last = titles.length - 1;
  const widths = titles.map((_, i) =>
    i === last ? 0 : Math.min(24, Math.max(...table.map((row) => displayWidth(row[i] ?? ""))))
  );
  const rows = table.map((row, y) => [
    span(
      " " + row.map((cell, i) => i === last ? cell : fill(cell, widths[i])).join("  "),
      y === 0 ? "dim" : "text",
    ),
  ]);
  return [rows[0], ...rows.slice(1 + top, top + size.rows)];
}

/** Rows that are seen at a time, without the headings. */
const page = (model: Model) => innerSize(model, "processes").rows - 1;

export const processesPane: Pane = {
  id: "processes",
  title: "Processes",
  side: "detail",
  key: "0",
  keys: [],
  view,
  subject(model) {
    const c = selectedContainer(model);
    return c === undefined ? [] : [span(sanitise(nameOf(c)))];
  },
  move(model, by) {
    const { top, rows = [] } = own.of(model);
    return own.with(model, { top: scrollTo(top, by, rows.length, page(model)) });
  },
  take(model, msg) {
    const said = own.heard(msg);
    if (said === undefined) return undefined;
    const { key, top } = own.of(model);
    if (said.key !== key) return quiet(model);
    const { titles, rows, error } = said;
    return quiet(
      own.with(model, { titles, rows, error, top: scrollTo(top, 0, rows.length, page(model)) }),
    );
  },
  settle(model) {
    const key = model.lists.containers.selected;
    if (own.of(model).key === key) return model;
    return own.with(model, { key, titles: [], rows: [], error: undefined, top: 0 });
  },
  subscriptions(model, deps) {
    const { key } = own.of(model);
    const c = containerOf(model, key);
    if (key === undefined || isGone(c) || model.link.state !== "live") return [];
    if (placeOf(model, "processes") === undefined) return [];
    return [{
      key: `processes/${key}/${c?.state ?? ""}`,
      async start(dispatch, signal) {
        await sleep(60, signal);
        while (!signal.aborted) {
          try {
            const engine = await deps.engine(signal);
            const { titles, processes } = await engine.containers.top(key, { signal });
            dispatch(own.msg({ key, titles, rows: processes }));
          } catch (e) {
            if (signal.aborted) return;
            dispatch(own.msg({ key, titles: [], rows: [], error: wordsOf(e).message }));
            return;
          }
          await sleep(EVERY, signal);
        }
      },
    }];
  },
};
