/** Runs a command over several hosts: all at once, each on its own, one's failure no other's. */
import { clockIsOff, hostFacts } from "../../../core/fleet/facts.ts";
import type { HostSpec } from "../../../core/fleet/hosts.ts";
import type { Engine } from "../../../core/mod.ts";
import { wantsColour } from "../../format/colour.ts";
import { FormatError, renderList } from "../../format/list.ts";
import { hostRows, overHosts } from "../../format/over_hosts.ts";
import { sanitise } from "../../format/sanitise.ts";
import { noInput } from "../../spec/no_input.ts";
import { errorText, hintText } from "../../spec/errors.ts";
import {
  type AnyCommandSpec,
  BrokenPipe,
  type CommandContext,
  type CommandInput,
  ExitError,
  type GatheredRows,
  type HostsOutput,
  type OptionSpecs,
} from "../../spec/types.ts";
import { wantsHyperlinks } from "../../format/hyperlink.ts";
import type { AppDeps } from "../app.ts";
import { type ChosenHost, chosenHosts, listedHosts } from "./host_engines.ts";
import { LineOutput, lineTo } from "./lines.ts";
import { chooseForNew } from "./placing.ts";
import { agreed, findTargets, type HostTarget, splitTarget } from "./targets.ts";
import { TimedMerge, timeOf } from "./timed.ts";

/** Hosts at work at once where something is changed. */
const CHANGES_AT_ONCE = 5;
/** And where nothing is. */
const READS_AT_ONCE = 50;
/** A person who waits for so long wants to know for whom, in milliseconds. */
const WAIT_MS = 2_000;

/** What is to be done. */
export interface HostsWork {
  spec: AnyCommandSpec;
  input: CommandInput;
  yes: boolean;
  /** The command's path as typed. */
  shown: string;
  /** The command's surroundings without `--hosts`. */
  ctx: CommandContext;
  /** Engines that are closed when the run ends. */
  engines: Engine[];
}

interface Around {
  deps: AppDeps;
  checkApi(ctx: CommandContext, options: OptionSpecs, given: ReadonlySet<string>): Promise<void>;
}

/** One run of the command on one host. */
interface Job {
  host: ChosenHost;
  /** What its lines have before them. */
  label: string;
  input: CommandInput;
  gathered: GatheredRows[];
  done: boolean;
}

/** Runs it and gives the exit code. What goes wrong on a host is said on stderr. */
export async function runOverHosts(work: HostsWork, around: Around): Promise<number> {
  const { spec, ctx } = work;
  const input = work.input as CommandInput & Record<string, unknown>;
  const where = { global: ctx.global, deps: around.deps, engines: work.engines };
  const list = await listedHosts(where);
  if (spec.hosts?.choice !== undefined) return await ofTheList(work, list, where);
  const words = targetWords(spec, input);
  const implied = words.flatMap((w) =>
    splitTarget(w, new Set(list.map((h) => h.name)))?.host ?? []
  );
  if (ctx.global.hosts === undefined && implied.length < words.length) {
    // No host's name, or not everywhere: docker's own names may have a slash, too.
    if (implied.length > 0) {
      throw new ExitError(1, `Say the host of each (${implied[0]}/NAME), or choose with --hosts`);
    }
    return await alone(work, around);
  }
  const chosen = await chosenHosts(ctx.global.hosts ?? implied, list, where);
  checkWords(words, list, chosen);
  if (spec.hosts === undefined) {
    if (chosen.length > 1) {
      throw new ExitError(
        1,
        `${spec.path} works on one engine, and --hosts names ${chosen.length} hosts`,
      );
    }
    const [host] = chosen;
    return await alone(
      { ...work, ctx: { ...ctx, engine: host.engine, global: host.global, hostName: host.name } },
      around,
    );
  }
  const several = chosen.length > 1 && spec.hosts.places?.(input)?.count !== 1;
  const why = several ? spec.hosts.refuses?.(input) : undefined;
  if (why !== undefined) throw new ExitError(1, why);
  return await overChosen(work, around, chosen, words);
}

/** A command about the hosts themselves: those that it names, or all. */
async function ofTheList(
  { spec, ctx, input }: HostsWork,
  list: readonly HostSpec[],
  where: Parameters<typeof chosenHosts>[2],
): Promise<number> {
  const named = [(input as Record<string, unknown>)[spec.hosts!.choice!]].flat()
    .filter((v): v is string => typeof v === "string");
  const words = named.length > 0 ? named : ctx.global.hosts;
  const hosts = words === undefined && list.length === 0
    ? []
    : await chosenHosts(words ?? ["all"], list, where);
  await spec.run({ ...ctx, hosts }, input);
  return 0;
}

/** Throws for a name on a host that was not chosen. */
function checkWords(
  words: readonly string[],
  list: readonly HostSpec[],
  chosen: readonly ChosenHost[],
): void {
  const known = new Set(list.map((h) => h.name));
  for (const word of words) {
    const host = splitTarget(word, known)?.host;
    if (host !== undefined && !chosen.some((h) => h.name === host)) {
      throw new ExitError(1, `${sanitise(word)} is on a host that --hosts does not name`);
    }
  }
}

/** On one engine, as without `--hosts`. */
async function alone({ spec, ctx, input }: HostsWork, { checkApi }: Around): Promise<number> {
  await checkApi(ctx, spec.options as OptionSpecs ?? {}, input.given);
  await spec.run(ctx, input);
  return 0;
}

function targetWords(spec: AnyCommandSpec, input: Record<string, unknown>): string[] {
  const named = spec.hosts?.targets;
  const value = named === undefined ? undefined : input[named];
  return [value].flat().filter((v): v is string => typeof v === "string");
}

async function overChosen(
  work: HostsWork,
  around: Around,
  hosts: readonly ChosenHost[],
  words: readonly string[],
): Promise<number> {
  const { spec, ctx, input } = work;
  const { output } = spec.hosts!;
  const kind = typeof output === "function" ? output(input, ctx.global) : output;
  const failures: { host?: ChosenHost; error: unknown }[] = [];
  let targets: HostTarget[] | undefined;
  if (words.length > 0 && kind !== "own") {
    const found = await findTargets(words, hosts, spec.dangerous ?? false, ctx.signal);
    targets = found.targets;
    failures.push(...found.failures);
    if (spec.dangerous && targets.length > 1 && !work.yes) {
      if (!await agreed(ctx, work.shown, targets)) throw new ExitError(1, "Nothing was done");
    }
  }
  if (kind === "own") {
    await spec.run({ ...ctx, hosts }, input);
    return 0;
  }
  const placed = spec.hosts!.places?.(input);
  const chosen = placed && await chooseForNew(ctx, hosts, placed);
  const jobs = chosen === undefined
    ? jobsOf(spec, input, hosts, targets)
    : chosen.flatMap(({ host, count }) =>
      jobsOf(spec, { ...input, count } as never, [host], targets)
    );
  // One host alone is as without --hosts, but for lists, which keep their column.
  const single = hosts.length === 1 && jobs.length <= 1 && (kind === "lines" || kind === "timed");
  const run = single ? "plain" : kind;
  const outcome = await runJobs(work, around, jobs, run, single);
  for (const f of [...failures, ...outcome]) await sayFailure(ctx, f);
  const all = [...failures, ...outcome];
  if (all.length === 0) return 0;
  const only = all.length === 1 && jobs.length <= 1 ? all[0].error : undefined;
  return only instanceof ExitError ? only.exitCode : 1;
}

function jobsOf(
  spec: AnyCommandSpec,
  input: CommandInput,
  hosts: readonly ChosenHost[],
  targets: readonly HostTarget[] | undefined,
): Job[] {
  const of = spec.hosts!;
  const prepared = of.prepare?.(input) ?? input;
  const job = (host: ChosenHost, label: string, more: object): Job => ({
    host,
    label,
    input: { ...prepared, ...more },
    gathered: [],
    done: false,
  });
  if (targets === undefined) return hosts.map((h) => job(h, h.name, {}));
  const variadic = (spec.args ?? []).find((a) => a.name === of.targets)?.variadic;
  if (of.single) {
    return targets.map((t) =>
      job(t.host, `${t.host.name}/${t.name}`, { [of.targets!]: variadic ? [t.name] : t.name })
    );
  }
  return hosts.flatMap((h) => {
    const names = targets.filter((t) => t.host === h).map((t) => t.name);
    return names.length === 0 ? [] : [job(h, h.name, { [of.targets!]: names })];
  });
}

/** Runs the jobs, so many at once, and gives what failed in their order. */
async function runJobs(
  work: HostsWork,
  around: Around,
  jobs: Job[],
  kind: HostsOutput,
  single: boolean,
): Promise<{ host: ChosenHost; error: unknown }[]> {
  const { spec, ctx } = work;
  const merge = kind === "timed" ? new TimedMerge() : undefined;
  const sources = jobs.map(() => merge?.source());
  const width = Math.max(0, ...jobs.map((j) => j.label.length));
  const failed: ({ host: ChosenHost; error: unknown } | undefined)[] = [];
  const waiting = waitNote(ctx, jobs, kind === "rows");
  let next = 0;
  const one = async (n: number) => {
    const job = jobs[n];
    const outs = outputsOf(work, job, kind, { width, single });
    try {
      const offset = merge === undefined ? 0n : await clockOf(ctx, job);
      if (merge !== undefined) outs.time(sources[n]!, offset, stripsTimes(work.input));
      const own: CommandContext = {
        ...ctx,
        engine: job.host.engine,
        global: job.host.global,
        hostName: job.host.name,
        streams: single ? ctx.streams : {
          ...ctx.streams,
          stdin: noInput(),
          stdout: outs.stdout,
          stderr: outs.stderr,
          size: () => undefined,
        },
        ...(kind === "rows" && { gather: (rows: GatheredRows) => void job.gathered.push(rows) }),
      };
      await around.checkApi(own, spec.options as OptionSpecs ?? {}, job.input.given);
      await spec.run(own, job.input);
    } catch (error) {
      if (error instanceof BrokenPipe || ctx.signal.aborted) throw error;
      failed[n] = { host: job.host, error };
    } finally {
      job.done = true;
      await outs.end();
      sources[n]?.end();
    }
  };
  const worker = async () => {
    while (next < jobs.length) await one(next++);
  };
  const most = spec.dangerous || spec.hosts!.changes ? CHANGES_AT_ONCE : READS_AT_ONCE;
  // Who follows never ends: none may wait for another there.
  const workers = merge !== undefined || kind === "lines" && !spec.hosts!.changes
    ? jobs.length
    : Math.min(most, jobs.length);
  try {
    await Promise.all(Array.from({ length: workers }, worker));
    await merge?.finish();
  } finally {
    waiting();
  }
  if (kind === "rows") await printRows(ctx, jobs);
  return failed.filter((f) => f !== undefined);
}

/** Whether the times of the lines were asked for by us alone. */
function stripsTimes(input: object): boolean {
  return (input as { timestamps?: boolean }).timestamps === false;
}

/** Where a job's output goes. */
function outputsOf(
  work: HostsWork,
  { label, host }: Job,
  kind: HostsOutput,
  { width, single }: { width: number; single: boolean },
) {
  const { streams } = work.ctx;
  const colour = (text: string) => {
    const code = HOST_CODES[host.colour ?? ""];
    const wanted = code !== undefined && wantsColour(streams.stdout.isTerminal, work.ctx.env);
    return wanted ? `\x1b[${code}m${text}\x1b[0m` : text;
  };
  const before = kind === "names"
    ? `${host.name}/`
    : kind === "plain" || kind === "rows"
    ? ""
    : `${colour(label.padEnd(width))} | `;
  const toOut = lineTo(streams.stdout, before);
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

/** Nanoseconds that a host's clock is ahead; a large difference is said. */
async function clockOf(ctx: CommandContext, { host }: Job): Promise<bigint> {
  const { clock } = await hostFacts((await host.engine()).transport, { signal: ctx.signal });
  if (clock === undefined) return 0n;
  if (clockIsOff(clock)) {
    const seconds = (Math.abs(clock.ms) / 1000).toFixed(1);
    await ctx.streams.stderr.write(
      `${host.name}: its clock is ${seconds} s ${clock.ms > 0 ? "ahead" : "behind"}; ` +
        "lines are put in order by ours\n",
    );
  }
  // What lies within the measurement's own error is left alone.
  return Math.abs(clock.ms) <= clock.within ? 0n : BigInt(clock.ms) * 1_000_000n;
}

/** Says on a terminal whom a list waits for; gives what ends it. */
function waitNote(ctx: CommandContext, jobs: readonly Job[], wanted: boolean): () => void {
  if (!wanted || !ctx.streams.stderr.isTerminal) return () => {};
  const timer = setTimeout(() => {
    const names = jobs.filter((j) => !j.done).map((j) => j.host.name);
    const some = names.slice(0, 5).join(", ") + (names.length > 5 ? ", …" : "");
    if (names.length > 0) void ctx.streams.stderr.write(`Waiting for ${some}\n`).catch(() => {});
  }, WAIT_MS);
  return () => clearTimeout(timer);
}

async function printRows(ctx: CommandContext, jobs: readonly Job[]): Promise<void> {
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
async function sayFailure(
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
