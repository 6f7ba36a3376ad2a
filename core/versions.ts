/** What differs by API version, and for podman. */
import type { EngineGreeting } from "./transport/types.ts";

/*
 * Everything this client does differently by API version or by kind of engine is decided here
 * (sources: moby api/docs/CHANGELOG.md, containers/podman pkg/api). Calls that older engines lack
 * altogether say so with `minApi` in their own file.
 */

/** Below zero, zero or above zero as API version `a` is older than, equal to or newer than `b`. */
export function compareApi(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split(".").map(Number);
  const [majorB = 0, minorB = 0] = b.split(".").map(Number);
  return majorA - majorB || minorA - minorB;
}

/** Whether API version `api` is `wanted` or newer. */
export function apiAtLeast(api: string, wanted: string): boolean {
  return compareApi(api, wanted) >= 0;
}

/** Lowest API versions of parameters that an older engine would silently ignore. */
export const PARAMETER_SINCE = {
  /** `signal` of stop and restart. */
  stopSignal: "1.42",
  /** `platform` of create. */
  createPlatform: "1.41",
  /** `one-shot` of stats. */
  oneShotStats: "1.41",
  /** `ConsoleSize` of exec. */
  consoleSize: "1.42",
  /** `platform` of load and save. */
  archivePlatform: "1.48",
  /** `platform` of history. */
  historyPlatform: "1.48",
  /** `platform` of inspect of images. */
  inspectPlatform: "1.49",
  /** `platforms` of the removal of images. */
  removePlatforms: "1.50",
  /** `platform` of push. */
  pushPlatform: "1.46",
  /** `platform` of pull, import and build. */
  pullPlatform: "1.32",
  /** `shared-size` of the list of images. */
  sharedSize: "1.42",
  /** `condition` of wait. */
  waitCondition: "1.30",
  /** `status` of the list of services. */
  serviceStatus: "1.41",
  /** `version=2` of build. */
  buildKit: "1.39",
} as const;

/** What this engine does in its own way. */
export interface Behaviour {
  /**
   * The content type of logs, attach and exec tells multiplexed from raw. Before 1.42 attach and
   * exec always say raw, and logs say nothing; podman copies the names but not the meaning.
   */
  streamTypeTells: boolean;
  /** The headers of wait come as soon as the wait is registered; before 1.30 only at its end. */
  waitTellsAtOnce: boolean;
  /** `df` can be asked for some types only; others answer for all. */
  dfTakesTypes: boolean;
  /** `df` answers with totals and lists in `ImageUsage` and its like (`verbose` asks for lists). */
  dfSummarises: boolean;
  /** Import reads its target from `repo` alone and ignores `tag`. */
  importIgnoresTag: boolean;
  /** Times of events are understood in whole seconds only (podman 4.3 finds nothing otherwise). */
  eventTimesAreWhole: boolean;
  /** The builder without a wish of ours: BuildKit where the engine prefers it. */
  defaultBuilder: "classic" | "buildkit";
  /** The cache's bytes to leave are `reserved-space`; before 1.48 they are `keep-storage`. */
  pruneReservedSpace: boolean;
}

/** Whether the engine is podman's service. */
export function isPodman(greeting: EngineGreeting): boolean {
  return greeting.libpodVersion !== undefined;
}

/** How the engine of this greeting behaves. */
export function behaviourOf(greeting: EngineGreeting): Behaviour {
  const api = greeting.apiVersion;
  const podman = isPodman(greeting);
  return {
    streamTypeTells: !podman && apiAtLeast(api, "1.42"),
    waitTellsAtOnce: apiAtLeast(api, "1.30"),
    dfTakesTypes: apiAtLeast(api, "1.42"),
    dfSummarises: !podman && apiAtLeast(api, "1.52"),
    importIgnoresTag: podman,
    eventTimesAreWhole: podman,
    defaultBuilder: !podman && greeting.builderVersion === "2" ? "buildkit" : "classic",
    pruneReservedSpace: apiAtLeast(api, "1.48"),
  };
}
