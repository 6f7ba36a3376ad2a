/** Which panes are seen, and where. */
import { isList, type Model, type PaneId, SMALLEST } from "../model/model.ts";
import type { Size } from "../text/block.ts";

/** Where a pane stands, border included. */
export interface Place {
  readonly pane: PaneId;
  readonly x: number;
  readonly y: number;
  readonly size: Size;
}

/** From this width on lists and details stand side by side. */
export const WIDE = 100;
/** From this height on two panes stand one above the other on each side. */
export const TALL = 30;

/** Rows above the panes (status bar) and below (message line, footer). */
export const ABOVE = 1;
export const BELOW = 2;

/** Whether the screen is too small to draw on. */
export function tooSmall(size: Size): boolean {
  return size.columns < SMALLEST.columns || size.rows < SMALLEST.rows;
}

/** Lists of what has neither log nor use: what stands beside them is what the selected one is. */
const WITHOUT_LOGS: ReadonlySet<PaneId> = new Set(["images", "networks", "volumes"]);
/** Panes that are about containers alone. */
const OF_CONTAINERS: ReadonlySet<PaneId> = new Set(["logs", "stats", "processes"]);

/** A detail as it is seen: beside a list without logs the details, unless one is in the other. */
function followed(model: Model, detail: PaneId): PaneId {
  return WITHOUT_LOGS.has(model.focus) && OF_CONTAINERS.has(detail) ? "details" : detail;
}

/** Which panes are seen, and where. Pure, so that update can reckon with what is seen. */
export function placesOf(model: Model): readonly Place[] {
  const { columns, rows } = model.size;
  if (tooSmall(model.size)) return [];
  const height = rows - ABOVE - BELOW;
  const full = (pane: PaneId): Place => ({ pane, x: 0, y: ABOVE, size: { columns, rows: height } });
  if (model.zoom) return [full(model.focus)];
  if (columns < WIDE) {
    const top = Math.max(6, Math.round(height * 0.45));
    return [
      { pane: model.list, x: 0, y: ABOVE, size: { columns, rows: top } },
      {
        pane: followed(model, model.detail),
        x: 0,
        y: ABOVE + top,
        size: { columns, rows: height - top },
      },
    ];
  }
  const share = Math.min(Math.round(columns * 0.47), 88) + model.shift;
  const left = Math.max(30, Math.min(columns - 40, share));
  const tall = rows >= TALL;
  const split = Math.round(height * 0.62);
  const places: Place[] = [];
  const side = (x: number, width: number, upper: PaneId, lower: PaneId, one: PaneId) => {
    if (!tall) {
      places.push({ pane: one, x, y: ABOVE, size: { columns: width, rows: height } });
      return;
    }
    places.push({ pane: upper, x, y: ABOVE, size: { columns: width, rows: split } });
    places.push({
      pane: lower,
      x,
      y: ABOVE + split,
      size: { columns: width, rows: height - split },
    });
  };
  side(0, left, "containers", model.lowerList, model.list);
  side(
    left,
    columns - left,
    "logs",
    followed(model, model.lowerDetail),
    followed(model, model.detail),
  );
  return places;
}

/** The place of a pane, if it is seen. */
export function placeOf(model: Model, pane: PaneId): Place | undefined {
  return placesOf(model).find((p) => p.pane === pane);
}

/** Rows that a list has for its items: without border and heading. */
export function listRows(model: Model, pane: PaneId): number {
  const place = placeOf(model, pane);
  if (place === undefined) return 10;
  return Math.max(1, place.size.rows - (isList(model, pane) ? 3 : 2));
}

/** The size inside of a pane's border. */
export function innerSize(model: Model, pane: PaneId): Size {
  const place = placeOf(model, pane);
  if (place === undefined) return { columns: 76, rows: 10 };
  return {
    columns: Math.max(1, place.size.columns - 2),
    rows: Math.max(1, place.size.rows - 2),
  };
}

/** The panes that Tab goes through, in order. */
export function tabOrder(model: Model): readonly PaneId[] {
  if (!model.zoom) return placesOf(model).map((p) => p.pane);
  return placesOf({ ...model, zoom: false }).map((p) => p.pane);
}
