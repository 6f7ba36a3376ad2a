/** What `--X-add` and `--X-rm` make of the lists in a specification. */
import type { ServicePort, ServiceSpec } from "../../../../core/mod.ts";
import { ExitError } from "../../../spec/types.ts";
import type { Ulimit } from "../../_flags/devices.ts";
import type { Mount } from "../../_flags/mounts.ts";
import { labelsOf } from "../../_lib/pairs.ts";
import { capability, type GenericResource, hostEntry, type PlacementPreference } from "./parse.ts";

/** What is added and taken out. */
export interface ListInput {
  capAdd: readonly string[];
  capDrop: readonly string[];
  constraintAdd: readonly string[];
  constraintRm: readonly string[];
  containerLabelAdd: readonly string[];
  containerLabelRm: readonly string[];
  dnsAdd: readonly string[];
  dnsRm: readonly string[];
  dnsOptionAdd: readonly string[];
  dnsOptionRm: readonly string[];
  dnsSearchAdd: readonly string[];
  dnsSearchRm: readonly string[];
  envAdd: readonly string[];
  envRm: readonly string[];
  genericResourceAdd: readonly GenericResource[];
  genericResourceRm: readonly string[];
  groupAdd: readonly string[];
  groupRm: readonly string[];
  hostAdd: readonly string[];
  hostRm: readonly string[];
  labelAdd: readonly string[];
  labelRm: readonly string[];
  mountAdd: readonly { mount: Mount }[];
  mountRm: readonly string[];
  placementPrefAdd: readonly PlacementPreference[];
  placementPrefRm: readonly PlacementPreference[];
  publishAdd: readonly (readonly ServicePort[])[];
  publishRm: readonly string[];
  sysctlAdd: readonly string[];
  sysctlRm: readonly string[];
  ulimitAdd: readonly Ulimit[];
  ulimitRm: readonly string[];
}

/** `A=1` entries with some set and some taken out, by their names. */
export function changedEnv(
  env: readonly string[],
  add: readonly string[],
  remove: readonly string[],
): string[] {
  const name = (entry: string) => entry.split("=")[0];
  const gone = new Set([...remove, ...add.map(name)]);
  return [...env.filter((entry) => !gone.has(name(entry))), ...add];
}

/** A list with some entries more and some fewer, each once and sorted, where it is changed at all. */
function changedList(
  list: readonly string[] | null | undefined,
  add: readonly string[],
  remove: readonly string[],
): string[] {
  if (add.length === 0 && remove.length === 0) return [...list ?? []];
  return [...new Set([...list ?? [], ...add])].filter((entry) => !remove.includes(entry)).sort();
}

function changedLabels(
  labels: Record<string, string> | null | undefined,
  add: readonly string[],
  remove: readonly string[],
): Record<string, string> {
  const made = { ...labels, ...labelsOf(add) };
  for (const key of remove) delete made[key];
  return made;
}

/** Entries with a key each: those that are added take the place of others with theirs. */
function changedByKey<T>(
  list: readonly T[] | null | undefined,
  key: (entry: T) => string,
  add: readonly T[],
  remove: readonly string[],
): T[] {
  const gone = new Set([...remove, ...add.map(key)]);
  return [...(list ?? []).filter((entry) => !gone.has(key(entry))), ...add];
}

/** Added capabilities that were dropped are just not dropped any more, and the other way round. */
function changedCapabilities(
  have: { add: readonly string[]; drop: readonly string[] },
  input: ListInput,
): { add: string[]; drop: string[] } {
  const add = new Set(have.add);
  const drop = new Set(have.drop);
  const wished = new Set(input.capAdd.map(capability));
  for (const name of wished) if (!drop.delete(name)) add.add(name);
  for (const name of input.capDrop.map(capability)) {
    if (!wished.has(name) && !add.delete(name)) drop.add(name);
  }
  return { add: [...add].sort(), drop: [...drop].sort() };
}

/** A port as one can tell it from another. */
const portKey = (p: ServicePort) =>
  `${p.PublishedPort ?? 0}:${p.TargetPort}/${p.Protocol ?? "tcp"}/${p.PublishMode ?? "ingress"}`;

/** Ports with those of `add`, without those whose target is in `remove`: `80`, `53/udp`. */
export function changedPorts(
  ports: readonly ServicePort[],
  add: readonly ServicePort[],
  remove: readonly string[],
): ServicePort[] {
  const gone = new Set(remove.map((text) => {
    const [port, protocol = "tcp"] = text.split("/");
    return `${port}/${protocol}`;
  }));
  const target = (p: ServicePort) => `${p.TargetPort}/${p.Protocol ?? "tcp"}`;
  const fresh = new Map(add.map((p) => [portKey(p), p]));
  const kept = ports.filter((p) => !gone.has(target(p)) && !fresh.has(portKey(p)));
  return [...kept, ...fresh.values()];
}

/** Takes out `host` or `host:ip` of entries `ip host …`. */
function withoutHosts(hosts: readonly string[], remove: readonly string[]): string[] {
  return hosts.flatMap((entry) => {
    const [ip, ...names] = entry.split(/\s+/);
    const left = names.filter((name) =>
      !remove.some((text) => {
        const at = text.indexOf(":");
        return at < 0 ? text === name : text.slice(0, at) === name && text.slice(at + 1) === ip;
      })
    );
    return left.length > 0 ? [[ip, ...left].join(" ")] : [];
  });
}

const strings = (value: unknown): string[] => Array.isArray(value) ? value as string[] : [];

/** A specification with the lists changed. Throws ExitError for `--replicas` of what has none. */
export function withLists(spec: ServiceSpec, input: ListInput): ServiceSpec {
  const task = spec.TaskTemplate;
  const container = task.ContainerSpec ?? {};
  const dns = (container.DNSConfig ?? {}) as Record<string, string[] | null>;
  const capabilities = changedCapabilities({
    add: strings(container.CapabilityAdd),
    drop: strings(container.CapabilityDrop),
  }, input);
  const reservations = task.Resources?.Reservations as
    | { GenericResources?: GenericResource[] | null }
    | undefined;
  const resources = changedByKey<GenericResource>(
    reservations?.GenericResources,
    (r) => r.NamedResourceSpec?.Kind ?? r.DiscreteResourceSpec?.Kind ?? "",
    input.genericResourceAdd,
    input.genericResourceRm,
  );
  const preferences = changedByKey<PlacementPreference>(
    task.Placement?.Preferences as PlacementPreference[] | null,
    (p) => p.Spread.SpreadDescriptor,
    input.placementPrefAdd,
    input.placementPrefRm.map((p) => p.Spread.SpreadDescriptor),
  );
  for (const text of input.publishRm) {
    if (!/^\d+(\/(tcp|udp|sctp))?$/.test(text)) {
      throw new ExitError(
        1,
        `invalid argument "${text}" for "--publish-rm" flag: a target port is expected, ` +
          "such as 80 or 53/udp",
      );
    }
  }
  return {
    ...spec,
    Labels: changedLabels(spec.Labels, input.labelAdd, input.labelRm),
    TaskTemplate: {
      ...task,
      ContainerSpec: {
        ...container,
        Env: changedEnv(container.Env ?? [], input.envAdd, input.envRm),
        Labels: changedLabels(container.Labels, input.containerLabelAdd, input.containerLabelRm),
        Groups: changedList(strings(container.Groups), input.groupAdd, input.groupRm),
        Mounts: changedByKey<Mount>(
          container.Mounts as Mount[] | null,
          (m) => m.Target ?? "",
          input.mountAdd.map((m) => m.mount),
          input.mountRm,
        ),
        // The first entry of a name counts, so their order stays.
        Hosts: [
          ...new Set([
            ...withoutHosts(strings(container.Hosts), input.hostRm),
            ...input.hostAdd.map(hostEntry),
          ]),
        ],
        DNSConfig: {
          ...dns,
          Nameservers: changedList(dns.Nameservers, input.dnsAdd, input.dnsRm),
          Search: changedList(dns.Search, input.dnsSearchAdd, input.dnsSearchRm),
          Options: changedList(dns.Options, input.dnsOptionAdd, input.dnsOptionRm),
        },
        Sysctls: changedLabels(
          container.Sysctls as Record<string, string>,
          input.sysctlAdd,
          input.sysctlRm,
        ),
        Ulimits: changedByKey<Ulimit>(
          container.Ulimits as Ulimit[] | null,
          (u) => u.Name,
          input.ulimitAdd,
          input.ulimitRm,
        ),
        CapabilityAdd: capabilities.add,
        CapabilityDrop: capabilities.drop,
      },
      ...(resources.length > 0 || reservations?.GenericResources
        ? {
          Resources: {
            ...task.Resources,
            Reservations: { ...reservations, GenericResources: resources } as object,
          },
        }
        : {}),
      Placement: {
        ...task.Placement,
        Constraints: changedList(
          task.Placement?.Constraints,
          input.constraintAdd,
          input.constraintRm,
        ),
        Preferences: preferences,
      },
    },
    EndpointSpec: {
      ...spec.EndpointSpec,
      Ports: changedPorts(spec.EndpointSpec?.Ports ?? [], input.publishAdd.flat(), input.publishRm),
    },
  };
}
