/**
 * The one guard of protected containers.
 *
 * It stands in the way to the engine itself: {@link guardTransport} wraps a transport, so that
 * every call through it (the command line's, the shell's, the screen's, a plugin's, the server's,
 * a bulk action's, a prune) meets it, whoever makes it and whether he knows of it or not. An engine
 * that the program opens is guarded (`createEngine(transport, { protect })`); nobody has to ask.
 *
 * Who wants to show beforehand what would be refused asks {@link protectionFor}. Who has asked the
 * person says so with {@link allowOnce}. Work made of several calls (a recreate) asks once, with
 * {@link checkProtected}, and then goes by {@link unguarded}.
 *
 * It keeps dockerctl from doing what one did not mean. It is no lock: plain docker can still do it.
 */
import { posix } from "node:path";
import { EngineError, isEngineError } from "../errors.ts";
import type { Transport, WireRequest, WireResponse } from "../transport/types.ts";
import { pruneImagesSparing } from "./prune_images.ts";
import { type PruneCandidate, pruneSparing } from "./prune_sparing.ts";
import {
  PROTECTED_ACTIONS,
  type ProtectedAction,
  type Protections,
  protectionsOf,
  type ProtectRule,
} from "./rules.ts";
import { sparedBy } from "./spared.ts";

/** What the guard is told. */
export interface ProtectOptions {
  /** The rules of the settings; read when a call wants to be judged, and not before. */
  rules?(): Promise<readonly ProtectRule[]>;
  /** Told of what a prune left alone, and why. */
  onSpared?(name: string, why: string): void;
}

/** A container, and what it is protected from. */
export interface ProtectedContainer {
  /** Full id. */
  id: string;
  /** Without a slash. */
  name: string;
  /** What it is protected from; empty where from nothing. */
  protections: Protections;
}

interface Guard {
  readonly inner: Transport;
  readonly options: ProtectOptions;
  /** Ids of containers for which the person has said yes. */
  readonly allowed: Set<string>;
}

const guards = new WeakMap<Transport, Guard>();

/**
 * A transport that refuses what protected containers are protected from, with an EngineError of
 * code `denied`, before the engine hears of it. A prune leaves them, and backups, alone.
 */
export function guardTransport(inner: Transport, options: ProtectOptions = {}): Transport {
  const guard: Guard = { inner, options, allowed: new Set() };
  const guarded: Transport = {
    endpoint: inner.endpoint,
    greeting: (signal) => inner.greeting(signal),
    upgrade: (request) => inner.upgrade(request),
    close: () => inner.close(),
    ...(inner.openLive && { openLive: (options) => inner.openLive!(options) }),
    async send(request) {
      const call = judgedCall(request);
      if (call === undefined) return await inner.send(request);
      if (call === "prune") return await prune(guard, request);
      if (call === "prune images") return await pruneImagesSparing(inner, request);
      await refuse(guard, call.container, call.action, request);
      return await inner.send(request);
    },
  };
  guards.set(guarded, guard);
  return guarded;
}

/** Signals that ask a process for something other than its end. */
const HARMLESS = /^(SIG)?(HUP|USR1|USR2|WINCH|CONT|CHLD|URG|1|10|12|28|18|17|23)$/i;

/** Which action on which container a request is; undefined for one that needs no judging. */
function judgedCall(
  { method, path, query }: WireRequest,
): { container: string; action: ProtectedAction } | "prune" | "prune images" | undefined {
  if (method !== "POST" && method !== "DELETE") return undefined;
  const plain = plainPath(path);
  if (method === "POST" && /^(?:\/v\d+\.\d+)?\/images\/prune\/?$/.test(plain)) {
    return "prune images";
  }
  const found = /^(?:\/v\d+\.\d+)?\/containers\/([^/]+)(?:\/([a-z]+))?\/?$/.exec(plain);
  if (found === null) return undefined;
  const [, container, verb] = found;
  const on = (action: ProtectedAction) => ({ container, action });
  if (method === "DELETE") return verb === undefined ? on("remove") : undefined;
  switch (verb) {
    case undefined:
      return container === "prune" ? "prune" : undefined;
    case "kill":
      return HARMLESS.test(String(query?.["signal"] ?? "")) ? undefined : on("stop");
    case "stop":
    case "restart":
    case "pause":
      return on("stop");
    case "rename":
      return on("rename");
    case "update":
      return on("update");
    default:
      return undefined;
  }
}

/** What an engine's router makes of a path, however it was written: a plugin may write any. */
function plainPath(path: string): string {
  const bare = path.split(/[?#]/, 1)[0];
  let decoded = bare;
  try {
    decoded = decodeURIComponent(bare);
  } catch { /* the engine cannot read it either */ }
  return posix.normalize(decoded);
}

async function refuse(
  guard: Guard,
  container: string,
  action: ProtectedAction,
  { op, signal }: Pick<WireRequest, "op" | "signal">,
): Promise<void> {
  const subject = await look(guard, container, op, signal);
  if (subject === undefined || guard.allowed.has(subject.id)) return;
  const why = subject.protections.get(action);
  if (why !== undefined) throw protectedError(subject.name, action, why, op, guard.inner.endpoint);
}

function protectedError(
  name: string,
  action: ProtectedAction,
  why: string,
  op: string,
  endpoint: string,
): EngineError {
  return new EngineError(
    `${name} is protected from being ${PROTECTED_ACTIONS[action]} by ${why}`,
    {
      code: "denied",
      op,
      endpoint,
      status: 403,
      hint: why.startsWith("the settings")
        ? `Use --unprotect for this once, or dockerctl unprotect ${name}`
        : "Use --unprotect for this once",
    },
  );
}

/** The container of a name or an id; undefined where there is none (the call itself says so). */
async function look(
  guard: Guard,
  container: string,
  op: string,
  signal?: AbortSignal,
): Promise<ProtectedContainer | undefined> {
  const { inner, options } = guard;
  let answer: { Id: string; Name: string; Config?: { Labels?: Record<string, string> | null } };
  try {
    const response = await inner.send({
      method: "GET",
      path: `/containers/${encodeURIComponent(container)}/json`,
      op,
      signal,
    });
    answer = await response.json();
  } catch (error) {
    if (isEngineError(error, "not_found", "bad_request")) return undefined;
    throw error;
  }
  const name = String(answer.Name ?? "").replace(/^\//, "");
  const rules = await options.rules?.() ?? [];
  return {
    id: answer.Id,
    name,
    protections: protectionsOf({ name, labels: answer.Config?.Labels }, rules, inner.endpoint),
  };
}

async function prune(guard: Guard, request: WireRequest): Promise<WireResponse> {
  const { inner, options } = guard;
  const rules = await options.rules?.() ?? [];
  const spare = (c: PruneCandidate) =>
    guard.allowed.has(c.id) ? undefined : sparedBy(c, rules, inner.endpoint);
  return await pruneSparing(inner, request, spare, options.onSpared);
}

/**
 * What a container is protected from, on an engine of this transport; undefined where there is no
 * such container, or nothing guards the transport.
 */
export async function protectionFor(
  transport: Transport,
  container: string,
  signal?: AbortSignal,
): Promise<ProtectedContainer | undefined> {
  const guard = guards.get(transport);
  if (guard === undefined) return undefined;
  return await look(guard, container, "inspect container", signal);
}

/** The rules that count for a transport: for lists, which have labels and names already. */
export async function protectRules(transport: Transport): Promise<readonly ProtectRule[]> {
  return await guards.get(transport)?.options.rules?.() ?? [];
}

/** Throws the refusal (EngineError, `denied`) where a container is protected from an action. */
export async function checkProtected(
  transport: Transport,
  container: string,
  action: ProtectedAction,
  options: { op: string; signal?: AbortSignal },
): Promise<void> {
  const guard = guards.get(transport);
  if (guard !== undefined) await refuse(guard, container, action, options);
}

/** Lets everything be done to one container (its full id) through this transport: the person was asked. */
export function allowOnce(transport: Transport, id: string): void {
  guards.get(transport)?.allowed.add(id);
}

/** The transport behind the guard: for work that was checked as a whole. */
export function unguarded(transport: Transport): Transport {
  return guards.get(transport)?.inner ?? transport;
}
