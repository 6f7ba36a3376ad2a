/** Shows a BuildKit build: on a terminal, or line by line. */
import type { BuildTrace } from "../../../../core/mod.ts";
import { humanSize } from "../../../format/human.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { ellipsis, tableWidth } from "../../../format/width.ts";
import { progressText } from "../../../format/progress.ts";
import type { OutputStream } from "../../../spec/types.ts";
import { type DockerfileSource, failedLines } from "./source_lines.ts";
import { seconds, type Step, type StepNews, Steps } from "./steps.ts";

/** Shows the progress of a BuildKit build. */
export interface BuildDisplay {
  trace(trace: BuildTrace): Promise<void>;
  /** The last picture, and what failed with its output and its lines. */
  end(failure?: BuildFailure): Promise<void>;
}

/** Why a build failed. */
export interface BuildFailure {
  why: string;
  /** Absent where the engine has it from elsewhere. */
  source?: DockerfileSource;
}

/** Shows nothing: `--quiet`. */
export const noDisplay: BuildDisplay = {
  trace: () => Promise.resolve(),
  end: () => Promise.resolve(),
};

function amount(part: { current: number; total: number }): string {
  if (part.total > 0) return `${humanSize(part.current, 3)} / ${humanSize(part.total, 3)}`;
  return part.current > 0 ? humanSize(part.current, 3) : "";
}

function failedOutput(steps: readonly Step[], { why, source }: BuildFailure): string {
  const failed = failedSteps(steps);
  const output = failed.map((step) =>
    `------\n > ${clean(step.name)}:\n${
      step.tail.map((line) => `${clean(line)}\n`).join("")
    }------\n`
  ).join("");
  if (source === undefined) return output;
  return output + failedLines(source, failed[0]?.name, why).split("\n").map(clean).join("\n");
}

/** Those that failed; the rest were ended because of them. */
function failedSteps(steps: readonly Step[]): Step[] {
  const failed = steps.filter((step) => step.error !== undefined);
  const first = failed.filter((step) => !/context canceled|already dead/.test(step.error!));
  return first.length > 0 ? first : failed;
}

const clean = (text: string) => sanitise(text, { colours: true });

/** One line for each piece of news: for logs and wherever there is no terminal. */
export function plainDisplay(out: OutputStream): BuildDisplay {
  const steps = new Steps();
  let last: Step | undefined;
  const finished = new Set<string>();
  const lineOf = (news: StepNews): string | undefined => {
    const { step } = news;
    const mark = `#${step.number}`;
    switch (news.kind) {
      case "begin":
        return undefined;
      case "part": {
        const part = step.parts.get(news.id)!;
        const key = `${step.number} ${news.id}`;
        if (!part.done || finished.has(key)) return undefined;
        finished.add(key);
        return `${mark} ${[clean(part.text), amount(part), "done"].filter(Boolean).join(" ")}`;
      }
      case "line":
        return `${mark} ${seconds(step.started, news.at)} ${clean(news.text)}`;
      case "warning":
        return `${mark} WARN: ${clean(news.text)}`;
      case "end":
        if (step.error !== undefined) return `${mark} ERROR: ${clean(step.error)}`;
        if (step.cached) return `${mark} CACHED`;
        return `${mark} DONE ${seconds(step.started, step.completed)}s`;
    }
  };
  return {
    async trace(trace) {
      let text = "";
      for (const news of steps.take(trace)) {
        const { step } = news;
        const line = lineOf(news);
        if (line === undefined && news.kind !== "begin") continue;
        if (step !== last) {
          text += `${last ? "\n" : ""}#${step.number} ${clean(step.name)}\n`;
          last = step;
        }
        if (line !== undefined) text += `${line}\n`;
      }
      if (text !== "") await out.write(text);
    },
    async end(failure) {
      const text = failure ? failedOutput(steps.all, failure) : "";
      if (text !== "") await out.write(text);
    },
  };
}

/** Shortest time between two pictures. */
const REDRAW_MS = 100;

/** Columns of a part's progress where its name leaves less. */
const NARROW = 12;

/** Lines of output shown below a step that runs. */
const OUTPUT_LINES = 6;

/** The steps redrawn in place, those that run with their last output. */
export function terminalDisplay(
  out: OutputStream,
  size: () => { columns: number; rows: number } | undefined,
  now: () => Date,
): BuildDisplay {
  const steps = new Steps();
  const began = now();
  let drawn = 0;
  let last = 0;
  const picture = (ended: boolean, failed: boolean): string[] => {
    const { columns = 80, rows = 24 } = size() ?? {};
    const shown = steps.all.filter((step) => step.started);
    const done = shown.filter((step) => step.completed).length;
    const word = failed ? " ERROR" : ended ? " FINISHED" : "";
    const lines = [`[+] Building ${seconds(began, now())}s (${done}/${shown.length})${word}`];
    for (const step of shown) {
      const name = `${step.cached ? "CACHED " : ""}${step.error ? "ERROR " : ""}${
        clean(step.name)
      }`;
      const time = `${seconds(step.started, step.completed ?? now())}s`;
      const left = ellipsis(` => ${name}`, columns - time.length - 1);
      lines.push(left.padEnd(columns - time.length - 1) + time);
      if (step.completed) continue;
      for (const part of step.parts.values()) {
        if (part.done) continue;
        const head = ` => => ${clean(part.text)}`;
        const room = columns - 2 - tableWidth(head);
        const bar = progressText(part, part.meter.rate(part.at), Math.max(room, NARROW));
        lines.push(ellipsis(`${head} ${bar}`, columns - 1));
      }
      for (const line of step.tail.slice(-OUTPUT_LINES)) {
        lines.push(ellipsis(` => => # ${clean(line)}`, columns - 1));
      }
    }
    // What has left the screen cannot be redrawn: of a long build its end is shown.
    return ended || lines.length < rows ? lines : [lines[0]!, ...lines.slice(2 - rows)];
  };
  const draw = async (ended: boolean, failed = false) => {
    last = now().getTime();
    const lines = picture(ended, failed);
    const up = drawn > 0 ? `\x1b[${drawn}A` : "";
    drawn = lines.length;
    await out.write(`${up}${lines.map((line) => `\r${line}\x1b[K\n`).join("")}\x1b[J`);
  };
  return {
    async trace(trace) {
      steps.take(trace);
      if (now().getTime() - last >= REDRAW_MS) await draw(false);
    },
    async end(failure) {
      await draw(true, failure !== undefined);
      if (failure) await out.write(failedOutput(steps.all, failure));
    },
  };
}
