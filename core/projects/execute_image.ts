/** Pulls and builds the images of a project. */
import type { Making } from "./execute_container.ts";
import { LABEL } from "./labels.ts";
import type { ProjectStep } from "./plan_types.ts";

/** Pulls an image; its layers are told as they come. */
export async function runPull(
  making: Making,
  step: ProjectStep,
  say: (detail: string) => void,
): Promise<void> {
  const { engine, signal, project } = making;
  const platform = project?.services[step.service ?? ""]?.platform;
  const auth = await making.auth?.(step.subject);
  let last = "";
  for await (
    const { status, id } of engine.images.pull(step.subject, {
      signal,
      ...(platform && { platform }),
      ...(auth && { auth }),
    })
  ) {
    const text = id === undefined ? status ?? "" : `${id} ${status}`;
    if (text === last || status === "Downloading" || status === "Extracting") continue;
    last = text;
    say(text);
  }
}

/** Builds an image by the service's `build`. */
export async function runBuild(
  making: Making,
  step: ProjectStep,
  say: (detail: string) => void,
): Promise<void> {
  const { engine, signal, project } = making;
  const service = project!.services[step.service!];
  const build = service.build!;
  const remote = !build.context.startsWith("/");
  const given = making.build ?? {};
  const args = { ...build.args, ...given.args };
  const pieces = engine.images.build(
    remote ? { url: build.context } : { folder: build.context },
    {
      tags: [step.subject, ...build.tags ?? []],
      ...(build.dockerfile_inline === undefined
        ? { dockerfile: build.dockerfile ?? "Dockerfile" }
        : { dockerfileText: build.dockerfile_inline }),
      buildArgs: args,
      labels: {
        ...build.labels,
        [LABEL.project]: project!.name,
        [LABEL.service]: service.name,
      },
      ...(build.target && { target: build.target }),
      noCache: given.noCache || build.no_cache || false,
      pull: given.pull || build.pull || false,
      ...((service.platform ?? build.platforms?.[0]) &&
        { platform: service.platform ?? build.platforms?.[0] }),
      ...(build.network && { network: build.network }),
      ...(build.cache_from && { cacheFrom: build.cache_from }),
      ...(build.extra_hosts && { extraHosts: build.extra_hosts.map((h) => h.replace("=", ":")) }),
      ...(build.shm_size && { shmSize: build.shm_size }),
      ...(build.isolation && { isolation: build.isolation }),
      ...(build.ulimits && {
        ulimits: Object.entries(build.ulimits).map(([Name, v]) =>
          typeof v === "number" ? { Name, Soft: v, Hard: v } : { Name, Soft: v.soft, Hard: v.hard }
        ),
      }),
      signal,
    },
  );
  for await (const event of pieces) {
    if (event.kind === "output") say(event.text.trimEnd());
    else if (event.kind === "trace") {
      for (const vertex of event.trace.vertexes ?? []) {
        if (vertex.started && !vertex.completed) say(vertex.name);
      }
      for (const log of event.trace.logs ?? []) say(new TextDecoder().decode(log.data).trimEnd());
    }
  }
}
