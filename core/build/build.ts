/** Builds an image. */
import { compact } from "../_values.ts";
import { EngineError } from "../errors.ts";
import { type ProgressEvent, progressEvent, type RawProgress } from "../images/progress.ts";
import { authConfigHeader, type RegistryAuth } from "../images/registry_auth.ts";
import { lazyIterable } from "../lazy_iterable.ts";
import type { CallOptions } from "../options.ts";
import { jsonLines } from "../stream/json_stream.ts";
import type { QueryValue, Transport } from "../transport/types.ts";
import { behaviourOf, PARAMETER_SINCE } from "../versions.ts";
import type { OpenedSession } from "./session/open.ts";
import type { BuildTrace } from "./trace.ts";

/**
 * What to build: a folder of this machine, a tar stream (plain or compressed) that somebody else
 * packed, or an address that the engine fetches (git, an archive, or a Dockerfile alone).
 */
export type BuildContext =
  | { folder: string }
  | { body: Uint8Array | AsyncIterable<Uint8Array> }
  | { url: string };

/** Options of {@link buildImage}. Everything unset is left to the engine. */
export interface BuildImageOptions extends CallOptions {
  /** Names for the image: `repo[:tag]`. */
  tags?: readonly string[];
  /** Path of the Dockerfile in the context. Default `Dockerfile`. */
  dockerfile?: string;
  /** A Dockerfile that is not in the folder; only for a folder. */
  dockerfileText?: string | Uint8Array;
  /** The same as a path of this machine; BuildKit reads the .dockerignore that belongs to it. */
  dockerfileAt?: string;
  /** Unset: BuildKit where the engine prefers it (its greeting says so), else classic. */
  builder?: "classic" | "buildkit";
  /** Values of ARG; null takes one away that the engine would set (proxies). */
  buildArgs?: Readonly<Record<string, string | null>>;
  /** Labels for the image. */
  labels?: Readonly<Record<string, string>>;
  /** Build only up to this stage. */
  target?: string;
  /** Do not use results of earlier builds. Default false. */
  noCache?: boolean;
  /** Ask the registry for newer base images. Default false. */
  pull?: boolean;
  /** Classic: remove containers between the steps. Default true. */
  remove?: boolean;
  /** Classic: remove them after a failure, too. Default false. */
  forceRemove?: boolean;
  /** `os/arch/variant`; needs API 1.32. */
  platform?: string;
  /** Network of RUN: `default`, `host`, `none`, or a name. */
  network?: string;
  /** Images to take results from. */
  cacheFrom?: readonly string[];
  /** `host:address`, for RUN. */
  extraHosts?: readonly string[];
  /** Bytes of /dev/shm for RUN. */
  shmSize?: number;
  /** Classic: bytes of memory for RUN. */
  memory?: number;
  /** Classic: bytes of memory and swap for RUN; -1 is no limit. */
  memorySwap?: number;
  /** Classic: weight of CPU for RUN. */
  cpuShares?: number;
  /** Classic: microseconds. */
  cpuPeriod?: number;
  /** Classic: microseconds. */
  cpuQuota?: number;
  /** Classic: `0-3`, `0,1`. */
  cpusetCpus?: string;
  /** Classic: `0-3`, `0,1`. */
  cpusetMems?: string;
  /** Parent cgroup of RUN. */
  cgroupParent?: string;
  /** Limits of RUN. */
  ulimits?: readonly { Name: string; Soft: number; Hard: number }[];
  /** Classic: security options of RUN. */
  securityOpt?: readonly string[];
  /** How containers are isolated: `default`, elsewhere than on Linux `process` and `hyperv`. */
  isolation?: string;
  /** Classic, experimental: one layer for all. Default false. */
  squash?: boolean;
  /** Who one is at which registry. */
  auths?: Readonly<Record<string, RegistryAuth>>;
  /**
   * The same, when BuildKit asks for one: `ghcr.io`, or `https://index.docker.io/v1/` for Docker Hub.
   * Default: what `auths` has.
   */
  authOf?(registry: string): Promise<RegistryAuth | undefined>;
  /** BuildKit: what `RUN --mount=type=secret` mounts, by id; at most 500 KiB each. */
  secrets?: Readonly<Record<string, string | Uint8Array>>;
  /**
   * BuildKit: sockets of ssh agents by id (`default`), for `RUN --mount=type=ssh`. A step may list
   * keys and sign; it cannot add or remove any.
   */
  sshAgents?: Readonly<Record<string, string>>;
}

/** One piece of news of a build. */
export type BuildEvent =
  /** Classic: output, with its line breaks. */
  | { kind: "output"; text: string }
  /** Classic: a base image that is being pulled. */
  | { kind: "progress"; event: ProgressEvent }
  /** BuildKit: steps, their state and output. */
  | { kind: "trace"; trace: BuildTrace }
  /** The image is there. */
  | { kind: "image"; id: string };

/**
 * Builds an image (`POST /build`, API 1.24), beginning with the iteration; read it to the end. A
 * folder is packed as docker does it (see {@link packContext}); BuildKit asks for its files and for
 * credentials over a session, or gets an archive where the engine gives none; secrets and ssh agents
 * need one. Throws EngineError: `engine` for a step
 * that failed (with its `exitCode` where the engine tells), `bad_request` for a Dockerfile that
 * cannot be read, `config` for a folder or Dockerfile that is not there.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /build": {
 *     body: '{"stream":"Step 1/1 : FROM scratch\\n"}\n{"aux":{"ID":"sha256:9f2e"}}\n',
 *   },
 * }));
 * const context = { body: new Uint8Array(1024) };
 * for await (const event of engine.images.build(context, { tags: ["web:2"] })) {
 *   if (event.kind === "image") assert.equal(event.id, "sha256:9f2e");
 * }
 * ```
 */
export function buildImage(
  transport: Transport,
  context: BuildContext,
  options: BuildImageOptions = {},
): AsyncIterable<BuildEvent> {
  const op = "build image";
  if (options.dockerfileText !== undefined && !("folder" in context)) {
    throw new TypeError("dockerfileText is only for a folder");
  }
  return lazyIterable(async () => {
    const { defaultBuilder } = behaviourOf(await transport.greeting(options.signal));
    const builder = options.builder ?? defaultBuilder;
    if (builder === "classic" && (options.secrets ?? options.sshAgents) !== undefined) {
      throw new EngineError("Secrets and ssh agents need BuildKit", { code: "unsupported", op });
    }
    const opened = builder === "buildkit"
      ? await (await import("./session/open.ts")).sessionFor(transport, context, options)
      : undefined;
    try {
      const body = await sendBuild(transport, context, { ...options, builder }, opened);
      return ended(buildEvents(body, op, transport.endpoint), opened);
    } catch (e) {
      await opened?.[Symbol.asyncDispose]();
      throw e;
    }
  });
}

/** The events of a build; with the last one its session ends. */
async function* ended(
  events: AsyncIterable<BuildEvent>,
  opened: AsyncDisposable | undefined,
): AsyncGenerator<BuildEvent> {
  try {
    yield* events;
  } finally {
    await opened?.[Symbol.asyncDispose]();
  }
}

async function sendBuild(
  transport: Transport,
  context: BuildContext,
  options: BuildImageOptions & { builder: "classic" | "buildkit" },
  opened: OpenedSession | undefined,
): Promise<AsyncIterable<Uint8Array>> {
  const buildkit = options.builder === "buildkit";
  // What the session serves need not be sent.
  const { dockerfile, body } = opened?.dockerfile !== undefined
    ? { dockerfile: opened.dockerfile }
    : await bodyOf(context, options);
  const response = await transport.send({
    method: "POST",
    path: "/build",
    query: {
      ...buildQuery(options),
      dockerfile,
      remote: "url" in context ? context.url : opened?.dockerfile && "client-session",
      session: opened?.id,
      version: buildkit ? "2" : "1",
    },
    headers: {
      "content-type": "application/x-tar",
      ...authConfigHeader(options.auths),
    },
    body,
    op: "build image",
    kind: "stream",
    minApi: buildkit
      ? PARAMETER_SINCE.buildKit
      : options.platform
      ? PARAMETER_SINCE.pullPlatform
      : undefined,
    signal: options.signal,
  });
  return response.body;
}

async function bodyOf(context: BuildContext, options: BuildImageOptions): Promise<{
  dockerfile?: string;
  body?: Uint8Array | AsyncIterable<Uint8Array>;
}> {
  if ("url" in context) return { dockerfile: options.dockerfile };
  if ("body" in context) return { dockerfile: options.dockerfile, body: context.body };
  // Loaded here, with the library for tar: nothing else of the core needs it.
  const { packContext } = await import("./context.ts");
  return await packContext(context.folder, options);
}

/** The parameters of a build; names and forms are those of moby client/image_build.go. */
function buildQuery(options: BuildImageOptions): Record<string, QueryValue> {
  const json = (value: unknown) => value === undefined ? undefined : JSON.stringify(value);
  return {
    t: options.tags?.length ? options.tags : undefined,
    buildargs: json(options.buildArgs),
    labels: json(options.labels),
    target: options.target || undefined,
    nocache: options.noCache || undefined,
    pull: options.pull || undefined,
    rm: options.remove ?? true,
    forcerm: options.forceRemove || undefined,
    platform: options.platform || undefined,
    networkmode: options.network || undefined,
    cachefrom: options.cacheFrom?.length ? json(options.cacheFrom) : undefined,
    extrahosts: options.extraHosts?.length ? options.extraHosts : undefined,
    shmsize: options.shmSize,
    memory: options.memory,
    memswap: options.memorySwap,
    cpushares: options.cpuShares,
    cpuperiod: options.cpuPeriod,
    cpuquota: options.cpuQuota,
    cpusetcpus: options.cpusetCpus || undefined,
    cpusetmems: options.cpusetMems || undefined,
    cgroupparent: options.cgroupParent || undefined,
    ulimits: options.ulimits?.length ? json(options.ulimits) : undefined,
    securityopt: options.securityOpt?.length ? json(options.securityOpt) : undefined,
    squash: options.squash || undefined,
    isolation: options.isolation || undefined,
  };
}

async function* buildEvents(
  body: AsyncIterable<Uint8Array>,
  op: string,
  endpoint: string,
): AsyncGenerator<BuildEvent> {
  for await (const raw of jsonLines<RawProgress>(body, { op, endpoint })) {
    if (raw.id === "moby.buildkit.trace" && typeof raw.aux === "string") {
      // The protobuf reader is only for those who build with BuildKit.
      const { decodeTrace } = await import("./trace.ts");
      yield { kind: "trace", trace: decodeTrace(base64(raw.aux, op)) };
      continue;
    }
    const event = progressEvent(raw, op);
    const id = (event.aux as { ID?: string } | undefined)?.ID;
    if (id !== undefined) yield { kind: "image", id };
    else if (event.stream !== undefined) yield { kind: "output", text: event.stream };
    else yield { kind: "progress", event: compact(event) };
  }
}

function base64(text: string, op: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch (cause) {
    throw new EngineError("The engine sent build progress that is not base64", {
      code: "protocol",
      op,
      cause,
    });
  }
}
