/** Calls the hooks of a plugin one after the other, as events come. */
import type { EngineEvent } from "../../../core/mod.ts";
import type { Hosted } from "./hosting.ts";
import type { Judged } from "../catalog/judge.ts";
import { oneLine, reasonOf, TookTooLong } from "../contract/problem.ts";
import type { HookEvent } from "../contract/types.ts";

/** Events that wait for a slow hook; more are dropped, and counted. */
const MAX_WAITING = 1_000;

/** A plugin whose hooks ran out of their time this often is called no more. */
const MAX_LATE = 3;

/** The hooks of one plugin. */
export class HookRunner {
  readonly #waiting: { hook: string; event: HookEvent }[] = [];
  #dropped = 0;
  #late = 0;
  #working = false;

  constructor(
    private readonly plugin: Judged,
    private readonly hosted: Hosted,
    /** Told what went wrong, a line each. */
    private readonly warn: (text: string) => Promise<void> | void,
    private readonly signal: AbortSignal,
  ) {}

  /** Takes an event; it is the hooks' when their turn comes. */
  take(event: HookEvent): void {
    const { hooks } = this.plugin.manifest!;
    if (this.#late >= MAX_LATE) return;
    for (const hook of [`${event.type}.${event.action}`, `${event.type}.*`]) {
      if (!hooks.includes(hook)) continue;
      if (this.#waiting.length >= MAX_WAITING) this.#dropped++;
      else this.#waiting.push({ hook, event });
    }
    // Fails only when nobody hears a warning any more.
    if (!this.#working && this.#waiting.length > 0) this.#work().catch(() => {});
  }

  async #work(): Promise<void> {
    this.#working = true;
    const { name } = this.plugin.manifest!;
    try {
      for (;;) {
        const next = this.#waiting.shift();
        if (next === undefined) break;
        try {
          await this.hosted.hook(next.hook, next.event, this.signal);
        } catch (e) {
          if (this.signal.aborted) return;
          let said = `plugin "${name}": the hook "${next.hook}" ${oneLine(reasonOf(e))}`;
          if (e instanceof TookTooLong && ++this.#late >= MAX_LATE) {
            this.#waiting.length = 0;
            said += "; its hooks are not called any more";
          }
          await this.warn(said);
        }
      }
      if (this.#dropped > 0) {
        const dropped = this.#dropped;
        this.#dropped = 0;
        await this.warn(`plugin "${name}": ${dropped} events came too fast`);
      }
    } finally {
      this.#working = false;
    }
  }
}

/** An engine's event as hooks get it. */
export function hookEvent({ type, action, id, attributes, time }: EngineEvent): HookEvent {
  // `health_status: healthy`, `exec_start: sh`: the word before the colon.
  return { type, action: action.split(":")[0], id, attributes, time };
}
