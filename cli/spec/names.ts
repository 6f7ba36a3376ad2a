/** The kinds of objects whose names are completed, and how they are asked for. */
import type { Engine } from "../../core/mod.ts";
import type { Candidate } from "./types.ts";

/** Kinds of objects whose names an engine has. */
export type EngineSource =
  | "container"
  | "container:running"
  | "container:stopped"
  | "image"
  | "network"
  | "volume"
  | "node"
  | "service"
  | "project";

const SOURCES: ReadonlySet<string> = new Set<EngineSource>([
  "container",
  "container:running",
  "container:stopped",
  "image",
  "network",
  "volume",
  "node",
  "service",
  "project",
]);

/** Whether an engine has names of that kind. */
export function isEngineSource(source: string): source is EngineSource {
  return SOURCES.has(source);
}

/** Names of a kind, from the engine; `word` is what is typed of one so far. */
export async function namesOf(
  source: EngineSource,
  word: string,
  engine: Engine,
  signal: AbortSignal,
): Promise<Candidate[]> {
  switch (source) {
    case "container":
    case "container:running":
    case "container:stopped": {
      const running = (state: string) => ["running", "paused", "restarting"].includes(state);
      const all = await engine.containers.list({ all: source !== "container:running", signal });
      return all.filter((c) => source !== "container:stopped" || !running(c.state))
        .flatMap((c) => [
          ...(c.name === "" ? [] : [{ value: c.name, summary: `${c.image} ${c.status}` }]),
          // Ids only for someone who types one.
          ...(/^[0-9a-f]{2,}$/.test(word) ? [{ value: c.id.slice(0, 12), summary: c.name }] : []),
        ]);
    }
    case "image": {
      const all = await engine.images.list({ signal });
      return all.flatMap((i) => i.repoTags.map((value) => ({ value })));
    }
    case "network":
      return (await engine.networks.list({ signal }))
        .map((n) => ({ value: n.name, summary: n.driver }));
    case "volume":
      return (await engine.volumes.list({ signal })).volumes
        .map((v) => ({ value: v.name, summary: v.driver }));
    case "node":
      return (await engine.nodes.list({ signal })).map((n) => ({ value: n.hostname || n.id }));
    case "service":
      return (await engine.services.list({ signal })).map((s) => ({ value: s.name }));
    case "project": {
      const all = await engine.containers.list({ all: true, signal });
      const projects = all.map((c) => c.labels["com.docker.compose.project"])
        .filter((p) => p !== undefined);
      return [...new Set(projects)].map((value) => ({ value }));
    }
  }
}
