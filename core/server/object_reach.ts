/** Whether a network or a volume that a client asks for would reach the host. */
import { volumeReach } from "./host_reach.ts";

type Document = Record<string, unknown>;
/** Why a field's value reaches the host, or undefined. */
type Check = (value: unknown) => string | undefined;

const anything: Check = () => undefined;

function isEmpty(v: unknown): boolean {
  return v === undefined || v === null || v === "" || v === false ||
    typeof v === "object" && Object.keys(v).length === 0;
}

const quoted = (v: unknown) => JSON.stringify(v)?.slice(0, 200) ?? "nothing";
const empty = (what: string): Check => (v) => isEmpty(v) ? undefined : what;
const oneOf = (values: readonly unknown[], what: string): Check => (v) =>
  isEmpty(v) || values.includes(v) ? undefined : `${what} ${quoted(v)}`;

/** What a bridge may be told: nothing of interfaces, addresses and routes of the host. */
const BRIDGE_OPTIONS: Readonly<Record<string, Check>> = {
  "com.docker.network.bridge.enable_icc": anything,
  "com.docker.network.bridge.enable_ip_masquerade": anything,
  "com.docker.network.driver.mtu": anything,
};

/** A range of the client's choice could be one that the host routes elsewhere. */
const IPAM: Readonly<Record<string, Check>> = {
  Driver: oneOf(["default"], "the address driver"),
  Config: empty("addresses of its own choice"),
  Options: empty("options of the address driver"),
};

const NETWORK: Readonly<Record<string, Check>> = {
  Name: anything,
  CheckDuplicate: anything,
  Driver: oneOf(["bridge"], "the network driver"),
  Scope: oneOf(["local"], "the scope"),
  EnableIPv4: anything,
  EnableIPv6: anything,
  IPAM: (v) => fields(v, IPAM, "an address option"),
  Internal: anything,
  Attachable: anything,
  Ingress: empty("an ingress network"),
  ConfigOnly: anything,
  ConfigFrom: (v) => isEmpty((v as Document | null)?.Network) ? undefined : "another's settings",
  Options: (v) => fields(v, BRIDGE_OPTIONS, "the network option"),
  Labels: anything,
};

const VOLUME: Readonly<Record<string, Check>> = {
  Name: anything,
  Driver: oneOf(["local"], "the volume driver"),
  DriverOpts: (v) =>
    isEmpty(v)
      ? undefined
      : isDocument(v)
      ? volumeReach({ Name: "", Driver: "local", Options: v as Record<string, string> }) &&
        `a volume that mounts ${quoted(v.device)}`
      : "driver options that are no document",
  ClusterVolumeSpec: empty("a cluster volume"),
  Labels: anything,
};

/** The fields of those documents. */
export const NETWORK_FIELDS: ReadonlySet<string> = new Set(Object.keys(NETWORK));
export const VOLUME_FIELDS: ReadonlySet<string> = new Set(Object.keys(VOLUME));

/** What of a document for `networks/create` reaches the host, in words, or undefined. */
export function networkCreateReach(document: unknown): string | undefined {
  return fields(document, NETWORK, "the field");
}

/** What of a document for `volumes/create` reaches the host, in words, or undefined. */
export function volumeCreateReach(document: unknown): string | undefined {
  return fields(document, VOLUME, "the field");
}

/** The engine takes a key in any case: what is not known to the letter is refused. */
function fields(
  value: unknown,
  checks: Readonly<Record<string, Check>>,
  kind: string,
): string | undefined {
  if (isEmpty(value)) return undefined;
  if (!isDocument(value)) return "something that is no document";
  for (const [key, given] of Object.entries(value)) {
    if (!Object.hasOwn(checks, key)) return `${kind} ${quoted(key)}`;
    const what = checks[key](given);
    if (what !== undefined) return what;
  }
}

function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
