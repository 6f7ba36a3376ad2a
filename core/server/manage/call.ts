/** What the management calls share: who asks, which host, what the query says, what is answered. */
import type { QueryParam, Route, RouteCall } from "../routes.ts";
import { type ApiAnswer, HttpRefusal } from "../types.ts";
import type { ManagedHost } from "./hosts.ts";
import type { Management } from "./management.ts";

/** A call as it stands in the tables: without who is let in, which is added twice. */
export type Wanted = Omit<Route, "path" | "admit" | "access" | "length"> & {
  path: string;
  access?: Route["access"];
  length?: Route["length"];
};

/** A document. */
export const ok = (value: unknown): ApiAnswer => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value) + "\n",
});
/** It was done. */
export const done: ApiAnswer = { status: 204 };

/** What is managed. */
export const manageOf = ({ sources }: RouteCall): Management => {
  if (sources.manage === undefined) throw new HttpRefusal(404, "this server serves no engine");
  return sources.manage;
};

/** The host that the path names. */
export function hostOf(call: RouteCall): ManagedHost {
  const host = manageOf(call).host(call.params.host);
  if (host === undefined) throw new HttpRefusal(404, "there is no such host");
  if (host.readOnly && call.route.access === "write") {
    throw new HttpRefusal(403, `${host.name} is read-only: nothing can be changed there`);
  }
  return host;
}

/** Whose streams and plans these are: a session's, or those of whoever bears the token. */
export function ownerOf({ policy, request, route }: RouteCall): unknown {
  return route.admit === undefined ? "token" : policy.page?.of(request) ?? "nobody";
}

/** Ends with the call, the session and the server. */
export function signalOf(call: RouteCall): AbortSignal {
  const session = call.route.admit === undefined ? undefined : call.policy.page?.of(call.request);
  return AbortSignal.any([
    call.signal,
    manageOf(call).stopping,
    ...session ? [session.over.signal] : [],
  ]);
}

/** A number of the query. */
export function number(call: RouteCall, name: string, most: number, otherwise: number): number {
  const text = call.query[name]?.[0];
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text) || Number(text) > most) {
    throw new HttpRefusal(400, `the parameter "${name}" is a number up to ${most}`);
  }
  return Number(text);
}

/** A time of the query: seconds since 1970, with a fraction. */
export function moment(call: RouteCall, name: string): string | undefined {
  const text = call.query[name]?.[0];
  if (text !== undefined && !/^\d{1,12}(\.\d{1,9})?$/.test(text)) {
    throw new HttpRefusal(400, `the parameter "${name}" is no time in seconds since 1970`);
  }
  return text;
}

/** Whether a flag of the query is set. */
export const isSet = (text: string | undefined) => text === "1" || text === "true";

/** An answer that is a document. */
export const json = (summary: string, is?: unknown) => ({
  status: 200,
  summary,
  type: "application/json",
  ...(is !== undefined && { schema: is }),
});
/** An answer that is a stream of events. */
export const events = (summary: string) => ({ status: 200, summary, type: "text/event-stream" });
/** An answer without a body. */
export const nothing = { status: 204, summary: "Done" };
/** A parameter of the query. */
export const q = (name: string, summary: string, more: Partial<QueryParam> = {}): QueryParam => ({
  name,
  summary,
  ...more,
});
