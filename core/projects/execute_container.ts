/** Makes containers of a project, and makes them anew by core/recreate. */
import type { ContainerCreateConfig } from "../containers/config.ts";
import type { ContainerInspect } from "../containers/types.ts";
import type { Engine } from "../engine.ts";
import type { ImageInspect } from "../images/types.ts";
import { executeRecreate } from "../recreate/execute.ts";
import { gatherPlan } from "../recreate/gather.ts";
import { removeBackup } from "../recreate/backups.ts";
import { openJournal } from "../recreate/journal.ts";
import { successorName } from "../recreate/names.ts";
import type { RecreateEdits } from "../recreate/types.ts";
import { apiAtLeast } from "../versions.ts";
import type { PutFile } from "./desired.ts";
import type { ExecuteProjectOptions } from "./execute.ts";
import { LABEL } from "./labels.ts";
import { orMadeAlready } from "./made_already.ts";
import type { ProjectStep } from "./plan_types.ts";

/** What making takes. */
export interface Making extends ExecuteProjectOptions {
  readonly engine: Engine;
  /** The engine's API version. */
  readonly api: string;
  readonly podman: boolean;
  /** Images that were looked at, by reference: thirty services of one image ask once. */
  readonly images: Map<string, Promise<ImageInspect>>;
}

function imageFor(making: Making, ref: string): Promise<ImageInspect> {
  const { engine, signal, images } = making;
  const known = images.get(ref);
  if (known !== undefined) return known;
  const asked = engine.images.inspect(ref, { signal });
  images.set(ref, asked);
  return asked;
}

/** The request for one container, its number and its image in. */
async function requestOf(making: Making, step: ProjectStep): Promise<ContainerCreateConfig> {
  const { request } = making.desired![step.service!];
  const image = await imageFor(making, request.Image!);
  const ends = Object.entries(request.NetworkingConfig?.EndpointsConfig ?? {})
    .map(([network, end]) => [network, { ...end, Aliases: [step.subject, ...end.Aliases ?? []] }]);
  return {
    ...request,
    ...(ends.length > 0 && { NetworkingConfig: { EndpointsConfig: Object.fromEntries(ends) } }),
    Labels: {
      ...request.Labels,
      [LABEL.number]: String(step.number ?? 1),
      [LABEL.image]: image.Id,
    },
  };
}

/** Makes a container; its networks beyond the first are connected where the engine is old. */
export async function makeContainer(making: Making, step: ProjectStep): Promise<void> {
  const { engine, signal, desired } = making;
  const { files, platform } = desired![step.service!];
  const request = await requestOf(making, step);
  const ends = Object.entries(request.NetworkingConfig?.EndpointsConfig ?? {});
  const all = !making.podman && apiAtLeast(making.api, "1.44");
  let id: string | undefined;
  const created = engine.containers.create(
    all || ends.length < 2
      ? request
      : { ...request, NetworkingConfig: { EndpointsConfig: Object.fromEntries(ends.slice(0, 1)) } },
    { name: step.subject, signal, ...(platform !== undefined && { platform }) },
  );
  await orMadeAlready(
    created.then((made) => id = made.id),
    async () => (await engine.containers.inspect(step.subject, { signal })).Config.Labels,
    request.Labels!,
    signal,
  );
  // Another `up` at the same time made it, and does the rest.
  if (id === undefined) return;
  for (const [network, endpoint] of all ? [] : ends.slice(1)) {
    await engine.networks.connect(network, id, { endpoint, signal });
  }
  await putInto(making, id, files);
}

/** Puts secrets and configs in, once more before each first start: a kill may have come between. */
export async function putFiles(making: Making, step: ProjectStep): Promise<void> {
  const files = making.desired?.[step.service ?? ""]?.files ?? [];
  if (files.length > 0) await putInto(making, step.container ?? step.subject, files);
}

async function putInto(making: Making, id: string, files: readonly PutFile[]): Promise<void> {
  if (files.length === 0) return;
  const { packTar } = await import("modern-tar");
  const body = await packTar(files.map((f) => ({
    header: {
      name: f.path.replace(/^\/+/, ""),
      size: new TextEncoder().encode(f.content).length,
      mode: f.mode,
      uid: f.uid,
      gid: f.gid,
      mtime: making.now(),
      type: "file" as const,
    },
    body: f.content,
  })));
  await making.engine.containers.archive.put(id, "/", body, {
    copyUidGid: true,
    signal: making.signal,
  });
}

/** Makes a container anew: journal, gate and rollback are core/recreate's. */
export async function remakeContainer(
  making: Making,
  step: ProjectStep,
  say: (detail: string) => void,
): Promise<void> {
  const { engine, signal, desired } = making;
  const { files, platform } = desired![step.service!];
  const request = await requestOf(making, step);
  const image = await imageFor(making, request.Image!);
  const plan = await gatherPlan(engine, step.container!, {
    edits: (c) => editsTo(request, c, image.Config?.Volumes ?? {}, platform),
    layer: "discard",
    always: true,
    now: making.now(),
    signal,
  });
  if (making.renewVolumes) {
    const carried = new Set(plan.volumes.map((v) => v.name));
    const host = plan.request.HostConfig!;
    host.Binds = (host.Binds ?? []).filter((b) => !carried.has(b.split(":")[0]));
    plan.volumes = [];
  }
  const { backup } = await executeRecreate(plan, engine, {
    journal: (name) => openJournal(making.journal, plan.endpoint, name),
    signal,
    ...(making.steadyMs !== undefined && { gate: { steady: making.steadyMs } }),
    onStep: ({ text, state }) => {
      if (state === "begin") say(text);
    },
    ...(files.length > 0 && {
      afterStep: async (done) => {
        if (done === "create") await putInto(making, successorName(plan.name), files);
      },
    }),
  });
  if (backup !== undefined && !making.keepBackups) {
    await removeBackup(engine, backup, backup, signal);
  }
}

/** Edits that make of a container exactly what is asked for: every other field is taken away. */
function editsTo(
  request: ContainerCreateConfig,
  c: ContainerInspect,
  imageVolumes: Record<string, Record<string, never>>,
  platform: string | undefined,
): RecreateEdits {
  const { HostConfig: host = {}, NetworkingConfig: networks, ...config } = request;
  const whole = (there: object, wanted: object) =>
    Object.fromEntries([
      ...Object.keys(there).map((key) => [key, undefined]),
      ...Object.entries(wanted),
    ]);
  const volumes = { ...imageVolumes, ...config.Volumes };
  return {
    image: request.Image,
    config: {
      ...whole(c.Config, config),
      Volumes: Object.keys(volumes).length > 0 ? volumes : undefined,
    },
    hostConfig: whole(c.HostConfig, host),
    endpoints: networks?.EndpointsConfig ?? {},
    ...(platform !== undefined && { platform }),
  };
}
