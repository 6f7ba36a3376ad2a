/** The way to a host of the list: bounded, filtered, and guarded where the host is read-only. */
import type { Transport } from "../transport/types.ts";
import { filteredTransport } from "./filtered.ts";
import { GatedTransport } from "./gate.ts";
import type { HostSpec } from "./hosts.ts";
import { polledStats } from "./polled_stats.ts";
import { readOnlyTransport } from "./read_only.ts";

/**
 * Connections that a host gets at once, its streams included over ssh: each costs a session there
 * (sshd's MaxSessions is 10), and what sshd does not want to share costs a login (MaxStartups).
 */
export const CONNECTIONS = 4;
/** Where streams are not counted and hosts are many. */
const OF_MANY = 2;
/** Of them, over ssh, at most so many are streams: one is always left for what is asked. */
const SSH_STREAMS = CONNECTIONS - 1;
/** A host that does not answer for so long is slow, in milliseconds. */
export const SLOW_AFTER = 1_000;

/** What is told of a host while it is used. */
export interface HostListener {
  /** It keeps people waiting, or does so no more. */
  onSlow?(slow: boolean): void;
  /** It is one of many at once: each connection costs memory, and all of them are waited for. */
  ofMany?: boolean;
}

/** Wraps the transport to a host in what the list says of it. */
export function hostTransport(
  inner: Transport,
  host: HostSpec,
  listener: HostListener = {},
): Transport {
  const ssh = inner.endpoint.startsWith("ssh:");
  const gated = new GatedTransport(inner, {
    connections: listener.ofMany && !ssh ? OF_MANY : CONNECTIONS,
    ...(ssh && { streams: SSH_STREAMS }),
    slowAfter: SLOW_AFTER,
    onSlow: listener.onSlow,
  });
  // A stream for each container that is measured would leave no connection for anything else.
  const few = ssh ? polledStats(gated) : gated;
  const filtered = filteredTransport(few, host.filter);
  return host.readOnly ? readOnlyTransport(filtered, host.name) : filtered;
}
