/** Plugins at work on the screen: what goes on for it, and what a key has them do. */
import type { PluginExtras, PluginHost } from "../../plugin/host/extras.ts";
import type { ObjectKind } from "../../plugin/contract/types.ts";
import { TookTooLong } from "../../plugin/contract/problem.ts";
import { innerSize, placeOf } from "../screen/layout.ts";
import { listSpec } from "../panes/lists/lists.ts";
import type { Effect, Msg } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import { LIST_OF, objectRow, paneObject, shownPane } from "./extras.ts";
import type { Dispatch, Subscription } from "../store.ts";
import { sleep, wordsOf } from "../engine/watch.ts";

/** Values of columns are worked out anew at the most and at the least this often, in ms. */
const CELLS_GAP = 200;
const CELLS_AGE = 5_000;
/** Pauses of a pane that ran out of its time, in ms; the last is kept. */
const PAUSES = [5_000, 15_000, 60_000];

/** The subscriptions of plugins for a model. */
export class PluginWork {
  #model: Model | undefined;
  /** Told of every model. */
  readonly #wakes = new Set<() => void>();
  readonly #asked = new Map<number, (yes: boolean) => void>();
  #questions = 0;

  constructor(
    private readonly extras: PluginExtras,
    private readonly host: PluginHost,
    private readonly openUrl: (url: string) => Promise<void>,
  ) {}

  /** What goes on for a model. */
  subscriptions(model: Model): Subscription[] {
    this.#model = model;
    for (const wake of this.#wakes) wake();
    if (model.link.state !== "live") return [];
    const all: Subscription[] = [];
    const pane = this.#paneSubscription(model);
    if (pane !== undefined) all.push(pane);
    for (const of of new Set(this.extras.columns.map((c) => c.of))) {
      if (placeOf(model, LIST_OF[of]) === undefined) continue;
      all.push({ key: `cells/${of}`, start: (send, signal) => this.#cells(of, send, signal) });
    }
    if (this.extras.hooks.length > 0) {
      all.push({
        key: `hooks/${model.host}`,
        start: (_, signal) => this.host.followHooks(signal),
      });
    }
    return all;
  }

  #paneSubscription(model: Model): Subscription | undefined {
    const pane = shownPane(model);
    const { key } = model.plugins.shown;
    if (pane === undefined || key === undefined) return undefined;
    if (pane.of !== undefined && paneObject(model, pane) === undefined) return undefined;
    const size = innerSize(model, pane.pane);
    return {
      key: `plugin/${key}/${size.columns}x${size.rows}`,
      start: async (dispatch, signal) => {
        // A selection that only passes by is not asked about.
        await sleep(60, signal);
        let late = 0;
        while (!signal.aborted) {
          let wait = pane.every;
          try {
            const object = paneObject(this.#model!, pane);
            const lines = await this.host.render(pane, size, object, signal);
            dispatch({ type: "pluginPane", key, lines });
            late = 0;
          } catch (e) {
            if (signal.aborted) return;
            let error = wordsOf(e).message;
            if (e instanceof TookTooLong) {
              wait = PAUSES[Math.min(late++, PAUSES.length - 1)];
              error += `; asked again in ${wait / 1000} s`;
            }
            dispatch({ type: "pluginPane", key, error });
          }
          await sleep(wait, signal);
        }
      },
    };
  }

  async #cells(of: ObjectKind, dispatch: Dispatch, signal: AbortSignal): Promise<void> {
    const list = LIST_OF[of];
    const spec = listSpec(list);
    while (!signal.aborted) {
      const items = spec.items(this.#model!);
      const rows = items.map((item) => objectRow(of, item));
      const values = await this.host.cells(of, rows, this.#model!.now, signal);
      if (signal.aborted) return;
      const keys = items.map((item) => spec.key(item));
      const cells = Object.fromEntries(
        Object.entries(values).map(([column, given]) => [
          column,
          Object.fromEntries(keys.map((key, n) => [key, given[n] ?? ""])),
        ]),
      );
      dispatch({ type: "pluginCells", list, cells });
      await sleep(CELLS_GAP, signal);
      await this.#change(() => spec.items(this.#model!) !== items, signal);
    }
  }

  /** Resolves when it has happened, with the signal, or when the values have grown old. */
  async #change(happened: () => boolean, signal: AbortSignal): Promise<void> {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const wake = () => {
      if (happened()) stop.abort();
    };
    this.#wakes.add(wake);
    wake();
    await sleep(CELLS_AGE, either);
    this.#wakes.delete(wake);
  }

  /** Runs an action on its objects, one after the other; what comes of it is a message. */
  async act(
    { action, objects }: Extract<Effect, { type: "pluginAct" }>,
    dispatch: Dispatch,
    signal: AbortSignal,
  ): Promise<void> {
    const tools = {
      openUrl: this.openUrl,
      confirm: (question: string) => this.#confirm(action.plugin, question, dispatch, signal),
    };
    const id = `plugin ${++this.#questions}`;
    const say = (kind: "ok" | "info" | "bad", text: string): Msg => ({
      type: "say",
      message: { kind, text, id },
    });
    for (const object of objects) {
      const name = object.name || object.id.slice(0, 12);
      dispatch(say("info", `${action.label}: ${name} …`));
      try {
        const said = await this.host.act(action, object, tools, signal);
        if (!said) dispatch(say("ok", `${action.label}: ${name}`));
      } catch (e) {
        if (signal.aborted) return;
        dispatch(say("bad", `${action.label}: ${name}: ${wordsOf(e).message}`));
        return;
      }
    }
  }

  /** The person has answered a plugin's question. */
  answer(id: number, yes: boolean): void {
    this.#asked.get(id)?.(yes);
    this.#asked.delete(id);
  }

  #confirm(
    plugin: string,
    question: string,
    dispatch: Dispatch,
    signal: AbortSignal,
  ): Promise<boolean> {
    const id = ++this.#questions;
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      signal.addEventListener("abort", () => this.answer(id, false), { once: true });
      dispatch({ type: "ask", id, plugin, question });
    });
  }
}
