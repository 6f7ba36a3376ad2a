/** Makes a pane of what a plugin says of one: its lines come from the plugin, all else from here. */
import { sanitise } from "../../format/sanitise.ts";
import { TookTooLong } from "../../plugin/contract/problem.ts";
import type { SubscriptionDeps } from "../deps.ts";
import { sleep } from "../../../core/sleep.ts";
import { wordsOf } from "../engine/words.ts";
import { quiet } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import type { PluginPane } from "../model/plugins.ts";
import { slot } from "../model/slot.ts";
import type { Pane } from "../pane.ts";
import { kindOf, objectRows } from "../plugin/objects.ts";
import { innerSize, placeOf } from "../screen/layout.ts";
import { scrollTo } from "../screen/steps.ts";
import type { Subscription } from "../store.ts";
import { spansOf } from "../text/ansi.ts";
import { fitLine, type Line, span } from "../text/block.ts";

/** What the plugin said last of the object `key`; lines that were shown stay under an error. */
interface Shown {
  readonly key?: string;
  readonly lines?: readonly string[];
  readonly error?: string;
  readonly top: number;
}

/** What the plugin says now. */
interface Said {
  readonly key: string;
  readonly lines?: readonly string[];
  readonly error?: string;
}

const nothing = {
  key: undefined,
  lines: undefined,
  error: undefined,
  top: 0,
};

/** Pauses of a pane that ran out of its time, in ms; the last is kept. */
const PAUSES = [5_000, 15_000, 60_000];

/** A pane of a plugin. `n` counts them from 0: the first nine have a key. */
export function pluginPane(pane: PluginPane, n: number): Pane {
  const own = slot<Shown, Said>(pane.pane, { top: 0 });
  const title = sanitise(pane.title);
  const key = n < 9 ? `M-${n + 1}` : "";
  return {
    id: pane.pane,
    title,
    side: "detail",
    key,
    label: title,
    name: `${pane.plugin}.${pane.id}`,
    keys: [],
    view: (model, size) => view(pane, own.of(model), model, size),
    subject(model) {
      const object = objectOf(model, pane);
      return object === undefined ? [] : [span(sanitise(object.name || object.id.slice(0, 12)))];
    },
    note(model, { rows }) {
      const { lines = [], top } = own.of(model);
      if (lines.length <= rows) return [];
      return [
        span(`${top + 1}-${Math.min(lines.length, top + rows)} of ${lines.length}`, "dim"),
      ];
    },
    move(model, by) {
      const { top, lines = [] } = own.of(model);
      const { rows } = innerSize(model, pane.pane);
      return own.with(model, { top: scrollTo(top, by, lines.length, rows) });
    },
    take(model, msg) {
      const said = own.heard(msg);
      if (said === undefined) return undefined;
      const shown = own.of(model);
      if (said.key !== shown.key) return quiet(model);
      // What went wrong takes nothing away that was shown before.
      const lines = said.lines ?? shown.lines;
      const { rows } = innerSize(model, pane.pane);
      const top = scrollTo(shown.top, 0, lines?.length ?? 0, rows);
      return quiet(own.with(model, { lines, error: said.error, top }));
    },
    settle(model) {
      const seen = placeOf(model, pane.pane) !== undefined;
      const wanted = seen ? `${pane.pane} ${objectOf(model, pane)?.id ?? ""}` : undefined;
      return wanted === own.of(model).key ? model : own.with(model, { ...nothing, key: wanted });
    },
    subscriptions(model, deps) {
      const { key } = own.of(model);
      if (key === undefined || model.link.state !== "live" || deps.plugins === undefined) return [];
      if (pane.of !== undefined && objectOf(model, pane) === undefined) return [];
      return [subscription(pane, key, model, deps, own.msg)];
    },
  };
}

/** What the pane shows is of: the selected object of its kind. */
function objectOf(model: Model, pane: PluginPane) {
  if (pane.of === undefined) return undefined;
  const { selected } = model.lists[kindOf(pane.of).list];
  return selected === undefined ? undefined : objectRows(model, pane.of, new Set([selected]))[0];
}

function view(
  pane: PluginPane,
  { lines, error, top }: Shown,
  model: Model,
  size: { columns: number; rows: number },
): Line[] {
  if (pane.of !== undefined && objectOf(model, pane) === undefined) {
    const one = `${pane.of === "image" ? "an" : "a"} ${pane.of}`;
    return [[span(` Select ${one} to see its ${sanitise(pane.title)}`, "dim")]];
  }
  const failed: Line[] = error === undefined ? [] : [[span(` ${sanitise(error)}`, "bad")]];
  if (lines === undefined) {
    return error === undefined ? [[span(` Asking ${sanitise(pane.plugin)} …`, "dim")]] : failed;
  }
  if (lines.length === 0 && error === undefined) return [[span(" Nothing to show", "dim")]];
  return [
    ...failed,
    ...lines.slice(top, top + size.rows).map((text) =>
      fitLine(spansOf(sanitise(text)), size.columns)
    ),
  ];
}

/** Asks the plugin for its lines, again and again while the pane is seen. */
function subscription(
  pane: PluginPane,
  key: string,
  model: Model,
  deps: SubscriptionDeps,
  msg: (said: Said) => Parameters<Parameters<Subscription["start"]>[0]>[0],
): Subscription {
  const size = innerSize(model, pane.pane);
  const work = deps.plugins!;
  return {
    key: `plugin/${key}/${size.columns}x${size.rows}`,
    async start(dispatch, signal) {
      // A selection that only passes by is not asked about.
      await sleep(60, signal);
      let late = 0;
      while (!signal.aborted) {
        let wait = pane.every;
        try {
          const object = objectOf(work.model, pane);
          const lines = await work.host.render(pane, size, object, signal);
          dispatch(msg({ key, lines }));
          late = 0;
        } catch (e) {
          if (signal.aborted) return;
          let error = wordsOf(e).message;
          if (e instanceof TookTooLong) {
            wait = PAUSES[Math.min(late++, PAUSES.length - 1)];
            error += `; asked again in ${wait / 1000} s`;
          }
          dispatch(msg({ key, error }));
        }
        await sleep(wait, signal);
      }
    },
  };
}
