/** Limits and devices of a service, as the engine takes them. */
import type { DeviceRequest, Resources } from "../containers/config.ts";
import type { DeviceWish, Service } from "./model.ts";

/** The engine's limits; `deploy.resources` count before the keys of old. */
export function resources(service: Service): Partial<Resources> {
  const { limits, reservations } = service.deploy?.resources ?? {};
  const cpus = limits?.cpus ?? service.cpus;
  const io = service.blkio_config;
  const rates = (all: { path: string; rate: number }[] | undefined) =>
    all?.map(({ path, rate }) => ({ Path: path, Rate: rate }));
  const out: Partial<Resources> = {
    CgroupParent: service.cgroup_parent,
    CpuShares: service.cpu_shares,
    CpuPeriod: service.cpu_period,
    CpuQuota: service.cpu_quota,
    CpuRealtimePeriod: service.cpu_rt_period,
    CpuRealtimeRuntime: service.cpu_rt_runtime,
    CpusetCpus: service.cpuset,
    CpuCount: service.cpu_count,
    CpuPercent: service.cpu_percent,
    NanoCpus: cpus === undefined ? undefined : Math.round(cpus * 1e9),
    Memory: limits?.memory ?? service.mem_limit,
    MemoryReservation: reservations?.memory ?? service.mem_reservation,
    MemorySwap: service.memswap_limit,
    MemorySwappiness: service.mem_swappiness,
    OomKillDisable: service.oom_kill_disable,
    PidsLimit: limits?.pids ?? service.pids_limit,
    DeviceCgroupRules: service.device_cgroup_rules,
    Devices: service.devices?.map((d) => ({
      PathOnHost: d.source,
      PathInContainer: d.target ?? d.source,
      CgroupPermissions: d.permissions ?? "rwm",
    })),
    Ulimits: service.ulimits &&
      Object.entries(service.ulimits).map(([Name, v]) =>
        typeof v === "number" ? { Name, Soft: v, Hard: v } : { Name, Soft: v.soft, Hard: v.hard }
      ),
    BlkioWeight: io?.weight,
    BlkioWeightDevice: io?.weight_device?.map((d) => ({ Path: d.path, Weight: d.weight })),
    BlkioDeviceReadBps: rates(io?.device_read_bps),
    BlkioDeviceReadIOps: rates(io?.device_read_iops),
    BlkioDeviceWriteBps: rates(io?.device_write_bps),
    BlkioDeviceWriteIOps: rates(io?.device_write_iops),
  };
  return Object.fromEntries(Object.entries(out).filter(([, v]) => v !== undefined));
}

/** Devices that a driver finds: of `gpus` and of the reservations. */
export function deviceRequests(service: Service): DeviceRequest[] {
  const one = (wish: DeviceWish, more: string[]): DeviceRequest => ({
    Driver: wish.driver ?? "",
    // None said means all, as docker compose has it.
    ...(wish.device_ids === undefined
      ? { Count: wish.count ?? -1 }
      : { DeviceIDs: wish.device_ids }),
    Capabilities: [[...new Set([...wish.capabilities ?? [], ...more])]],
    ...(wish.options && { Options: wish.options }),
  });
  return [
    ...(service.deploy?.resources?.reservations?.devices ?? []).map((d) => one(d, [])),
    ...(service.gpus ?? []).map((d) => one(d, ["gpu"])),
  ];
}
