/**
 * The keys of the compose specification with their shapes, as its published schema has them
 * (compose-spec.json of compose-go 2.9), and which of them are not supported here.
 */
import {
  amount,
  bool,
  either,
  int,
  listOf,
  mapOf,
  no,
  num,
  obj,
  oneOf,
  type Shape,
  single,
  str,
} from "./shape.ts";

const strings = listOf(str);
const stringOrList = either(str, strings);
const listOrMap = either(listOf(single), mapOf(single));
const command = either(str, listOf(single), { is: ["null"] });
const name = /^[a-zA-Z0-9._-]+$/;
const file = obj(
  { source: str, target: str, uid: str, gid: str, mode: { is: ["number", "string"] } },
  "source",
);
const files = listOf(either(str, file));
const ulimits = mapOf(either(int, obj({ hard: int, soft: int }, "soft", "hard")), /^[a-z]+$/);
const extraHosts = either(listOf(str), mapOf(either(str, strings)));
const deviceRequest = obj({
  capabilities: strings,
  count: { is: ["number", "string"] },
  device_ids: strings,
  driver: str,
  options: listOrMap,
});
const session =
  "building here has no session with BuildKit; install docker's compose plugin for it";
const update = obj({
  parallelism: int,
  delay: str,
  failure_action: str,
  monitor: str,
  max_failure_ratio: num,
  order: oneOf("start-first", "stop-first"),
});

const build = obj({
  context: str,
  dockerfile: str,
  dockerfile_inline: str,
  args: listOrMap,
  labels: listOrMap,
  cache_from: strings,
  no_cache: bool,
  network: str,
  pull: bool,
  target: str,
  shm_size: amount,
  extra_hosts: extraHosts,
  isolation: str,
  tags: strings,
  ulimits,
  platforms: strings,
  ssh: no(session),
  secrets: no(session),
  entitlements: no(session),
  cache_to: no(session),
  additional_contexts: no(session),
  provenance: no(session),
  sbom: no(session),
  privileged: no("the engine's builder has no privileged mode"),
});

const deploy = obj({
  mode: str,
  endpoint_mode: str,
  replicas: int,
  labels: listOrMap,
  rollback_config: update,
  update_config: update,
  resources: obj({
    limits: obj({ cpus: num, memory: amount, pids: int }),
    reservations: obj({
      cpus: num,
      memory: amount,
      generic_resources: listOf(obj({ discrete_resource_spec: obj({ kind: str, value: num }) })),
      devices: listOf(deviceRequest),
    }),
  }),
  restart_policy: obj({ condition: str, delay: str, max_attempts: int, window: str }),
  placement: obj({
    constraints: strings,
    preferences: listOf(obj({ spread: str })),
    max_replicas_per_node: int,
  }),
});

const blkio = listOf(obj({ path: str, rate: amount }, "path", "rate"));
const volume = obj({
  type: oneOf("bind", "volume", "tmpfs", "image", "npipe", "cluster"),
  source: str,
  target: str,
  read_only: bool,
  consistency: str,
  bind: obj({
    propagation: str,
    create_host_path: bool,
    recursive: oneOf("enabled", "disabled", "writable", "readonly"),
    selinux: oneOf("z", "Z"),
  }),
  volume: obj({ labels: listOrMap, nocopy: bool, subpath: str }),
  tmpfs: obj({ size: amount, mode: { is: ["number", "string"] } }),
  image: obj({ subpath: str }),
}, "type");
const port = obj({
  name: str,
  mode: str,
  host_ip: str,
  target: int,
  published: { is: ["number", "string"] },
  protocol: str,
  app_protocol: str,
}, "target");

const hook = obj({
  command,
  user: str,
  privileged: bool,
  working_dir: str,
  environment: listOrMap,
}, "command");
const watch = obj(
  {
    path: str,
    action: oneOf("rebuild", "sync", "restart", "sync+restart", "sync+exec"),
    ignore: stringOrList,
    include: stringOrList,
    target: str,
    exec: hook,
    initial_sync: bool,
  },
  "path",
  "action",
);

const service = obj({
  annotations: listOrMap,
  attach: bool,
  blkio_config: obj({
    device_read_bps: blkio,
    device_read_iops: blkio,
    device_write_bps: blkio,
    device_write_iops: blkio,
    weight: int,
    weight_device: listOf(obj({ path: str, weight: int }, "path", "weight")),
  }),
  build: either(str, build),
  cap_add: strings,
  cap_drop: strings,
  cgroup: oneOf("host", "private"),
  cgroup_parent: str,
  command,
  configs: files,
  container_name: str,
  cpu_count: int,
  cpu_percent: num,
  cpu_period: amount,
  cpu_quota: amount,
  cpu_rt_period: amount,
  cpu_rt_runtime: amount,
  cpu_shares: int,
  cpus: num,
  cpuset: str,
  credential_spec: no("it is for Windows"),
  depends_on: either(
    strings,
    mapOf(
      obj({
        restart: bool,
        required: bool,
        condition: oneOf(
          "service_started",
          "service_healthy",
          "service_completed_successfully",
        ),
      }, "condition"),
    ),
  ),
  deploy,
  develop: obj({ watch: listOf(watch) }),
  device_cgroup_rules: strings,
  devices: listOf(either(str, obj({ source: str, target: str, permissions: str }, "source"))),
  dns: stringOrList,
  dns_opt: strings,
  dns_search: stringOrList,
  domainname: str,
  entrypoint: command,
  env_file: either(
    str,
    listOf(either(str, obj({ path: str, format: str, required: bool }, "path"))),
  ),
  environment: listOrMap,
  expose: listOf({ is: ["number", "string"] }),
  extends: either(str, obj({ service: str, file: str }, "service")),
  external_links: strings,
  extra_hosts: extraHosts,
  gpus: either(oneOf("all"), listOf(deviceRequest)),
  group_add: listOf({ is: ["number", "string"] }),
  healthcheck: obj({
    disable: bool,
    interval: str,
    retries: int,
    test: either(str, strings),
    timeout: str,
    start_period: str,
    start_interval: str,
  }),
  hostname: str,
  image: str,
  init: bool,
  ipc: str,
  isolation: str,
  label_file: stringOrList,
  labels: listOrMap,
  links: strings,
  logging: obj({ driver: str, options: mapOf(single) }),
  mac_address: str,
  mem_limit: amount,
  mem_reservation: amount,
  mem_swappiness: int,
  memswap_limit: amount,
  models: no("models are run by Docker Desktop alone"),
  network_mode: str,
  networks: either(
    strings,
    mapOf({
      is: ["map", "null"],
      keys: {
        aliases: strings,
        interface_name: str,
        ipv4_address: str,
        ipv6_address: str,
        link_local_ips: strings,
        mac_address: str,
        driver_opts: mapOf(single),
        priority: num,
        gw_priority: num,
      },
    }),
  ),
  oom_kill_disable: bool,
  oom_score_adj: int,
  pid: either(str, { is: ["null"] }),
  pids_limit: int,
  platform: str,
  ports: listOf(either({ is: ["number"] }, str, port)),
  post_start: listOf(hook),
  pre_stop: listOf(hook),
  privileged: bool,
  profiles: strings,
  provider: no("services of other programs are not run here"),
  pull_policy: str,
  pull_refresh_after: no('say how old an image may be with "docker compose"'),
  read_only: bool,
  restart: str,
  runtime: str,
  scale: int,
  secrets: files,
  security_opt: strings,
  shm_size: amount,
  stdin_open: bool,
  stop_grace_period: str,
  stop_signal: str,
  storage_opt: mapOf(single),
  sysctls: listOrMap,
  tmpfs: stringOrList,
  tty: bool,
  ulimits,
  use_api_socket: no("mount the engine's socket by a volume of the service"),
  user: str,
  userns_mode: str,
  uts: str,
  volumes: listOf(either(str, volume)),
  volumes_from: strings,
  working_dir: str,
});

const external = either(bool, obj({ name: str }));
const network: Shape = {
  is: ["map", "null"],
  keys: {
    name: str,
    driver: str,
    driver_opts: mapOf(single),
    ipam: obj({
      driver: str,
      config: listOf(
        obj({ subnet: str, ip_range: str, gateway: str, aux_addresses: mapOf(str) }),
      ),
      options: mapOf(str),
    }),
    external,
    internal: bool,
    enable_ipv4: bool,
    enable_ipv6: bool,
    attachable: bool,
    labels: listOrMap,
  },
};
const namedVolume: Shape = {
  is: ["map", "null"],
  keys: { name: str, driver: str, driver_opts: mapOf(single), external, labels: listOrMap },
};

/** A whole file. */
export const FILE: Shape = obj({
  version: { is: ["string", "number"] },
  name: str,
  include: listOf(
    either(
      str,
      obj({ path: stringOrList, env_file: stringOrList, project_directory: str }, "path"),
    ),
  ),
  services: mapOf(service, name),
  models: no("models are run by Docker Desktop alone"),
  networks: mapOf(network, name),
  volumes: mapOf(namedVolume, name),
  secrets: mapOf(
    obj({
      name: str,
      environment: str,
      file: str,
      external,
      labels: listOrMap,
      driver: str,
      driver_opts: mapOf(single),
      template_driver: str,
    }),
    name,
  ),
  configs: mapOf(
    obj({
      name: str,
      content: str,
      environment: str,
      file: str,
      external,
      labels: listOrMap,
      template_driver: str,
    }),
    name,
  ),
});
