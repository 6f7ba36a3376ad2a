/** The prune plan: what nobody uses, and its removal. */
import { quoteWord } from "../../../core/recreate/quote_word.ts";
import { protectRules } from "../../../core/protect/guard.ts";
import { timeOfTag } from "../../../core/recreate/names.ts";
import { sparedBy } from "../../../core/protect/spared.ts";
import { type ContainerSummary, type Engine, isEngineError } from "../../../core/mod.ts";
import type { PlanItem } from "../model/overlays.ts";
import type { Dispatch } from "../store.ts";
import { count, decimalSize } from "../text/human.ts";
import { sanitise } from "../../format/sanitise.ts";
import { wordsOf } from "../engine/words.ts";

/** Networks that every engine has and none removes. */
const BUILT_IN = new Set(["bridge", "host", "none", "podman"]);

/** States of containers that are at work. */
const UP = new Set(["running", "paused", "restarting"]);

/**
 * Everything that nobody uses, by name and with its size: what `docker system prune` would take
 * and what it would not. What may hold data or has a name is not ticked from the start.
 * `containersOnly`: where only some containers are seen, nobody can tell who uses the rest.
 */
export async function makePlan(
  engine: Engine,
  signal: AbortSignal,
  options: { readonly containersOnly?: boolean } = {},
): Promise<PlanItem[]> {
  const { containersOnly = false } = options;
  const listing = engine.containers.list({ all: true, size: true, signal });
  if (containersOnly) {
    return unusedContainers(engine, await listing, await protectRules(engine.transport));
  }
  const [containers, images, networks, volumes] = await Promise.all([
    listing,
    engine.images.list({ signal }),
    engine.networks.list({ signal }),
    engine.volumes.list({ filters: { dangling: ["true"] }, signal }),
  ]);
  const [sizes, rules] = await Promise.all([
    volumeSizes(engine, signal),
    protectRules(engine.transport),
  ]);
  const items = unusedContainers(engine, containers, rules);
  const used = new Set(containers.filter((c) => UP.has(c.state)).map((c) => c.imageId));
  const needed = new Set(containers.map((c) => c.imageId));
  for (const i of images) {
    if (used.has(i.id) || i.repoTags.some((t) => timeOfTag(t) !== undefined)) continue;
    const tag = i.repoTags.find((t) => t !== "<none>:<none>");
    items.push({
      kind: "image",
      id: i.id,
      name: tag ?? i.id.replace(/^sha256:/, "").slice(0, 12),
      why: needed.has(i.id) ? "only stopped containers use it" : tag ? "unused" : "dangling",
      size: i.size,
      ticked: tag === undefined,
    });
  }
  const joined = new Set(
    containers.flatMap((c) => Object.values(c.networks).map((n) => n.networkId)),
  );
  for (const n of networks) {
    if (BUILT_IN.has(n.name) || joined.has(n.id) || n.scope === "swarm") continue;
    items.push({ kind: "network", id: n.id, name: n.name, why: "nobody is in it", ticked: true });
  }
  for (const v of volumes.volumes) {
    const size = sizes.get(v.name);
    const anonymous = /^[0-9a-f]{64}$/.test(v.name);
    items.push({
      kind: "volume",
      id: v.name,
      name: v.name,
      why: "no container uses it",
      ticked: anonymous,
      ...(size !== undefined && { size }),
      ...(!anonymous && { warning: "named: may hold data" }),
    });
  }
  return items;
}

/** Containers that do not run and that nothing protects. */
function unusedContainers(
  { transport: { endpoint } }: Engine,
  containers: readonly ContainerSummary[],
  rules: Awaited<ReturnType<typeof protectRules>>,
): PlanItem[] {
  return containers.flatMap((c): PlanItem[] => {
    if (UP.has(c.state) || sparedBy(c, rules, endpoint) !== undefined) return [];
    const volumes = c.mounts.filter((m) => m.type === "volume").length;
    return [{
      kind: "container",
      id: c.id,
      name: c.name || c.id.slice(0, 12),
      why: c.status || c.state,
      ticked: true,
      ...(c.sizeRw !== undefined && { size: c.sizeRw }),
      ...(volumes > 0 && { warning: `mounts ${count(volumes, "volume")}` }),
    }];
  });
}

/** Sizes of volumes, as far as the engine can tell; it may refuse while it is counting already. */
async function volumeSizes(engine: Engine, signal: AbortSignal): Promise<Map<string, number>> {
  try {
    const { volumes } = await engine.system.df({ types: ["volume"], signal });
    return new Map(
      (volumes?.items ?? []).flatMap((v) => v.size === undefined ? [] : [[v.name, v.size]]),
    );
  } catch {
    return new Map();
  }
}

const KINDS: readonly PlanItem["kind"][] = ["container", "image", "network", "volume"];

const COMMANDS: Readonly<Record<PlanItem["kind"], string>> = {
  container: "rm",
  image: "rmi",
  network: "network rm",
  volume: "volume rm",
};

/** What removes just these things on the command line. */
export function pruneCommand(items: readonly PlanItem[]): string {
  const parts = [...Map.groupBy(items, (i) => i.host)].flatMap(([host, ofHost]) =>
    KINDS.flatMap((kind) => {
      const names = ofHost.filter((i) => i.kind === kind).map((i) =>
        quoteWord(sanitise(host === undefined ? i.name : i.name.slice(host.length + 1)))
      );
      if (names.length === 0) return [];
      return host === undefined
        ? [`docker ${COMMANDS[kind]} ${names.join(" ")}`]
        : [`dockerctl ${COMMANDS[kind]} --hosts ${quoteWord(host)} ${names.join(" ")}`];
    })
  );
  return parts.join(" && ");
}

/** Hosts at work at once. */
const AT_ONCE = 5;

/**
 * Removes what was ticked, containers first as the rest may be theirs, and says what came of it.
 * Hosts are at work beside each other; one that is away is left alone from then on.
 * Gives the command that does the same, undefined where there is more than one.
 */
export async function prunePlanned(
  engine: Engine,
  items: readonly PlanItem[],
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<string | undefined> {
  const gone: PlanItem[] = [];
  const failed = (text: string, of: readonly PlanItem[]) =>
    dispatch({ type: "say", message: { kind: "bad", text, command: pruneCommand(of) } });
  const onOne = async (ofHost: readonly PlanItem[]) => {
    const ordered = KINDS.flatMap((kind) => ofHost.filter((i) => i.kind === kind));
    for (const [n, item] of ordered.entries()) {
      try {
        await removeItem(engine, item, signal);
        gone.push(item);
      } catch (e) {
        if (signal.aborted) return;
        const { message } = wordsOf(e);
        const rest = ordered.slice(n);
        if (item.host !== undefined && isEngineError(e, "unreachable", "cut", "timeout")) {
          return failed(`${item.host}: ${count(rest.length, "thing")} left: ${message}`, rest);
        }
        failed(`${item.kind} ${item.name}: ${message}`, [item]);
      }
    }
  };
  const hosts = [...Map.groupBy(items, (i) => i.host).values()];
  const worker = async () => {
    for (let next = hosts.shift(); next !== undefined; next = hosts.shift()) {
      if (signal.aborted) return;
      await onOne(next);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (signal.aborted) return undefined;
  const lost = items.length - gone.length;
  // In the order of the plan, whichever host was first.
  const done = items.filter((i) => gone.includes(i));
  const command = pruneCommand(done);
  const freed = done.reduce((sum, i) => sum + (i.size ?? 0), 0);
  dispatch({
    type: "say",
    message: {
      kind: lost > 0 ? "warn" : "ok",
      text: `removed ${kindsOf(done)}, ${decimalSize(freed)}` +
        (lost > 0 ? `, ${lost} failed` : ""),
      ...(command !== "" && { command }),
    },
  });
  return command === "" || command.includes(" && ")
    ? undefined
    : command.replace(/^docker(ctl)? /, "");
}

async function removeItem(engine: Engine, item: PlanItem, signal: AbortSignal): Promise<void> {
  const { kind, id } = item;
  if (kind === "container") await engine.containers.remove(id, { signal });
  else if (kind === "image") await engine.images.remove(item.name, { signal });
  else if (kind === "network") await engine.networks.remove(id, { signal });
  else await engine.volumes.remove(id, { signal });
}

/** `4 containers, 1 network`. */
function kindsOf(items: readonly PlanItem[]): string {
  const words = KINDS.flatMap((kind) => {
    const n = items.filter((i) => i.kind === kind).length;
    return n === 0 ? [] : [count(n, kind)];
  });
  return words.length === 0 ? "nothing" : words.join(", ");
}
