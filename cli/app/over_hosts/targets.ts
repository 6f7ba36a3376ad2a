/** Which containers of which hosts a command line names: `web1/api`, or `api` on all that have it. */
import { isEngineError } from "../../../core/errors.ts";
import { type CommandContext, ExitError } from "../../spec/types.ts";
import { sanitise } from "../../format/sanitise.ts";
import type { ChosenHost } from "./host_engines.ts";

/** A container of a host. */
export interface HostTarget {
  host: ChosenHost;
  /** As the host's engine is to be asked for it. */
  name: string;
  /** What is known of it, where it was looked for. */
  image?: string;
  state?: string;
}

/** What became of the search. */
export interface FoundTargets {
  targets: HostTarget[];
  /** Hosts that could not be asked, and names that nobody has. */
  failures: { host?: ChosenHost; error: unknown }[];
}

/** `web1/api` in its parts, where the first is the name of a host. */
export function splitTarget(
  word: string,
  hosts: ReadonlySet<string>,
): { host: string; name: string } | undefined {
  const slash = word.indexOf("/");
  if (slash <= 0 || slash === word.length - 1) return undefined;
  const host = word.slice(0, slash);
  return hosts.has(host) ? { host, name: word.slice(slash + 1) } : undefined;
}

/**
 * Finds the containers that words name. One with its host is taken as it stands; one without is
 * looked for on every host (at most 50 at once), and meant wherever it is.
 */
export async function findTargets(
  words: readonly string[],
  hosts: readonly ChosenHost[],
  look: boolean,
  signal: AbortSignal,
): Promise<FoundTargets> {
  const byName = new Map(hosts.map((h) => [h.name, h]));
  const known = new Set(byName.keys());
  const failures: FoundTargets["failures"] = [];
  const targets: HostTarget[] = [];
  const named = words.map((word) => splitTarget(word, known));
  const bare = words.filter((_, n) => named[n] === undefined);
  for (const t of named) {
    if (t === undefined) continue;
    const host = byName.get(t.host)!;
    if (!targets.some((o) => o.host === host && o.name === t.name)) {
      targets.push({ host, name: t.name });
    }
  }
  const asked: HostTarget[] = [
    ...(look ? targets : []),
    ...bare.flatMap((name) => hosts.map((host) => ({ host, name }))),
  ];
  const down = new Map<ChosenHost, unknown>();
  const missing = new Map<HostTarget, unknown>();
  await Promise.all(asked.map(async (target) => {
    try {
      const engine = await target.host.engine();
      const c = await engine.containers.inspect(target.name, { signal });
      target.image = c.Config.Image;
      target.state = c.State.Status;
    } catch (error) {
      if (isEngineError(error, "not_found")) missing.set(target, error);
      else if (!down.has(target.host)) down.set(target.host, error);
    }
  }));
  signal.throwIfAborted();
  const found = asked.filter((t) => t.state !== undefined);
  for (const target of look ? targets.splice(0) : []) {
    if (missing.has(target)) failures.push({ host: target.host, error: missing.get(target) });
  }
  targets.push(...found);
  for (const name of new Set(bare)) {
    if (found.some((t) => t.name === name)) continue;
    const where = hosts.filter((h) => !down.has(h)).map((h) => h.name).join(", ");
    if (where === "") continue; // that nobody could be asked is said
    failures.push({
      error: new ExitError(1, `No such container: ${sanitise(name)} (on ${where})`),
    });
  }
  for (const [host, error] of down) failures.push({ host, error });
  return { targets, failures };
}

/** Shows which containers a command would end, and asks. False: nothing is to be done. */
export async function agreed(
  ctx: CommandContext,
  shown: string,
  targets: readonly HostTarget[],
): Promise<boolean> {
  const hosts = new Set(targets.map((t) => t.host)).size;
  const count = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;
  const rows = targets.map((t) => [`${t.host.name}/${t.name}`, t.image ?? "", t.state ?? ""]);
  const widths = [0, 1].map((n) => Math.max(...rows.map((r) => r[n].length)));
  await ctx.streams.stderr.write(
    `${shown}: ${count(targets.length, "container")} on ${count(hosts, "host")}\n` +
      rows.map((r) =>
        `  ${sanitise(r[0]).padEnd(widths[0])}  ${sanitise(r[1]).padEnd(widths[1])}  ${r[2]}\n`
      ).join(""),
  );
  if (!ctx.streams.stdin.isTerminal) {
    throw new ExitError(1, "Nobody can be asked without a terminal: add --yes if that is meant");
  }
  return await ctx.confirm("Go on?");
}
