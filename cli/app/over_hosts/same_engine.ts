/** Tells of hosts in a list whose engines have one id: the same rows twice, or cloned machines. */
import { hostFacts, twins, twinWarning } from "../../../core/fleet/facts.ts";
import { sanitise } from "../../format/sanitise.ts";
import type { CommandContext } from "../../spec/types.ts";
import { EngineIds } from "./engine_ids.ts";
import type { ChosenHost } from "./host_engines.ts";

/** An engine that tells its id no sooner is not waited for, in milliseconds. */
const WAIT = 1_000;

interface Asked {
  name: string;
  host: ChosenHost;
  endpoint: string;
  id: string;
  /** It was told in an earlier run. */
  before: boolean;
}

/** The ids of the engines of a run: known from before, else asked for behind the list. */
export class SameEngine {
  readonly #asked: Asked[] = [];
  readonly #ids: Promise<EngineIds>;

  constructor(private readonly ctx: CommandContext) {
    this.#ids = EngineIds.load(ctx.env);
  }

  /** Finds out of one; what fails here has failed no list. */
  async ask(host: ChosenHost): Promise<void> {
    try {
      const { endpoint } = (await host.engine()).transport;
      const known = (await this.#ids).get(endpoint);
      const id = known ?? await this.#idOf(host);
      this.#asked.push({ name: host.name, host, endpoint, id, before: known !== undefined });
    } catch { /* the list is what was asked for */ }
  }

  async #idOf(host: ChosenHost): Promise<string> {
    const signal = AbortSignal.any([this.ctx.signal, AbortSignal.timeout(WAIT)]);
    const { transport } = await host.engine();
    const { engineId } = await hostFacts(transport, { signal });
    (await this.#ids).set(transport.endpoint, engineId);
    return engineId;
  }

  /** One line on stderr for each id that several have now. */
  async tell(): Promise<void> {
    let same = this.#twins();
    const doubtful = this.#asked.filter((a) => a.before && same.has(a.name));
    if (doubtful.length > 0) {
      // The warning says how to mend it: who did is not warned again.
      await Promise.all(doubtful.map(async (a) => {
        a.id = await this.#idOf(a.host).catch(() => "");
      }));
      same = this.#twins();
    }
    const said = new Set<string>();
    for (const [name, others] of same) {
      if (said.has(name)) continue;
      for (const other of others) said.add(other);
      await this.ctx.streams.stderr.write(`Warning: ${sanitise(twinWarning(name, others))}\n`);
    }
    await (await this.#ids).save();
  }

  #twins(): Map<string, readonly string[]> {
    const byName = [...this.#asked].sort((a, b) => a.name < b.name ? -1 : 1);
    return twins(byName.map(({ name, id }) => [name, id]));
  }
}
