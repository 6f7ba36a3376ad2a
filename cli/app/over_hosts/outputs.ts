/** What the runs of a command on several hosts print, and where it goes. */
import type { HostsOutput } from "../../spec/types.ts";
import {
  type CommandContext,
  type CommandInput,
  ExitError,
  type GatheredRows,
} from "../../spec/types.ts";
import { wantsColour } from "../../format/colour.ts";
import { wantsHyperlinks } from "../../format/hyperlink.ts";
import { FormatError, renderList } from "../../format/list.ts";
import { hostRows, overHosts } from "../../format/over_hosts.ts";
import { sanitise } from "../../format/sanitise.ts";
import { errorText, hintText } from "../../spec/errors.ts";
import type { ChosenHost } from "./host_engines.ts";
import { LineOutput, lineTo } from "./lines.ts";
import { type TimedMerge, timeOf } from "./timed.ts";

/** A person who waits for so long wants to know for whom, in milliseconds. */
const WAIT_MS = 2_000;

/** One run of the command on one host. */
export interface Job {
  host: ChosenHost;
  /** What its lines have before them. */
  label: string;
  input: CommandInput;
  gathered: GatheredRows[];
  /** Its lines, where they are printed together. */
  whole?: readonly string[];
  done: boolean;
}

/** Where a job's output goes. */
export function outputsOf(
  ctx: CommandContext,
  job: Job,
  kind: HostsOutput,
  { width, single }: { width: number; single: boolean },
) {
  const { streams } = ctx;
  const { label, host } = job;
  const colour = (text: string) => {
    const code = HOST_CODES[host.colour ?? ""];
    const wanted = code !== undefined && wantsColour(streams.stdout.isTerminal, ctx.env);
    return wanted ? `\x1b[${code}m${text}\x1b[0m` : text;
  };
  const before = kind === "names"
    ? `${host.name}/`
    : kind === "plain" || kind === "rows" || kind === "whole"
    ? ""
    : `${colour(label.padEnd(width))} | `;
  const kept: string[] = [];
  const toOut = kind === "whole"
    ? (line: string) => Promise.resolve(void kept.push(line))
    : lineTo(streams.stdout, before);
  const toErr = lineTo(streams.stderr, kind === "plain" ? "" : `${host.name}: `);
  let out = toOut;
  let err = kind === "timed" ? lineTo(streams.stderr, before) : toErr;
  const stdout = new LineOutput((line) => out(line));
  const stderr = new LineOutput((line) => err(line));
  return {
    stdout,
    stderr,
    /** From now on lines are merged by their times. */
    time(source: ReturnType<TimedMerge["source"]>, offset: bigint, strip: boolean) {
      const timed = (to: (text: string) => Promise<void>) => (line: string) => {
        const found = timeOf(line);
        const text = found !== undefined && strip ? found.rest : line;
        return source.add(found && found.time - offset, () => to(text));
      };
      [out, err] = [timed(out), timed(err)];
    },
    async end() {
      if (single) return;
      await stdout.end();
      await stderr.end();
      job.whole = kept;
    },
  };
}

const HOST_CODES: Readonly<Record<string, number>> = {
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
};

/** Says on a terminal whom a list waits for; gives what ends it. */
export function waitNote(ctx: CommandContext, jobs: readonly Job[], wanted: boolean): () => void {
  if (!wanted || !ctx.streams.stderr.isTerminal) return () => {};
  const timer = setTimeout(() => {
    const names = jobs.filter((j) => !j.done).map((j) => j.host.name);
    const some = names.slice(0, 5).join(", ") + (names.length > 5 ? ", …" : "");
    if (names.length > 0) void ctx.streams.stderr.write(`Waiting for ${some}\n`).catch(() => {});
  }, WAIT_MS);
  return () => clearTimeout(timer);
}

/** What each host printed, in the order of the hosts. */
export async function printWhole(ctx: CommandContext, jobs: readonly Job[]): Promise<void> {
  const print = lineTo(ctx.streams.stdout, "");
  for (const { whole = [] } of jobs) for (const line of whole) await print(line);
}

/** The lists of all hosts as one. */
export async function printRows(ctx: CommandContext, jobs: readonly Job[]): Promise<void> {
  const first = jobs.flatMap((j) => j.gathered)[0];
  if (first === undefined) return;
  const rows = jobs.flatMap((j) =>
    j.gathered.flatMap(({ listing, items }) => hostRows(j.host, listing, items))
  );
  const { stdout } = ctx.streams;
  const looks = ctx.caller !== "tui";
  try {
    const text = renderList(overHosts(first.listing), rows, {
      format: first.format,
      quiet: first.quiet,
      clean: stdout.isTerminal ? sanitise : undefined,
      colours: looks && wantsColour(stdout.isTerminal, ctx.env),
      links: looks && wantsHyperlinks(stdout.isTerminal, ctx.env),
    });
    if (text !== "") await stdout.write(text);
  } catch (e) {
    if (!(e instanceof FormatError)) throw e;
    throw new ExitError(1, e.message);
  }
}

/** One host's failure: its name before each line. */
export async function sayFailure(
  ctx: CommandContext,
  { host, error }: { host?: ChosenHost; error: unknown },
): Promise<void> {
  const hint = hintText(error);
  const text = errorText(error) + (hint === undefined ? "" : `\n${hint}`);
  if (errorText(error) === "") return;
  const before = host === undefined ? "" : `${host.name}: `;
  const lines = text.split("\n").map((line) => `${before}${sanitise(line)}\n`);
  await ctx.streams.stderr.write(lines.join(""));
}
