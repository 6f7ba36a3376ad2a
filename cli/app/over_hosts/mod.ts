/** Runs a command over several hosts: all at once, each on its own, one's failure no other's. */
import { clockIsOff, hostFacts } from "../../../core/fleet/facts.ts";
import type { HostSpec } from "../../../core/fleet/hosts.ts";
import type { Engine } from "../../../core/mod.ts";
import { sanitise } from "../../format/sanitise.ts";
import { isDangerous } from "../../spec/dangerous.ts";
import { noInput } from "../../spec/no_input.ts";
import {
  type AnyCommandSpec,
  BrokenPipe,
  type CommandContext,
  type CommandInput,
  ExitError,
  type GatheredRows,
  type HostsOutput,
  MissingHere,
  type OptionSpecs,
} from "../../spec/types.ts";
import type { AppDeps } from "../deps.ts";
import { type ChosenHost, chosenHosts, listedHosts } from "./host_engines.ts";
import { type Job, outputsOf, printRows, printWhole, sayFailure, waitNote } from "./outputs.ts";
import { chooseForNew } from "./placing.ts";
import { SameEngine } from "./same_engine.ts";
import { agreed, findTargets, type HostTarget, splitTarget } from "./targets.ts";
import { TimedMerge } from "./timed.ts";

/** Hosts at work at once where something is changed. */
const CHANGES_AT_ONCE = 5;
/** And where nothing is. */
const READS_AT_ONCE = 50;
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
  const dangerous = await isDangerous(spec, input);
  const recorded = spec.hosts!.recorded?.(input) ?? false;
  if (words.length > 0 && recorded) targets = recordedTargets(words, hosts);
  else if (words.length > 0 && kind !== "own") {
    const found = await findTargets(words, hosts, dangerous, ctx.signal);
    targets = found.targets;
    failures.push(...found.failures);
    if (dangerous && targets.length > 1 && !work.yes) {
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
    ? jobsOf(spec, input, hosts, targets, recorded)
    : chosen.flatMap(({ host, count }) =>
      jobsOf(spec, { ...input, count } as never, [host], targets)
    );
  // One host alone is as without --hosts, but for lists, which keep their column.
  const single = hosts.length === 1 && jobs.length <= 1 && (kind === "lines" || kind === "timed");
  const run = single ? "plain" : kind;
  const failed = await runJobs(work, around, jobs, run, single);
  // A name that some host knows need not be known to all.
  const known = failed.filter((f) => f.error instanceof MissingHere).length < jobs.length;
  const outcome = failed.filter((f) => !(known && recorded && f.error instanceof MissingHere));
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
  recorded = false,
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
  if (of.single && !recorded) {
    return targets.map((t) =>
      job(t.host, `${t.host.name}/${t.name}`, { [of.targets!]: variadic ? [t.name] : t.name })
    );
  }
  return hosts.flatMap((h) => {
    const names = targets.filter((t) => t.host === h).map((t) => t.name);
    return names.length === 0 ? [] : [job(h, h.name, { [of.targets!]: names })];
  });
}

/** Names whose host the record of each host knows: those without a host are meant on all. */
function recordedTargets(words: readonly string[], hosts: readonly ChosenHost[]): HostTarget[] {
  const byName = new Map(hosts.map((h) => [h.name, h]));
  const known = new Set(byName.keys());
  return words.flatMap((word): HostTarget[] => {
    const named = splitTarget(word, known);
    return named === undefined
      ? hosts.map((host) => ({ host, name: word }))
      : [{ host: byName.get(named.host)!, name: named.name }];
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
  const recorded = spec.hosts!.recorded?.(work.input) ?? false;
  const follows = (work.input as { follow?: boolean }).follow ?? !recorded;
  const merge = kind === "timed" ? new TimedMerge({ follows }) : undefined;
  const sources = jobs.map(() => merge?.source());
  const width = Math.max(0, ...jobs.map((j) => j.label.length));
  const failed: ({ host: ChosenHost; error: unknown } | undefined)[] = [];
  const waiting = waitNote(ctx, jobs, kind === "rows");
  const same = spec.hosts!.twins && jobs.length > 1 ? new SameEngine(ctx) : undefined;
  let next = 0;
  const one = async (n: number) => {
    const job = jobs[n];
    const outs = outputsOf(ctx, job, kind, { width, single });
    try {
      const offset = merge === undefined ? 0n : await clockOf(ctx, job, recorded);
      if (merge !== undefined) outs.time(sources[n]!, offset, stripsTimes(work));
      const own: CommandContext = {
        ...ctx,
        engine: job.host.engine,
        global: job.host.global,
        // Of one host's record nothing is merged: it is printed as without --hosts.
        hostName: single && recorded && !ctx.global.json ? undefined : job.host.name,
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
      await same?.ask(job.host);
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
  if (kind === "whole") await printWhole(ctx, jobs);
  await same?.tell();
  return failed.filter((f) => f !== undefined);
}

/** Whether the times of the lines were asked for by us alone. */
function stripsTimes({ spec, input }: HostsWork): boolean {
  return spec.hosts!.strips?.(input) ?? (input as { timestamps?: boolean }).timestamps === false;
}

/** The record can be read while the engine does not answer; its clock is waited for so long. */
const CLOCK_WAIT_MS = 3_000;

/** Nanoseconds that a host's clock is ahead; a large difference is said. */
async function clockOf(ctx: CommandContext, { host }: Job, recorded = false): Promise<bigint> {
  const limit = recorded ? AbortSignal.timeout(CLOCK_WAIT_MS) : ctx.signal;
  const signal = AbortSignal.any([ctx.signal, limit]);
  let clock;
  try {
    ({ clock } = await hostFacts((await host.engine()).transport, { signal }));
  } catch (e) {
    if (!recorded || ctx.signal.aborted) throw e;
  }
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
