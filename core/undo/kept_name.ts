/** The name of a container that was removed and is kept for a while: all that is to be known of it. */
import type { RestartPolicy } from "../containers/config.ts";
import type { StateBefore } from "./types.ts";

/** What the name of a kept container tells. */
export interface KeptName {
  /** What it was called. */
  of: string;
  /** When it was removed. */
  removedAt: Date;
  /** How it was. */
  was: StateBefore;
  restartPolicy: RestartPolicy;
  /** Its anonymous volumes go with it. */
  volumes: boolean;
  /** How long it is kept, in minutes. */
  minutes: number;
}

const KEPT = /^(.+)\.dockerctl-removed-(\d{8}T\d{9})-([rpec])(n|a|u|f\d{0,9})(v?)-(\d{1,6})$/;
const STATES = { r: "running", p: "paused", e: "ended", c: "created" } as const;
const POLICIES = { n: "no", a: "always", u: "unless-stopped", f: "on-failure" } as const;

/**
 * What a container is called while it is kept. All that is needed to bring it back, or to remove
 * it, is part of the name: no file can be lost, and a restart policy can be taken from it meanwhile.
 */
export function keptName(
  { of, removedAt, was, restartPolicy, volumes, minutes }: KeptName,
): string {
  const stamp = removedAt.toISOString().replace(/[-:.Z]/g, "");
  const state = was[0];
  const { Name, MaximumRetryCount } = restartPolicy;
  const policy = Name === "on-failure"
    ? `f${MaximumRetryCount || ""}`
    : Name === "always"
    ? "a"
    : Name === "unless-stopped"
    ? "u"
    : "n";
  return `${of}.dockerctl-removed-${stamp}-${state}${policy}${volumes ? "v" : ""}-${minutes}`;
}

/**
 * What a container's name says of its removal; undefined for one that is not kept.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { keptName, keptOf } from "./kept_name.ts";
 *
 * const kept = {
 *   of: "web", removedAt: new Date("2026-11-30T17:05:01.250Z"), was: "running",
 *   restartPolicy: { Name: "on-failure", MaximumRetryCount: 3 }, volumes: true, minutes: 60,
 * } as const;
 * assert.equal(keptName(kept), "web.dockerctl-removed-20261130T170501250-rf3v-60");
 * assert.deepEqual(keptOf(keptName(kept)), kept);
 * assert.equal(keptOf("web"), undefined);
 * ```
 */
export function keptOf(name: string): KeptName | undefined {
  const found = KEPT.exec(name.replace(/^\//, ""));
  if (found === null) return undefined;
  const [, of, t, state, policy, volumes, minutes] = found;
  const removedAt = new Date(
    `${t.slice(0, 4)}-${t.slice(4, 6)}-${t.slice(6, 8)}T${t.slice(9, 11)}:${t.slice(11, 13)}:` +
      `${t.slice(13, 15)}.${t.slice(15)}Z`,
  );
  if (Number.isNaN(removedAt.getTime())) return undefined;
  const Name = POLICIES[policy[0] as keyof typeof POLICIES];
  const count = Number(policy.slice(1));
  return {
    of,
    removedAt,
    was: STATES[state as keyof typeof STATES],
    restartPolicy: { Name, ...(count > 0 && { MaximumRetryCount: count }) },
    volumes: volumes === "v",
    minutes: Number(minutes),
  };
}
