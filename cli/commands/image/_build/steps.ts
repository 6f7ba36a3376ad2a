/** The steps of a BuildKit build, put together from its traces. */
import { Meter } from "../../../format/progress.ts";
import type { BuildTrace, BuildVertex } from "../../../../core/mod.ts";

/** A download, an upload or the like within a step. */
export interface Part {
  text: string;
  current: number;
  total: number;
  done: boolean;
  /** By the engine's clock. */
  meter: Meter;
  /** When the engine told of it last, in milliseconds. */
  at: number;
}

/** A step of a build as BuildKit tells it, put together from its news. */
export interface Step {
  /** 1, 2, 3 … in the order of appearance. */
  number: number;
  name: string;
  started?: Date;
  completed?: Date;
  cached: boolean;
  error?: string;
  /** Downloads, uploads and the like, by id. */
  parts: Map<string, Part>;
  /** The last lines it wrote, for the end of a failed build. */
  tail: string[];
}

/** Lines of a failed step that are shown again at the end. */
const TAIL_LINES = 20;

/** What changed, in the order it came. */
export type StepNews =
  | { kind: "begin" | "end"; step: Step }
  | { kind: "part"; step: Step; id: string }
  | { kind: "line"; step: Step; text: string; at?: Date }
  | { kind: "warning"; step: Step; text: string };

/** Keeps the steps of one build. */
export class Steps {
  readonly #byDigest = new Map<string, Step>();
  /** Output that has no line break yet, by step. */
  readonly #open = new Map<Step, string>();

  get all(): Step[] {
    return [...this.#byDigest.values()];
  }

  #step(digest: string): Step {
    let step = this.#byDigest.get(digest);
    if (!step) {
      step = {
        number: this.#byDigest.size + 1,
        name: "",
        cached: false,
        parts: new Map(),
        tail: [],
      };
      this.#byDigest.set(digest, step);
    }
    return step;
  }

  /** Takes in what the engine told and says what is new. */
  take(trace: BuildTrace): StepNews[] {
    const news: StepNews[] = [];
    for (const vertex of trace.vertexes) this.#vertex(vertex, news);
    for (const { vertex, id, name, current, total, completed, timestamp } of trace.statuses) {
      const step = this.#step(vertex);
      const before = step.parts.get(id);
      const meter = before?.meter ?? new Meter();
      const at = timestamp?.getTime() ?? before?.at ?? 0;
      meter.add(current, at);
      const done = completed !== undefined;
      // An id that is more than a digest says more than the name: `transferring context:`.
      const text = name === "" || id.startsWith(name) ? id : name;
      step.parts.set(id, { text, current, total, done, meter, at });
      news.push({ kind: "part", step, id });
    }
    for (const { vertex, data, timestamp } of trace.logs) {
      const step = this.#step(vertex);
      const text = (this.#open.get(step) ?? "") + new TextDecoder().decode(data);
      const lines = text.split(/\r?\n/);
      this.#open.set(step, lines.pop()!);
      for (const line of lines) this.#line(step, line, timestamp, news);
    }
    for (const { vertex, short } of trace.warnings) {
      news.push({ kind: "warning", step: this.#step(vertex), text: short });
    }
    return news;
  }

  #vertex(vertex: BuildVertex, news: StepNews[]): void {
    const step = this.#step(vertex.digest);
    const { started, completed } = step;
    step.name = vertex.name || step.name;
    step.cached ||= vertex.cached;
    step.started = vertex.started ?? step.started;
    step.completed = vertex.completed ?? step.completed;
    step.error = vertex.error || step.error;
    if (!started && step.started) news.push({ kind: "begin", step });
    if (!completed && step.completed) {
      const rest = this.#open.get(step) ?? "";
      this.#open.delete(step);
      if (rest !== "") this.#line(step, rest, undefined, news);
      news.push({ kind: "end", step });
    }
  }

  #line(step: Step, text: string, at: Date | undefined, news: StepNews[]): void {
    step.tail.push(text);
    if (step.tail.length > TAIL_LINES) step.tail.shift();
    news.push({ kind: "line", step, text, at });
  }
}

/** `1.2`: seconds with one digit. */
export function seconds(from: Date | undefined, to: Date | undefined): string {
  if (!from || !to) return "0.0";
  return (Math.max(0, to.getTime() - from.getTime()) / 1000).toFixed(1);
}
