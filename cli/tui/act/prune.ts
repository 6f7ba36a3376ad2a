/** The prune plan: what nobody uses, and its removal. */
import { quoteWord } from "../../../core/recreate/quote_word.ts";
import { protectRules } from "../../../core/protect/guard.ts";
import { timeOfTag } from "../../../core/recreate/names.ts";
import { sparedBy } from "../../../core/protect/spared.ts";
import type { Engine } from "../../../core/mod.ts";
import type { PlanItem } from "../model/overlays.ts";
import type { Dispatch } from "../store.ts";
import { count, decimalSize } from "../text/human.ts";
import { sanitise } from "../../format/sanitise.ts";
import { wordsOf } from "../engine/words.ts";

/** Networks that every engine has and none removes. */
const BUILT_IN = new Set(["bridge", "host", "none", "podman"]);

/**
 * Everything that nobody uses, by name and with its size: what `docker system prune` would take
 * and what it would not. What may hold data or has a name is not ticked from the start.
 */
export async function makePlan(engine: Engine, signal: AbortSignal): Promise<PlanItem[]> {
  const [containers, images, networks, volumes] = await Promise.all([
    engine.containers.list({ all: true, size: true, signal }),
    engine.images.list({ signal }),
    engine.networks.list({ signal }),
    engine.volumes.list({ filters: { dangling: ["true"] }, signal }),
  ]);
  const [sizes, rules] = await Promise.all([
    volumeSizes(engine, signal),
    protectRules(engine.transport),
  ]);
  const items: PlanItem[] = [];
  const up = new Set(["running", "paused", "restarting"]);
  for (const c of containers) {
    if (up.has(c.state) || sparedBy(c, rules, engine.transport.endpoint) !== undefined) continue;
    const volumes = c.mounts.filter((m) => m.type === "volume").length;
    items.push({
      kind: "container",
      id: c.id,
      name: c.name || c.id.slice(0, 12),
      why: c.status || c.state,
      ticked: true,
      ...(c.sizeRw !== undefined && { size: c.sizeRw }),
      ...(volumes > 0 && { warning: `mounts ${count(volumes, "volume")}` }),
    });
  }
  const used = new Set(containers.filter((c) => up.has(c.state)).map((c) => c.imageId));
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

const COMMANDS: Readonly<Record<PlanItem["kind"], string>> = {
  container: "rm",
  image: "rmi",
  network: "network rm",
  volume: "volume rm",
};

/** What removes just these things on the command line. */
export function pruneCommand(items: readonly PlanItem[]): string {
  const parts = (Object.keys(COMMANDS) as PlanItem["kind"][]).flatMap((kind) => {
    const names = items.filter((i) => i.kind === kind).map((i) => quoteWord(sanitise(i.name)));
    return names.length === 0 ? [] : [`docker ${COMMANDS[kind]} ${names.join(" ")}`];
  });
  return parts.join(" && ");
}

/**
 * Removes what was ticked, containers first as the rest may be theirs, and says what came of it.
 * Gives the command that does the same, undefined where there is more than one.
 */
export async function prunePlanned(
  engine: Engine,
  items: readonly PlanItem[],
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<string | undefined> {
  let freed = 0;
  const gone: PlanItem[] = [];
  for (const kind of ["container", "image", "network", "volume"] as const) {
    for (const item of items.filter((i) => i.kind === kind)) {
      try {
        if (kind === "container") await engine.containers.remove(item.id, { signal });
        else if (kind === "image") await engine.images.remove(item.name, { signal });
        else if (kind === "network") await engine.networks.remove(item.id, { signal });
        else await engine.volumes.remove(item.id, { signal });
        freed += item.size ?? 0;
        gone.push(item);
      } catch (e) {
        if (signal.aborted) return undefined;
        const text = `${kind} ${item.name}: ${wordsOf(e).message}`;
        const command = pruneCommand([item]);
        dispatch({ type: "say", message: { kind: "bad", text, command } });
      }
    }
  }
  const failed = items.length - gone.length;
  const command = pruneCommand(gone);
  dispatch({
    type: "say",
    message: {
      kind: failed > 0 ? "warn" : "ok",
      text: `removed ${kindsOf(gone)}, ${decimalSize(freed)}` +
        (failed > 0 ? `, ${failed} failed` : ""),
      ...(command !== "" && { command }),
    },
  });
  return command === "" || command.includes(" && ") ? undefined : command.replace("docker ", "");
}

/** `4 containers, 1 network`. */
function kindsOf(items: readonly PlanItem[]): string {
  const words = (Object.keys(COMMANDS) as PlanItem["kind"][]).flatMap((kind) => {
    const n = items.filter((i) => i.kind === kind).length;
    return n === 0 ? [] : [count(n, kind)];
  });
  return words.length === 0 ? "nothing" : words.join(", ");
}
