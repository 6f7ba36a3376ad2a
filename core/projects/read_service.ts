/** Makes of a service's tree its typed form: numbers, sizes and times read, mistakes placed. */
import { placed } from "./canonical.ts";
import type { Service } from "./model.ts";
import { ProjectError } from "./problem.ts";
import { child, type MapNode, plain, type TreeNode } from "./tree.ts";
import { parseBoolean, parseBytes, parseDuration } from "./units.ts";

type Reader = (node: TreeNode) => unknown;

const value = (node: TreeNode) => node.kind === "scalar" ? node.value : undefined;
const bool: Reader = (node) => parseBoolean(value(node));
const number: Reader = (node) => Number(value(node));
const bytes: Reader = (node) => placed(node, () => parseBytes(value(node) as string | number));
const duration: Reader = (node) => placed(node, () => parseDuration(String(value(node))));
/** Microseconds, of a number of them or of a duration. */
const micros: Reader = (node) => {
  const given = value(node);
  if (typeof given === "number" || /^\d+$/.test(String(given))) return Number(given);
  return placed(node, () => Math.round(parseDuration(String(given)) / 1000));
};
/** A number that has more digits than a number can hold stays as it is written. */
const word = (node: TreeNode): string => {
  const given = value(node);
  const large = typeof given === "number" && Number.isInteger(given) &&
    !Number.isSafeInteger(given) && node.kind === "scalar" && /^-?\d+$/.test(node.raw ?? "");
  return large ? (node as { raw: string }).raw : String(given ?? "");
};
const text: Reader = word;
/** Bits of a file: `0440`, also as a string. */
const bits: Reader = (node) => {
  const given = value(node);
  if (typeof given === "number") return given;
  if (!/^0?[0-7]{1,5}$/.test(String(given))) {
    throw new ProjectError(`"${given}" is no mode: octal digits, as in 0440`, node.place);
  }
  return parseInt(String(given), 8);
};
const count: Reader = (node) => value(node) === "all" ? -1 : Number(value(node));

const list = (item: Reader): Reader => (node) => node.kind === "list" ? node.items.map(item) : [];
const mapOf = (item: Reader): Reader => (node) =>
  node.kind === "map"
    ? Object.fromEntries([...node.entries].map(([k, e]) => [k, item(e.value)]))
    : {};
const texts = list(text);
const textMap = mapOf(text);
/** Values of variables: nothing stays nothing. */
const variables = mapOf((node) => value(node) === null ? null : word(node));

/** Known keys read, others as they stand; a key with nothing behind it is left out. */
const record = (readers: Readonly<Record<string, Reader>>, keepsNull = false): Reader => (node) => {
  if (node.kind !== "map") return keepsNull ? null : {};
  const out: Record<string, unknown> = {};
  for (const [key, { value: node_ }] of node.entries) {
    if (key.startsWith("x-") || node_.kind === "scalar" && node_.value === null) continue;
    out[key] = Object.hasOwn(readers, key) ? readers[key](node_) : plain(node_);
  }
  return out;
};

const ulimits = mapOf((node) =>
  node.kind === "map" ? record({ soft: number, hard: number })(node) : Number(value(node))
);
const deviceWish = record({ count, options: textMapOf, capabilities: texts, device_ids: texts });

function textMapOf(node: TreeNode): unknown {
  if (node.kind !== "list") return textMap(node);
  return Object.fromEntries(node.items.map((n) => {
    const [key, ...rest] = String(value(n)).split("=");
    return [key, rest.join("=")];
  }));
}

const limits = { cpus: number, memory: bytes, pids: number, devices: list(deviceWish) };
const update = {
  parallelism: number,
  delay: duration,
  monitor: duration,
  max_failure_ratio: number,
};
const blkio = list(record({ rate: bytes }));
const files = list(record({ mode: bits }));

const hook = record({ command: texts, environment: variables, privileged: bool });

const READERS: Readonly<Record<string, Reader>> = {
  annotations: textMap,
  attach: bool,
  blkio_config: record({
    weight: number,
    weight_device: list(record({ weight: number })),
    device_read_bps: blkio,
    device_read_iops: blkio,
    device_write_bps: blkio,
    device_write_iops: blkio,
  }),
  build: record({
    args: variables,
    labels: textMap,
    no_cache: bool,
    pull: bool,
    shm_size: bytes,
    ulimits,
  }),
  command: texts,
  entrypoint: texts,
  configs: files,
  secrets: files,
  cpu_count: number,
  cpu_percent: number,
  cpu_period: micros,
  cpu_quota: micros,
  cpu_rt_period: micros,
  cpu_rt_runtime: micros,
  cpu_shares: number,
  cpus: number,
  depends_on: mapOf(record({ required: bool, restart: bool })),
  deploy: record({
    replicas: number,
    labels: textMap,
    resources: record({ limits: record(limits), reservations: record(limits) }),
    restart_policy: record({ delay: duration, max_attempts: number, window: duration }),
    update_config: record(update),
    rollback_config: record(update),
    placement: record({ max_replicas_per_node: number }),
  }),
  develop: record({
    watch: list(record({ initial_sync: bool, exec: hook, ignore: texts, include: texts })),
  }),
  env_file: list(record({ required: bool })),
  environment: variables,
  expose: texts,
  gpus: list(deviceWish),
  group_add: texts,
  healthcheck: record({
    interval: duration,
    timeout: duration,
    start_period: duration,
    start_interval: duration,
    retries: number,
    disable: bool,
  }),
  init: bool,
  labels: textMap,
  logging: record({ options: textMap }),
  mem_limit: bytes,
  mem_reservation: bytes,
  mem_swappiness: number,
  memswap_limit: bytes,
  networks: mapOf(record({ priority: number, gw_priority: number, driver_opts: textMap }, true)),
  oom_kill_disable: bool,
  oom_score_adj: number,
  pids_limit: number,
  ports: list(record({ target: number, published: text })),
  post_start: list(hook),
  pre_stop: list(hook),
  privileged: bool,
  read_only: bool,
  scale: number,
  shm_size: bytes,
  stdin_open: bool,
  stop_grace_period: duration,
  storage_opt: textMap,
  sysctls: textMap,
  tty: bool,
  ulimits,
  volumes: list(record({
    read_only: bool,
    bind: record({ create_host_path: bool }),
    volume: record({ nocopy: bool, labels: textMapOf }),
    tmpfs: record({ size: bytes, mode: bits }),
  })),
};

/** More containers of one service than an engine holds; a plan of them all would fill the memory. */
export const MAX_SCALE = 10_000;

/** One service of a merged tree. Throws ProjectError with the place of what cannot be. */
export function readService(name: string, node: MapNode): Service {
  const service = record(READERS)(node) as Omit<Service, "name">;
  const wrong = (reason: string, key: string) =>
    new ProjectError(`services.${name}.${key} ${reason}`, child(node, key)?.place ?? node.place);
  if (service.image === undefined && service.build === undefined) {
    throw new ProjectError(`services.${name} has neither an image nor a build`, node.place);
  }
  if (service.network_mode !== undefined && service.networks !== undefined) {
    throw wrong("and networks exclude each other", "network_mode");
  }
  const { scale, deploy } = service;
  if (scale !== undefined && deploy?.replicas !== undefined && scale !== deploy.replicas) {
    throw wrong("and deploy.replicas say different numbers", "scale");
  }
  const many = scale ?? deploy?.replicas ?? 1;
  if (many < 0) throw wrong("is less than nothing", scale === undefined ? "deploy" : "scale");
  if (many > MAX_SCALE) {
    throw wrong(`is more than ${MAX_SCALE}`, scale === undefined ? "deploy" : "scale");
  }
  if (many > 1 && service.container_name !== undefined) {
    throw wrong(`is one name for ${many} containers`, "container_name");
  }
  const memory = deploy?.resources?.limits?.memory;
  if (service.mem_limit !== undefined && memory !== undefined && service.mem_limit !== memory) {
    throw wrong("and deploy.resources.limits.memory say different sizes", "mem_limit");
  }
  checkWords(service, wrong);
  const test = service.healthcheck?.test;
  if (test !== undefined && test.length > 0 && !/^(CMD|CMD-SHELL|NONE)$/.test(test[0])) {
    throw wrong('must begin with "CMD", "CMD-SHELL" or "NONE"', "healthcheck");
  }
  if (node.entries.has("command") && service.command === undefined) service.command = null;
  if (node.entries.has("entrypoint") && service.entrypoint === undefined) service.entrypoint = null;
  return { name, ...service };
}

function checkWords(
  service: Omit<Service, "name">,
  wrong: (reason: string, key: string) => ProjectError,
): void {
  const policy = service.pull_policy;
  if (policy !== undefined && !/^(always|never|missing|if_not_present|build)$/.test(policy)) {
    throw /^(daily|weekly|every_.*|refresh)$/.test(policy)
      ? wrong(`"${policy}" is not supported: always, never, missing or build`, "pull_policy")
      : wrong(`is always, never, missing or build, not "${policy}"`, "pull_policy");
  }
  const { restart } = service;
  if (restart !== undefined && !/^(no|always|unless-stopped|on-failure(:\d+)?)$/.test(restart)) {
    throw wrong(
      `is no, always, unless-stopped or on-failure[:N], not "${restart}"`,
      "restart",
    );
  }
  const format = service.env_file?.find((f) => f.format !== undefined && f.format !== "raw")
    ?.format;
  if (format !== undefined) throw wrong(`has the format raw or none, not "${format}"`, "env_file");
  for (const volume of service.volumes ?? []) {
    if (volume.type === "npipe" || volume.type === "cluster") {
      throw wrong(`of type ${volume.type} are not supported`, "volumes");
    }
    if (volume.target === undefined) throw wrong("have no target", "volumes");
    if (volume.type === "bind" && !volume.source) {
      throw wrong("of type bind have a source", "volumes");
    }
  }
}
