/** Ids of engines as they were told lately, by endpoint: no host is asked for its own at each list. */

/** For so long an id is believed, in milliseconds: who clones a machine is told within the hour. */
const LIFE_MS = 3_600_000;
/** So many are kept; the newest. */
const MOST = 1_000;
const MAX_BYTES = 512 * 1024;

interface Known {
  id: string;
  /** When it was told, milliseconds since 1970. */
  at: number;
}

/** What is known of engines' ids, on disk between runs. */
export class EngineIds {
  readonly #path: string;
  readonly #known: Map<string, Known>;
  #changed = false;

  private constructor(path: string, known: Map<string, Known>) {
    this.#path = path;
    this.#known = known;
  }

  /** What the last runs left; nothing where that cannot be read. */
  static async load(env: Readonly<Record<string, string | undefined>>): Promise<EngineIds> {
    const state = env.XDG_STATE_HOME?.startsWith("/")
      ? env.XDG_STATE_HOME
      : `${(env.HOME || "/").replace(/\/+$/, "")}/.local/state`;
    const path = `${state}/dockerctl/engine_ids.json`;
    const known = new Map<string, Known>();
    try {
      const { size, isFile } = await Deno.stat(path);
      const all = isFile && size <= MAX_BYTES ? JSON.parse(await Deno.readTextFile(path)) : {};
      for (const [endpoint, { id, at }] of Object.entries(all as Record<string, Known>)) {
        const fresh = Number.isFinite(at) && at <= Date.now() && Date.now() - at < LIFE_MS;
        if (typeof id === "string" && fresh) known.set(endpoint, { id, at });
      }
    } catch { /* it is made again */ }
    return new EngineIds(path, known);
  }

  /** The id of the engine at an endpoint, where it was told lately. */
  get(endpoint: string): string | undefined {
    return this.#known.get(endpoint)?.id;
  }

  /** Remembers what an engine told. */
  set(endpoint: string, id: string): void {
    this.#known.set(endpoint, { id, at: Date.now() });
    this.#changed = true;
  }

  /** Keeps it for the next run; a disk that takes nothing costs a question each time. */
  async save(): Promise<void> {
    if (!this.#changed) return;
    const newest = [...this.#known].sort(([, a], [, b]) => b.at - a.at).slice(0, MOST);
    const beside = `${this.#path}.${Deno.pid}`;
    try {
      await Deno.mkdir(this.#path.slice(0, this.#path.lastIndexOf("/")), {
        recursive: true,
        mode: 0o700,
      });
      await Deno.writeTextFile(beside, JSON.stringify(Object.fromEntries(newest)), { mode: 0o600 });
      await Deno.rename(beside, this.#path);
    } catch {
      await Deno.remove(beside).catch(() => {});
    }
  }
}
