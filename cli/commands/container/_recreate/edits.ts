/** What flags of `run`, or a changed `run` line, want to be different in a container. */
import type {
  ContainerConfig,
  ContainerInspect,
  EndpointSettings,
  HostConfig,
  RecreateEdits,
} from "../../../../core/mod.ts";
import { sameJson } from "../../../../core/recreate/lossless.ts";
import type { CommandContext } from "../../../spec/types.ts";
import { parseCommand } from "../../../spec/parse.ts";
import { defineCommand } from "../../../spec/types.ts";
import { diskFiles } from "../../_flags/env_file.ts";
import { createFlags } from "../_run/flags.ts";
import {
  type CreateFlags,
  type CreateRequest,
  toCreateRequest,
} from "../_run/to_create_request.ts";

type Fields = Record<string, unknown>;

/** `create` as far as its flags go, for reading a line. */
const reading = defineCommand({
  path: "container run",
  summary: "",
  usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
  args: [{ name: "image" }, { name: "command", optional: true, variadic: true }],
  options: {
    ...createFlags,
    "detach": { type: "boolean", short: "d", summary: "" },
    "detach-keys": { type: "string", summary: "" },
    "sig-proxy": { type: "boolean", default: true, summary: "" },
  },
  stopEarly: true,
  async run() {},
});

/** A request as words of a `run` line make it. Throws docker's complaints. */
export function requestOfWords(
  words: readonly string[],
  env: CommandContext["env"],
): { request: CreateRequest; name?: string; platform?: string } {
  const parsed = parseCommand(reading, words, "run");
  if (parsed.kind === "help") throw new Error("--help changes nothing");
  const input = parsed.input as unknown as CreateFlags & {
    image: string;
    command: readonly string[];
    detach: boolean;
  };
  const request = toCreateRequest(input, input.image, input.command, { env, files: diskFiles });
  if (input.detach) {
    Object.assign(request.config, {
      AttachStdin: false,
      AttachStdout: false,
      AttachStderr: false,
      StdinOnce: false,
    });
  }
  return {
    request,
    ...(input.name && { name: input.name }),
    ...(input.platform && { platform: input.platform }),
  };
}

/** The request that no flag at all makes. */
function plainRequest(): CreateRequest {
  return requestOfWords(["image"], {}).request;
}

function changed(a: Fields, b: Fields): Fields {
  const out: Fields = {};
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (sameJson(a[key], b[key])) continue;
    const value = b[key];
    // Nothing said means the image's own, or the engine's.
    const empty = value === null || value === undefined || value === "" ||
      typeof value === "object" && Object.keys(value).length === 0;
    out[key] = empty ? undefined : value;
  }
  return out;
}

/** What is different between two `run` lines, whole fields at a time. */
export function editsOfLines(
  before: readonly string[],
  after: readonly string[],
  c: Pick<ContainerInspect, "HostConfig">,
  env: CommandContext["env"],
): RecreateEdits {
  const a = requestOfWords(before, env), b = requestOfWords(after, env);
  const config = changed(a.request.config, b.request.config);
  const hostConfig = changed(a.request.hostConfig, b.request.hostConfig);
  delete config["Image"];
  delete config["MacAddress"];
  swapToo(hostConfig, c.HostConfig);
  const endpoints = a.request.networkingConfig.EndpointsConfig;
  const next = b.request.networkingConfig.EndpointsConfig;
  return {
    ...(a.request.config.Image !== b.request.config.Image && { image: b.request.config.Image }),
    ...(Object.keys(config).length > 0 && { config: config as Partial<ContainerConfig> }),
    ...(Object.keys(hostConfig).length > 0 && { hostConfig: hostConfig as Partial<HostConfig> }),
    ...(!sameJson(endpoints, next) && { endpoints: next as Record<string, EndpointSettings> }),
    ...(a.name !== b.name && b.name !== undefined && { name: b.name }),
    ...(a.platform !== b.platform && { platform: b.platform }),
  };
}

/** How values of a list are told apart, so that a new one takes the place of an old one. */
const KEYS: Readonly<Record<string, (value: never) => string>> = {
  Env: (word: string) => word.split("=", 1)[0],
  Binds: (bind: string) => bind.split(":")[1] ?? bind,
  Mounts: (mount: { Target: string }) => mount.Target,
  Ulimits: (limit: { Name: string }) => limit.Name,
  Devices: (device: { PathInContainer?: string }) => device.PathInContainer ?? "",
  ExtraHosts: (host: string) => host.slice(0, host.lastIndexOf(":")),
  Links: (link: string) => link.split(":")[1] ?? link,
};

function merged(key: string, old: unknown, wish: unknown): unknown {
  if (Array.isArray(wish) && (old === null || old === undefined || Array.isArray(old))) {
    const keyOf = (KEYS[key] ?? ((v: unknown) => JSON.stringify(v))) as (v: unknown) => string;
    const taken = new Set(wish.map(keyOf));
    const kept = ((old ?? []) as unknown[]).filter((v) => !taken.has(keyOf(v)));
    const all = [...kept, ...wish];
    // `-e NAME` of what is not in the environment takes it away.
    return key === "Env" ? all.filter((v) => String(v).includes("=")) : all;
  }
  if (wish !== null && typeof wish === "object" && !Array.isArray(wish)) {
    return { ...old as object | undefined, ...wish };
  }
  return wish;
}

/** Lists that a command line names whole. */
const WHOLE: ReadonlySet<string> = new Set([
  "Entrypoint",
  "Cmd",
  "Shell",
  "MaskedPaths",
  "ReadonlyPaths",
]);

/**
 * What the flags given to `recreate` want: single values replace, environment, labels, ports,
 * mounts and other lists are added to those there are, an entry of the same key in place of the
 * old one.
 */
export function editsOfFlags(
  input: CreateFlags,
  c: ContainerInspect,
  env: CommandContext["env"],
): RecreateEdits {
  const mode = c.HostConfig.NetworkMode ?? "default";
  const first = mode === "default" ? "bridge" : mode;
  const ends = ["network-alias", "ip", "ip6", "mac-address", "link-local-ip"].some((f) =>
    input.given.has(f)
  );
  const moved = input.given.has("network");
  const asked = ends && !moved
    ? {
      ...input,
      network: [{
        target: mode,
        aliases: [],
        links: [],
        ip: "",
        ip6: "",
        linkLocalIps: [],
        mac: "",
        priority: 0,
      }],
    }
    : input;
  const wish = toCreateRequest(asked as CreateFlags, "image", [], { env, files: diskFiles });
  const plain = plainRequest();
  const config: Fields = {}, hostConfig: Fields = {};
  for (
    const [out, was, now, old] of [
      [config, plain.config, wish.config, c.Config],
      [hostConfig, plain.hostConfig, wish.hostConfig, c.HostConfig],
    ] as unknown as [Fields, Fields, Fields, Fields][]
  ) {
    for (const [key, value] of Object.entries(changed(was, now))) {
      out[key] = WHOLE.has(key) || value === undefined ? value : merged(key, old[key], value);
    }
  }
  delete config["MacAddress"];
  if (!moved) delete hostConfig["NetworkMode"];
  if (input.noHealthcheck) config["Healthcheck"] = { Test: ["NONE"] };
  swapToo(hostConfig, c.HostConfig);
  bindOnce(hostConfig, c.HostConfig);
  const wanted = wish.networkingConfig.EndpointsConfig as Record<string, EndpointSettings>;
  const endpoints = moved ? wanted : ends ? joined(c, first, wanted[mode] ?? {}) : undefined;
  return {
    ...(Object.keys(config).length > 0 && { config: config as Partial<ContainerConfig> }),
    ...(Object.keys(hostConfig).length > 0 && { hostConfig: hostConfig as Partial<HostConfig> }),
    ...(endpoints !== undefined && { endpoints }),
    ...(input.name !== undefined && input.name !== "" && { name: input.name }),
    ...(input.platform !== undefined && { platform: input.platform }),
  };
}

/** Swap that was twice the memory, as the engine makes it, stays twice the memory. */
function swapToo(wish: Fields, old: HostConfig): void {
  if (!Object.hasOwn(wish, "Memory") || Object.hasOwn(wish, "MemorySwap")) return;
  const memory = old.Memory ?? 0;
  if (!wish["Memory"]) {
    if (memory > 0 && old.MemorySwap === 2 * memory) wish["MemorySwap"] = undefined;
  } else if ((old.MemorySwap ?? 0) === 2 * memory) {
    wish["MemorySwap"] = 2 * Number(wish["Memory"]);
  }
}

/** A target has one mount: a new bind takes an old mount's place, and the other way round. */
function bindOnce(wish: Fields, old: HostConfig): void {
  const binds = wish["Binds"] as string[] | undefined;
  const mounts = wish["Mounts"] as { Target: string }[] | undefined;
  const targets = new Set(binds?.slice(old.Binds?.length ?? 0).map((b) => b.split(":")[1]));
  if (
    binds !== undefined && mounts === undefined && old.Mounts?.some((m) => targets.has(m.Target))
  ) {
    wish["Mounts"] = old.Mounts.filter((m) => !targets.has(m.Target));
  }
  const mounted = new Set(mounts?.map((m) => m.Target));
  if (mounts !== undefined && binds === undefined && old.Binds) {
    const left = old.Binds.filter((b) => !mounted.has(b.split(":")[1]));
    if (left.length < old.Binds.length) wish["Binds"] = left;
  }
}

/** The networks that there are, with wishes for the first. */
function joined(
  c: ContainerInspect,
  first: string,
  wish: EndpointSettings,
): Record<string, EndpointSettings> {
  const short = c.Id.slice(0, 12);
  return Object.fromEntries(
    Object.entries(c.NetworkSettings.Networks ?? {}).map(([name, end]) => {
      const own: EndpointSettings = {
        IPAMConfig: end.IPAMConfig,
        Links: end.Links,
        Aliases: end.Aliases?.filter((a) => a !== short),
        DriverOpts: end.DriverOpts,
      };
      if (name !== first) return [name, own];
      return [name, {
        ...own,
        ...(wish.IPAMConfig && { IPAMConfig: { ...own.IPAMConfig, ...wish.IPAMConfig } }),
        ...(wish.Aliases?.length && {
          Aliases: [...new Set([...own.Aliases ?? [], ...wish.Aliases])],
        }),
        ...(wish.MacAddress && { MacAddress: wish.MacAddress }),
      }];
    }),
  );
}
