/** Tells of hosts in a list whose engines have one id: the same rows twice, or cloned machines. */
import { hostFacts, twins, twinWarning } from "../../../core/fleet/facts.ts";
import { sanitise } from "../../format/sanitise.ts";
import type { CommandContext } from "../../spec/types.ts";
import type { ChosenHost } from "./host_engines.ts";

/** An engine that tells its id no sooner is not waited for, in milliseconds. */
const WAIT = 1_000;

/** The ids of the engines of a run, asked for on the connection that the list came by. */
export class SameEngine {
  readonly #ids: [name: string, id: string][] = [];

  constructor(private readonly ctx: CommandContext) {}

  /** Asks one; what fails here has failed no list. */
  async ask(host: ChosenHost): Promise<void> {
    const signal = AbortSignal.any([this.ctx.signal, AbortSignal.timeout(WAIT)]);
    try {
      const { engineId } = await hostFacts((await host.engine()).transport, { signal });
      this.#ids.push([host.name, engineId]);
    } catch { /* the list is what was asked for */ }
  }

  /** One line on stderr for each id that several have. */
  async tell(): Promise<void> {
    const said = new Set<string>();
    const ids = this.#ids.sort(([a], [b]) => a < b ? -1 : 1);
    for (const [name, others] of twins(ids)) {
      if (said.has(name)) continue;
      for (const other of others) said.add(other);
      await this.ctx.streams.stderr.write(`Warning: ${sanitise(twinWarning(name, others))}\n`);
    }
  }
}
