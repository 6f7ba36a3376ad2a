/** Alerts of all hosts, as their recorders keep them; muting and unmuting. */
import { openAlerts, openMutes } from "../../alerts/reader.ts";
import type { AlertState } from "../../alerts/types.ts";
import { isEngineError } from "../../errors.ts";
import type { RouteCall } from "../routes.ts";
import { HttpRefusal } from "../types.ts";
import { done, hostOf, json, manageOf, nothing, ok, type Wanted } from "./call.ts";
import type { ManagedHost } from "./hosts.ts";
import { ALERTS, list } from "./schemas.ts";
import type { Clean } from "./views.ts";

/** What fired lately: two days, so many at most. */
const RECENT = 2 * 86_400_000;
const MAX_RECENT = 200;
const MAX_CURRENT = 500;
const MAX_NAME = 300;
/** The longest mute; without a time it holds until it is taken back. */
const MAX_MINUTES = 366 * 24 * 60;

const time = (ms: number) => new Date(ms).toISOString();

function shown(alert: AlertState, clean: Clean) {
  return {
    rule: clean(alert.rule),
    who: clean(alert.who),
    severity: alert.severity,
    since: time(alert.since),
    count: alert.count,
    names: alert.names.map((n) => clean(n)),
    more: alert.more,
    ...(alert.firedAt !== undefined && { firedAt: time(alert.firedAt) }),
    ...(alert.value !== undefined && { value: clean(alert.value) }),
    ...(alert.last && { last: { time: time(alert.last.time), text: clean(alert.last.text) } }),
  };
}

function alertsOf(host: ManagedHost, clean: Clean) {
  const dir = host.recordDir();
  if (dir === undefined) return undefined;
  try {
    using reader = openAlerts(dir);
    return {
      host: host.name,
      current: reader.current().slice(0, MAX_CURRENT).map((a) => ({
        ...shown(a, clean),
        phase: a.phase,
        muted: a.muted,
      })),
      recent: reader.history(Date.now() - RECENT, MAX_RECENT).map((f) => ({
        ...shown(f.alert, clean),
        fired: time(f.fired),
        told: f.told,
        ...(f.resolved !== undefined && { resolved: time(f.resolved) }),
      })),
      broken: Object.fromEntries(
        Object.entries(reader.broken()).map(([rule, why]) => [clean(rule), clean(why)]),
      ),
    };
  } catch (e) {
    // No recorder has kept any (yet).
    if (!isEngineError(e)) throw e;
    return undefined;
  }
}

function keyOf(call: RouteCall): { rule: string; who: string } {
  const { rule, who = "" } = call.document as { rule?: unknown; who?: unknown };
  const is = (word: unknown): word is string => typeof word === "string" && word.length <= MAX_NAME;
  if (!is(rule) || rule === "" || !is(who)) {
    throw new HttpRefusal(400, '"rule" names a rule, "who" whom the alert is about');
  }
  return { rule, who };
}

function dirOf(call: RouteCall): string {
  const dir = hostOf(call).recordDir();
  if (dir === undefined) throw new HttpRefusal(404, "no alerts are kept for this host");
  return dir;
}

/** The calls. */
export const ALERT_ROUTES: readonly Wanted[] = [
  {
    method: "GET",
    path: "/alerts",
    id: "Alerts",
    summary: "Alerts that wait or fire, and those of the last two days, by host",
    answer: json("Of each host whose recorder keeps any", list(ALERTS)),
    handle: (call) => {
      const { hosts, clean } = manageOf(call);
      return Promise.resolve(
        ok(hosts.map((h) => alertsOf(h, clean)).filter((a) => a !== undefined)),
      );
    },
  },
  {
    method: "POST",
    path: "/hosts/{host}/alerts/mute",
    id: "AlertMute",
    summary: "Tell nothing of a rule, or of one of its alerts, for a while",
    access: "write",
    body: { limit: 4 * 1024, summary: "`rule`; `who` for one of its alerts; `minutes`" },
    answer: nothing,
    handle: (call) => {
      const key = keyOf(call);
      const { minutes } = call.document as { minutes?: unknown };
      if (
        minutes !== undefined &&
        !(typeof minutes === "number" && minutes > 0 && minutes <= MAX_MINUTES)
      ) {
        throw new HttpRefusal(400, `"minutes" is a number from 1 to ${MAX_MINUTES}`);
      }
      using mutes = openMutes(dirOf(call));
      mutes.mute(key, minutes === undefined ? undefined : Date.now() + minutes * 60_000);
      return Promise.resolve(done);
    },
  },
  {
    method: "POST",
    path: "/hosts/{host}/alerts/unmute",
    id: "AlertUnmute",
    summary: "Tell again of what was muted",
    access: "write",
    body: { limit: 4 * 1024, summary: "`rule`, and `who` as it was muted" },
    answer: nothing,
    handle: (call) => {
      const key = keyOf(call);
      using mutes = openMutes(dirOf(call));
      if (!mutes.unmute(key)) throw new HttpRefusal(404, "this was not muted");
      return Promise.resolve(done);
    },
  },
];
