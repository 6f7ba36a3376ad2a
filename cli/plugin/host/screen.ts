/** What plugins add to the full screen, and the plugins themselves at work in it. */
import type { Registry } from "../../spec/registry.ts";
import type { ExtendDeps } from "../extend.ts";
import { look } from "../catalog/look.ts";
import {
  type ActionTools,
  columnId,
  type ExtraAction,
  type ExtraPane,
  type ExtrasDeps,
  type PluginExtras,
  type PluginHost,
} from "./extras.ts";
import { hookEvent, HookRunner } from "./hook_runner.ts";
import { Hosted } from "./hosting.ts";
import { judge, type Judged } from "../catalog/judge.ts";
import { webAddress } from "./open_url.ts";
import type { Places } from "../catalog/places.ts";
import { oneLine, PluginProblem, reasonOf } from "../contract/problem.ts";
import { readState } from "../catalog/state.ts";
import { trustOf } from "../catalog/trust.ts";
import type { ObjectKind, ObjectRow } from "../contract/types.ts";
import type { Cellular } from "../contract/wire.ts";

/** What the trusted plugins add; those that nobody was asked about yet add nothing. Never throws. */
export async function extrasFor(base: Registry, deps: ExtendDeps): Promise<PluginExtras> {
  const columns: PluginExtras["columns"][number][] = [];
  const panes: ExtraPane[] = [];
  const actions: ExtraAction[] = [];
  const hooks: string[] = [];
  const problems: string[] = [];
  const usable = new Map<string, Judged>();
  const { places } = deps;
  try {
    const [found, state] = places === undefined
      ? [[], { trusted: {}, disabled: [], origins: {} }]
      : await Promise.all([look(places, deps.extra), readState(places.state)]);
    const judged = judge(found, state, base, deps.builtins);
    for (const known of judged) {
      if (known.state === "broken") problems.push(`plugin ${known.problem}`);
      if (known.state === "untrusted") {
        const why = trustOf(known, state) === "new" ? "is not trusted yet" : "has changed";
        problems.push(`the plugin ${known.name} ${why}: ":plugin trust ${known.name}" lets it in`);
      }
      if (known.state !== "ok") continue;
      const { name: plugin, ...adds } = known.manifest!;
      usable.set(plugin, known);
      columns.push(...adds.columns.map((c) => ({ plugin, ...c })));
      panes.push(...adds.panes.map((p) => ({ plugin, ...p })));
      actions.push(...adds.actions.map((a, n) => ({ plugin, n, ...a })));
      if (adds.hooks.length > 0) hooks.push(plugin);
    }
  } catch (e) {
    problems.push(oneLine(reasonOf(e)));
  }
  return {
    columns,
    panes,
    actions,
    hooks,
    problems,
    open: (screen) => new Host(usable, places, deps.env, { columns, hooks }, screen),
  };
}

/** What a worker of a plugin is for: each purpose has its own, so that none waits for another. */
type Purpose = "pane" | "columns" | "hooks";

class Host implements PluginHost {
  readonly #hosted = new Map<string, Hosted>();
  /** Plugins whose columns failed. */
  readonly #givenUp = new Set<string>();

  constructor(
    private readonly plugins: ReadonlyMap<string, Judged>,
    private readonly places: Places | undefined,
    private readonly env: ExtendDeps["env"],
    private readonly adds: Pick<PluginExtras, "columns" | "hooks">,
    private readonly screen: ExtrasDeps,
  ) {}

  render(
    { plugin, id }: ExtraPane,
    { columns: width, rows: height }: { columns: number; rows: number },
    object: ObjectRow | undefined,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    return this.#at(plugin, "pane").render(id, { width, height }, object, signal);
  }

  async cells(
    of: ObjectKind,
    rows: readonly unknown[],
    now: number,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, readonly Cellular[]>>> {
    const all = this.adds.columns.filter((c) => c.of === of);
    const each = await Promise.all(
      [...new Set(all.map((c) => c.plugin))].map(async (name) => {
        let values: Readonly<Record<string, readonly Cellular[]>> = {};
        try {
          if (!this.#givenUp.has(name)) {
            values = await this.#at(name, "columns").cells(of, rows, now, signal);
          }
        } catch (e) {
          // One that hangs would cost a processor, again and again.
          if (!signal.aborted) {
            this.#givenUp.add(name);
            const text = `plugin "${name}": its columns ${oneLine(reasonOf(e))}`;
            this.screen.say("warn", `${text}; they show ! from now on`);
          }
        }
        return all.filter((c) => c.plugin === name).map((c) =>
          [columnId(name, c.title), values[c.title] ?? rows.map(() => "!")] as const
        );
      }),
    );
    return Object.fromEntries(each.flat());
  }

  async act(
    { plugin, n }: ExtraAction,
    object: ObjectRow,
    tools: ActionTools,
    signal: AbortSignal,
  ): Promise<boolean> {
    let said = false;
    // Several may be under way, and may wait for an answer for long: each has its own.
    using hosted = this.#open(plugin, false, () => said = true);
    await hosted.act(n, object, {
      signal,
      serve: async (want) => {
        if (want.do === "confirm") return await tools.confirm(want.question);
        if (want.do === "openUrl") {
          const { url, host } = webAddress(want.url);
          await tools.openUrl(url);
          said = true;
          return this.screen.say("info", `${plugin}: opened an address of ${host}`);
        }
        throw new Error(`an action cannot ${want.do}`);
      },
    });
    return said;
  }

  async followHooks(signal: AbortSignal): Promise<void> {
    const runners = this.adds.hooks.map((name) => {
      const warn = (text: string) => this.screen.say("warn", text);
      return new HookRunner(this.plugins.get(name)!, this.#at(name, "hooks"), warn, signal);
    });
    const { system } = await this.screen.engine();
    for await (const event of system.events({ signal })) {
      for (const runner of runners) runner.take(hookEvent(event));
    }
  }

  [Symbol.dispose](): void {
    for (const hosted of this.#hosted.values()) hosted[Symbol.dispose]();
    this.#hosted.clear();
  }

  #at(name: string, purpose: Purpose): Hosted {
    const key = `${purpose} ${name}`;
    let hosted = this.#hosted.get(key);
    if (hosted === undefined) this.#hosted.set(key, hosted = this.#open(name, true));
    return hosted;
  }

  #open(name: string, background: boolean, onSay?: () => void): Hosted {
    const plugin = this.plugins.get(name);
    if (plugin === undefined || this.places === undefined) {
      throw new PluginProblem(`there is no plugin "${name}"`);
    }
    const { engine, readOnly, say } = this.screen;
    return new Hosted(plugin, {
      places: this.places,
      env: this.env,
      background,
      engine,
      readOnly,
      say(level, text) {
        if (level !== "notify") return;
        onSay?.();
        say("info", `${name}: ${text}`);
      },
    });
  }
}
