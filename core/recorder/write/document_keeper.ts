/** Asks the engine for a container's document each time that it changed, and keeps it. */
import { inspectContainerText } from "../../containers/inspect.ts";
import { isEngineError } from "../../errors.ts";
import { inspectImage } from "../../images/inspect.ts";
import { sleep } from "../../sleep.ts";
import type { EngineEvent } from "../../system/types.ts";
import type { Transport } from "../../transport/types.ts";
import type { DocumentFiles, NewChange } from "../documents/document_files.ts";
import { type DocumentParts, partsOf } from "../documents/parts.ts";
import type { DocumentAction, DocumentedImage } from "../documents/types.ts";
import { reason } from "./lock.ts";

/** So many are asked for at once. */
const AT_ONCE = 4;
/** A container is not asked for more often, in milliseconds; what happens meanwhile waits. */
const PAUSE = 200;
/** So many changes of a container wait at most; what is in between goes. */
const MAX_WAITING = 100;
/** A kill that came this long before an end is taken for its cause (ns). */
const CAUSE = 15_000_000_000n;
/** An answer that takes longer is given up, in milliseconds. */
const TIMEOUT = 15_000;

/** Actions of the engine after which a document is another. */
const ACTIONS: Readonly<Record<string, DocumentAction>> = {
  create: "create",
  start: "start",
  die: "die",
  died: "die",
  pause: "pause",
  unpause: "unpause",
  rename: "rename",
  update: "update",
};

/** Of several of these one after the other the last one counts: the document says the rest. */
const ONCE: ReadonlySet<DocumentAction> = new Set(["connect", "disconnect", "update", "seen"]);

/** What a keeper needs around it. */
export interface KeeperHost {
  readonly transport: Transport;
  readonly signal: AbortSignal;
  /** Told what keeps documents from being written; undefined: nothing any more. */
  onTrouble(text: string | undefined): void;
}

interface Waiting {
  changes: NewChange[];
  /** When it may be asked for (performance.now()). */
  from: number;
}

/** Keeps the documents of the containers that it is told of. */
export class DocumentKeeper {
  readonly #waiting = new Map<string, Waiting>();
  readonly #busy = new Set<string>();
  readonly #asked = new Map<string, number>();
  readonly #kills = new Map<string, { time: bigint; signal: string }>();
  /** Containers whose documents could not be written. */
  readonly #failed = new Map<string, NewChange>();
  #workers = 0;
  #wake: (() => void) | undefined;

  constructor(readonly files: DocumentFiles, readonly host: KeeperHost) {}

  /** Something happened to a container that is recorded. */
  onEvent({ id, action, timeNano: time, attributes }: EngineEvent): void {
    const name = attributes.name ?? "";
    if (action === "kill") {
      this.#kills.set(id, { time, signal: attributes.signal ?? "" });
      return;
    }
    if (action === "destroy") return this.gone(id, time);
    if (action.startsWith("health_status")) return this.#look(id, { time, action: "health", name });
    const known = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (known === undefined) return;
    const kill = known === "die" ? this.#kills.get(id) : undefined;
    if (known === "die" || known === "start") this.#kills.delete(id);
    const code = Number(attributes.exitCode);
    this.#look(id, {
      time,
      action: known,
      name,
      ...(known === "die" && Number.isInteger(code) && { exitCode: code }),
      ...(kill !== undefined && time - kill.time < CAUSE && { killedBy: kill.signal }),
    });
  }

  /** A container was connected to a network, or left one. */
  onNetwork({ action, timeNano: time }: EngineEvent, id: string): void {
    if (action === "connect" || action === "disconnect") {
      this.#look(id, { time, action, name: "" });
    }
  }

  /** A container that is there, when the list is in: it may have changed while nobody looked. */
  seen(id: string, name: string, time: bigint): void {
    this.#look(id, { time, action: "seen", name, noticed: true });
  }

  /** A container is gone: what was last known stands. */
  gone(id: string, time: bigint, noticed = false): void {
    const waiting = this.#waiting.get(id)?.changes ?? [];
    this.#waiting.delete(id);
    this.#kills.delete(id);
    this.#asked.delete(id);
    const destroy: NewChange = { time, action: "destroy", name: "", ...(noticed && { noticed }) };
    // Being asked for just now: that answer, if any, comes first.
    if (this.#busy.has(id)) {
      this.#waiting.set(id, { changes: [...waiting, destroy], from: 0 });
      return;
    }
    this.#put(id, [...waiting.filter((c) => c.action !== "health"), destroy]);
  }

  /** What could not be written is asked for again. */
  tryAgain(): void {
    for (const [id, change] of this.#failed) {
      this.#failed.delete(id);
      if (change.action === "destroy") this.#put(id, [change]);
      else this.#look(id, { ...change, action: "seen", noticed: true });
    }
  }

  /** Resolves when nothing waits any more, or at the signal. */
  async idle(): Promise<void> {
    while ((this.#workers > 0 || this.#waiting.size > 0) && !this.host.signal.aborted) {
      await sleep(20, this.host.signal);
    }
  }

  #look(id: string, change: NewChange): void {
    const waiting = this.#waiting.get(id);
    if (waiting !== undefined) {
      const { changes } = waiting;
      const last = changes.at(-1);
      // A start tells of its networks one by one.
      if (last?.action === change.action && ONCE.has(change.action)) changes.pop();
      changes.push(change);
      if (changes.length > MAX_WAITING) changes.splice(1, 1);
      return;
    }
    const last = this.#asked.get(id);
    const from = last === undefined ? 0 : last + PAUSE;
    this.#waiting.set(id, { changes: [change], from });
    this.#wake?.();
    if (this.#workers < AT_ONCE) void this.#work();
  }

  async #work(): Promise<void> {
    this.#workers++;
    const { signal } = this.host;
    try {
      while (!signal.aborted) {
        const now = performance.now();
        let [due, soonest] = [undefined as string | undefined, Infinity];
        for (const [id, { from }] of this.#waiting) {
          if (this.#busy.has(id)) continue;
          if (from <= now) {
            due = id;
            break;
          }
          soonest = Math.min(soonest, from);
        }
        if (due !== undefined) await this.#ask(due);
        // One waits for all.
        else if (soonest < Infinity && this.#wake === undefined) await this.#pause(soonest - now);
        else return;
      }
    } finally {
      this.#workers--;
    }
  }

  async #pause(ms: number): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    try {
      await sleep(ms, AbortSignal.any([woken.signal, this.host.signal]));
    } finally {
      this.#wake = undefined;
    }
  }

  async #ask(id: string): Promise<void> {
    this.#busy.add(id);
    const { changes } = this.#waiting.get(id)!;
    this.#waiting.delete(id);
    try {
      const parts = await this.#document(id);
      this.#asked.set(id, performance.now());
      // What cannot be had has no health; the rest happened all the same.
      const known = parts === undefined ? changes.filter((c) => c.action !== "health") : changes;
      if (this.#put(id, known, parts)) {
        const image = parts?.document.Image;
        if (image !== undefined && !this.files.hasImage(image)) await this.#image(image);
      }
    } catch (e) {
      if (this.host.signal.aborted) return;
      // The engine does not answer: the list that comes when it does shows what is there.
      if (!isEngineError(e)) this.host.onTrouble(`Cannot keep documents: ${reason(e)}`);
      this.#failed.set(id, changes[changes.length - 1]);
    } finally {
      this.#busy.delete(id);
      const next = this.#waiting.get(id);
      if (next?.changes.at(-1)?.action === "destroy") {
        this.#waiting.delete(id);
        this.#asked.delete(id);
        this.#put(id, next.changes.filter((c) => c.action !== "health"));
      }
    }
  }

  /** The engine's document; undefined where it has none any more, or one that is none. */
  async #document(id: string): Promise<DocumentParts | undefined> {
    const { transport, signal } = this.host;
    try {
      const either = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
      const parts = partsOf(await inspectContainerText(transport, id, { signal: either }));
      return parts.document.Id === id ? parts : undefined;
    } catch (e) {
      if (isEngineError(e, "not_found") || e instanceof SyntaxError || e instanceof TypeError) {
        return undefined;
      }
      throw e;
    }
  }

  async #image(id: string): Promise<void> {
    const { transport, signal } = this.host;
    try {
      const either = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
      const image = await inspectImage(transport, id, { signal: either });
      const { Entrypoint, Cmd, Env, WorkingDir, User } = image.Config ?? {};
      const kept: DocumentedImage = {
        id,
        repoDigests: image.RepoDigests ?? [],
        repoTags: image.RepoTags ?? [],
        os: image.Os,
        architecture: image.Architecture,
        ...(image.Variant && { variant: image.Variant }),
        config: { Entrypoint, Cmd, Env, WorkingDir, User },
      };
      this.files.putImage(kept);
    } catch (e) {
      // Without it, undoing a removal cannot offer to pull the very same one.
      if (!isEngineError(e) && !signal.aborted) {
        this.host.onTrouble(`Cannot keep documents: ${reason(e)}`);
      }
    }
  }

  #put(id: string, changes: readonly NewChange[], parts?: DocumentParts): boolean {
    try {
      this.files.put(id, changes, parts);
      if (this.#failed.delete(id) || this.#failed.size === 0) this.host.onTrouble(undefined);
      return true;
    } catch (e) {
      this.host.onTrouble(`Cannot keep documents: ${reason(e)}`);
      if (changes.length > 0) this.#failed.set(id, changes[changes.length - 1]);
      return false;
    }
  }
}
