/** Alerts, as the screen knows them. */
import type { Model } from "./model.ts";
import { slot } from "./slot.ts";

/** One alert, as plain data. */
export interface AlertRow {
  readonly key: string;
  readonly state: "firing" | "pending" | "resolved";
  readonly muted: boolean;
  readonly severity: "info" | "warning" | "critical";
  readonly rule: string;
  /** A container, a project, or "" for the rule as a whole. */
  readonly who: string;
  /** Containers it is about. */
  readonly names: readonly string[];
  /** When it fired, or began to hold; ms. */
  readonly since: number;
  readonly resolved?: number;
  /** `47 in 3 min · cpu 97%`. */
  readonly much: string;
  /** The last line or event that it is about, and when that was; ms. */
  readonly text: string;
  readonly at?: number;
}

/** A mute that is wished for, or its end; `wish` tells one from another. */
export interface MuteWish {
  readonly wish: number;
  readonly rule: string;
  readonly who: string;
  readonly mute: boolean;
}

interface State {
  /** Undefined where nothing is kept of alerts. */
  readonly rows?: readonly AlertRow[];
  readonly wish?: MuteWish;
}

/** What comes from outside, or from a key. */
export type AlertsSaid =
  | { readonly what: "rows"; readonly rows?: readonly AlertRow[] }
  | { readonly what: "mute" }
  | { readonly what: "muted"; readonly wish: number };

/** The alerts of the engine that is shown. */
export const alertsSlot = slot<State, AlertsSaid>("alerts", {});

/** How many fire now; muted ones do not count. */
export function firingOf(model: Model): number {
  return alertsSlot.of(model).rows?.filter((r) => r.state === "firing" && !r.muted).length ?? 0;
}
