/** The full screen on the simulated engine, for tests that press keys. */
import { createEngine, type Engine } from "../../core/mod.ts";
import { ManualClock } from "../../core/sim/clock.ts";
import { SimEngine } from "../../core/sim/engine.ts";
import type { SimOptions } from "../../core/sim/options.ts";
import { SimTransport } from "../../core/sim/transport.ts";
import { unlooked } from "../../cli/tui/engine/looks.ts";
import { seenContainers } from "../../cli/tui/panes/lists/containers.ts";
import { type DrivenTui, type DriveOptions, driveTui } from "./tui.ts";

/** A full screen on the simulated engine, whose clock stands still until it is told to go on. */
export interface DemoTui extends AsyncDisposable {
  readonly tui: DrivenTui;
  readonly clock: ManualClock;
  readonly engine: Engine;
}

/** Opens one and waits until the first lists and the first log are on the screen. */
export async function driveDemo(
  options: Omit<DriveOptions, "engine"> & { sim?: SimOptions } = {},
): Promise<DemoTui> {
  const { sim, ...rest } = options;
  const clock = new ManualClock();
  const transport = new SimTransport(new SimEngine({ clock, ...sim }), "demo://");
  const engine = createEngine(transport);
  const tui = driveTui({ host: "demo", now: () => clock.now(), ...rest, engine });
  try {
    await tui.until(() => tui.model.link.state === "live", () => "the engine");
    await tui.until(() => !tui.model.logs.loading, () => "the first log");
    await looked(tui);
  } catch (e) {
    await tui[Symbol.asyncDispose]();
    throw e;
  }
  return {
    tui,
    clock,
    engine,
    async [Symbol.asyncDispose]() {
      await tui[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    },
  };
}

/** Waits until what the rows on the screen need is known, and drawn. */
export async function looked(tui: DrivenTui): Promise<void> {
  await tui.until(
    () => unlooked(tui.model, seenContainers(tui.model)).length === 0,
    () => "what the rows need",
  );
  await tui.idle();
}

/** Moves the selection of the focused list to the row of this name. */
export async function selectRow(tui: DrivenTui, name: string): Promise<void> {
  const list = tui.model.list;
  const items = tui.model[list as "containers"];
  const wanted = items.find((i) => i.name === name);
  if (wanted === undefined) throw new Error(`There is no row "${name}"`);
  await tui.press("g");
  for (let i = 0; i < items.length; i++) {
    if (tui.model.lists[list].selected === wanted.id) return;
    await tui.press("j");
  }
  throw new Error(`The row "${name}" is not shown`);
}
