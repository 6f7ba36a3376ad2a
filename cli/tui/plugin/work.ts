/** Plugins at work on the screen: values of their columns, their hooks, and what a key has them do. */
import type { ObjectKind } from "../../plugin/contract/types.ts";
import type { PluginExtras, PluginHost } from "../../plugin/host/extras.ts";
import { sleep } from "../../../core/sleep.ts";
import { wordsOf } from "../engine/words.ts";
import type { Effect, Msg } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import { placeOf } from "../screen/layout.ts";
import type { Dispatch, Subscription } from "../store.ts";
import { kindOf, objectRow } from "./objects.ts";

/** Values of columns are worked out anew at the most and at the least this often, in ms. */
const CELLS_GAP = 200;
const CELLS_AGE = 5_000;
/** The subscriptions of plugins for a model. */
export class PluginWork {
  #model: Model | undefined;
  /** Told of every model. */
  readonly #wakes = new Set<() => void>();
  readonly #asked = new Map<number, (yes: boolean) => void>();
  #questions = 0;

  constructor(
    private readonly extras: PluginExtras,
    readonly host: PluginHost,
    private readonly openUrl: (url: string) => Promise<void>,
  ) {}

  /** The newest model that there is. */
  get model(): Model {
    return this.#model!;
  }

  /** What goes on for a model, beside the panes of plugins. */
  subscriptions(model: Model): Subscription[] {
    this.#model = model;
    for (const wake of this.#wakes) wake();
    if (model.link.state !== "live") return [];
    const all: Subscription[] = [];
    for (const of of new Set(this.extras.columns.map((c) => c.of))) {
      if (placeOf(model, kindOf(of).list) === undefined) continue;
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

  async #cells(of: ObjectKind, dispatch: Dispatch, signal: AbortSignal): Promise<void> {
    const kind = kindOf(of);
    const { list } = kind;
    while (!signal.aborted) {
      const items = kind.items(this.#model!);
      const rows = items.map((item) => objectRow(of, item));
      const values = await this.host.cells(of, rows, this.#model!.now, signal);
      if (signal.aborted) return;
      const keys = items.map((item) => kind.key(item));
      const cells = Object.fromEntries(
        Object.entries(values).map(([column, given]) => [
          column,
          Object.fromEntries(keys.map((key, n) => [key, given[n] ?? ""])),
        ]),
      );
      dispatch({ type: "pluginCells", list, cells });
      await sleep(CELLS_GAP, signal);
      await this.#change(() => kind.items(this.#model!) !== items, signal);
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
