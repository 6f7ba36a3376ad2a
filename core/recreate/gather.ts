/** Asks an engine for everything that a plan is made from. */
import type { ContainerInspect } from "../containers/types.ts";
import type { Engine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import type { ImageInspect } from "../images/types.ts";
import { isPodman } from "../versions.ts";
import { type EngineDefaults, withoutNetworks } from "./create_request.ts";
import { parseLossless } from "./lossless.ts";
import { isOwn, ownContainer } from "./own_container.ts";
import { planRecreate } from "./plan.ts";
import type { PlanSurroundings, RecreateEdits, RecreatePlan } from "./types.ts";

/** What {@link gatherPlan} is told. */
export interface GatherOptions {
  /** What is to be different; a function is given the container first. */
  edits?: RecreateEdits | ((c: ContainerInspect, image: ImageInspect) => RecreateEdits);
  /** Take the image that its tag means now, not the one it was made from. */
  followTag?: boolean;
  /** What to do with changed files: see {@link PlanSurroundings.layer}. */
  layer?: "discard" | "commit";
  /** A new container although an update would do, or nothing is different. */
  always?: boolean;
  /** When it is. */
  now: Date;
  /** Ends it. */
  signal: AbortSignal;
  /** What this process is told of itself: `/proc/self`. @internal */
  proc?: string;
}

/** Containers that are asked for at once. */
const AT_ONCE = 16;

/** What is known of an image that is not there any more. */
function unknownImage(id: string): ImageInspect {
  return {
    Id: id,
    RepoTags: null,
    RepoDigests: null,
    Architecture: "",
    Os: "",
    Size: 0,
    Config: {},
  };
}

/**
 * The plan for a container of an engine (its name, its id or a start of that). Throws EngineError:
 * `not_found` for the container, or for an image that is not there.
 */
export async function gatherPlan(
  engine: Engine,
  container: string,
  options: GatherOptions,
): Promise<RecreatePlan> {
  const { signal, now } = options;
  const [text, greeting] = await Promise.all([
    engine.containers.inspectText(container, { signal }),
    engine.transport.greeting(signal),
  ]);
  const c = parseLossless<ContainerInspect>(text);
  const old = await orUndefined(engine.images.inspect(c.Image, { signal })) ??
    unknownImage(c.Image);
  const edits = typeof options.edits === "function" ? options.edits(c, old) : options.edits ?? {};
  const { image, ref } = await wantedImage(engine, c, old, edits, options);
  const defaults = await defaultsOf(engine, signal);
  const [others, own] = await Promise.all([
    othersOf(engine, c.Id, signal),
    ownContainer(options.proc),
  ]);
  const around: PlanSurroundings = {
    ...(defaults !== undefined && { defaults }),
    endpoint: engine.transport.endpoint,
    api: greeting.apiVersion,
    podman: isPodman(greeting),
    changes: await engine.containers.changes(c.Id, { signal }),
    others,
    own: [c, ...others].filter((o) => isOwn(o, own)).map((o) => o.Id),
    ...(options.layer !== undefined && { layer: options.layer }),
    ...(options.always !== undefined && { always: options.always }),
    now,
  };
  const plan = planRecreate(
    c,
    old,
    image,
    { ...edits, ...(ref !== undefined && { image: ref }) },
    around,
  );
  if (plan.kind === "recreate" && !around.podman) {
    const mode = edits.hostConfig?.NetworkMode;
    const wanted = new Set([...mode ? [mode] : [], ...Object.keys(edits.endpoints ?? {})]);
    plan.problems.push(...await missingNetworks(engine, [...wanted], signal));
  }
  return plan;
}

/** An engine tells of a network that is not there at the start alone, when the old one has stopped. */
async function missingNetworks(
  engine: Engine,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const own = wanted.filter((name) => name !== "default" && !withoutNetworks(name));
  if (own.length === 0) return [];
  const there = await engine.networks.list({ signal });
  return own.filter((name) => !there.some((n) => n.name === name || n.id.startsWith(name)))
    .map((name) => `There is no network ${name}`);
}

/** What an engine takes where nobody says otherwise (moby daemon/config: by the cgroup version). */
export async function defaultsOf(
  engine: Engine,
  signal: AbortSignal,
): Promise<EngineDefaults | undefined> {
  try {
    const info = await engine.system.info({ signal });
    const version = info.CgroupVersion;
    const runtime = info["DefaultRuntime"];
    return {
      ...(version === "1" && { cgroupns: "host" }),
      ...(version === "2" && { cgroupns: "private" }),
      ...(typeof runtime === "string" && { runtime }),
    };
  } catch (error) {
    // All of it goes along as it stands, then.
    if (signal.aborted || !isEngineError(error)) throw error;
  }
}

/** The image to be used, and how it has to be named so that it is this one. */
async function wantedImage(
  engine: Engine,
  c: ContainerInspect,
  old: ImageInspect,
  edits: RecreateEdits,
  { followTag, signal }: GatherOptions,
): Promise<{ image: ImageInspect; ref?: string }> {
  if (edits.image !== undefined) {
    return { image: await engine.images.inspect(edits.image, { signal }), ref: edits.image };
  }
  const named = c.Config.Image ?? c.Image;
  const meant = await orUndefined(engine.images.inspect(named, { signal }));
  if (followTag && meant !== undefined) return { image: meant };
  // The tag has moved on: its id alone means the image that it was made from.
  return meant?.Id === c.Image ? { image: old } : { image: old, ref: c.Image };
}

async function othersOf(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<ContainerInspect[]> {
  const rows = (await engine.containers.list({ all: true, signal })).filter((r) => r.id !== id);
  const found: ContainerInspect[] = [];
  const next = rows.values();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const row of next) {
      const c = await orUndefined(engine.containers.inspect(row.id, { signal }));
      if (c !== undefined) found.push(c);
    }
  }));
  return found.sort((a, b) => a.Name < b.Name ? -1 : 1);
}

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isEngineError(error, "not_found")) return undefined;
    throw error;
  }
}
