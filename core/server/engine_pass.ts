/** How calls are passed on to the engine, and which of them are looked into first. */
import { EngineError } from "../errors.ts";
import type { WireRequest } from "../transport/types.ts";
import { refusal } from "./admission.ts";
import { isPrepared, namedReach, notePrepared, runningReach } from "./engine_facts.ts";
import { CONFIG_FIELDS, createReach } from "./host_reach.ts";
import { keepKnown } from "./known_fields.ts";
import {
  NETWORK_FIELDS,
  networkCreateReach,
  VOLUME_FIELDS,
  volumeCreateReach,
} from "./object_reach.ts";
import { psArgsProblem } from "./ps_args.ts";
import type { RouteCall } from "./routes.ts";
import type { ApiAnswer, ApiSession } from "./types.ts";

/** Where the engine's paths begin. */
export const ENGINE_BASE = "/v1/engine";

/** Headers of the engine's answers that clients need. */
const ANSWER_HEADERS = [
  "content-type",
  "api-version",
  "builder-version",
  "docker-experimental",
  "libpod-api-version",
  "ostype",
  "server",
  "swarm",
  "x-docker-container-path-stat",
];
/** Headers of requests that the engine needs. */
const REQUEST_HEADERS = ["content-type", "x-registry-auth"];

/** The engine's path of a call, its parameters encoded anew. */
function enginePath(call: RouteCall, params: Readonly<Record<string, string>> = call.params) {
  const path = call.route.path.slice(ENGINE_BASE.length).replace(
    /\{(\w+)\*?\}/g,
    (_, name) => params[name].split("/").map(encodeURIComponent).join("/"),
  );
  return call.version + path;
}

function wire(call: RouteCall, more: Partial<WireRequest> = {}): WireRequest {
  const headers: Record<string, string> = {};
  for (const name of REQUEST_HEADERS) {
    const value = call.request.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  return {
    method: call.route.method,
    path: enginePath(call),
    query: call.query,
    // The path has its version already.
    unversioned: true,
    op: call.route.summary.toLowerCase(),
    kind: call.route.length === "stream" ? "stream" : "call",
    headers,
    signal: call.signal,
    ...more,
  };
}

/** Sends a call on and hands back what the engine answers, as it comes. */
export async function pass(call: RouteCall, more: Partial<WireRequest> = {}): Promise<ApiAnswer> {
  const response = await call.sources.transport!.send(wire(call, more));
  const headers: Record<string, string> = {};
  for (const name of ANSWER_HEADERS) {
    const value = response.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  const { status } = response;
  if (status === 204 || status === 304 || call.route.method === "HEAD") {
    await response.discard();
    return { status, headers };
  }
  return { status, headers, body: response.body };
}

/** Makes a container, if it stays within itself or may reach the host. */
export async function create(call: RouteCall): Promise<ApiAnswer> {
  if (call.policy.allowPrivileged) return await passDocument(call);
  const document = known(call, CONFIG_FIELDS);
  const reach = createReach(document);
  if (reach !== undefined) return reachesHost(reach);
  const named = await namedReach(call.sources.transport!, document, call.signal);
  if (named !== undefined) return reachesHost(named);
  // What was judged is what is sent: one key twice cannot mean one thing here and another there.
  return await pass(call, { json: document });
}

/** The document without what no engine reads; the log tells what was left out. */
function known(call: RouteCall, fields: ReadonlySet<string>): unknown {
  const { document, left } = keepKnown(call.document, fields);
  call.left.push(...left);
  return document;
}

function reachesHost(what: string): ApiAnswer {
  return refusal(
    403,
    `this server allows no container that reaches its host, such as by ${what} (--allow-privileged)`,
  );
}

/**
 * The call with the container's full id in place of its name, or a refusal if what runs there
 * reaches the host.
 */
async function within(call: RouteCall): Promise<{ refused?: ApiAnswer; path: string }> {
  const { sources, policy, params, signal } = call;
  if (policy.allowPrivileged) return { path: enginePath(call) };
  const { id, reach } = await runningReach(sources.transport!, params.id, signal);
  const path = enginePath(call, { ...params, id });
  if (reach === undefined) return { path };
  return {
    path,
    refused: refusal(
      403,
      `this server runs nothing in a container that reaches its host, as this one does by ${reach} (--allow-privileged)`,
    ),
  };
}

/** Prepares a command, where both it and its container stay within themselves. */
export async function createExec(call: RouteCall): Promise<ApiAnswer> {
  const { refused, path } = await within(call);
  if (refused) return refused;
  const all = call.policy.allowPrivileged ? call.document : known(call, EXEC_FIELDS);
  const wanted = all as Record<string, unknown>;
  if (!call.policy.allowPrivileged) {
    for (const [key, value] of Object.entries(wanted ?? {})) {
      // The engine takes a key in any case.
      if (!EXEC_FIELDS.has(key)) return reachesHost(`the field ${JSON.stringify(key)}`);
      if (key === "Privileged" && value !== false) return reachesHost("a privileged command");
    }
  }
  const transport = call.sources.transport!;
  const response = await transport.send(wire(call, { path, json: wanted }));
  const answer = await response.json<{ Id: string }>();
  notePrepared(transport, answer.Id);
  return {
    status: response.status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(answer) + "\n",
  };
}

const EXEC_FIELDS = new Set([
  "AttachStderr",
  "AttachStdin",
  "AttachStdout",
  "Cmd",
  "ConsoleSize",
  "Container",
  "Detach",
  "DetachKeys",
  "Env",
  "Privileged",
  "Tty",
  "User",
  "WorkingDir",
]);

/** Passes a call on with its document. */
export async function passDocument(call: RouteCall): Promise<ApiAnswer> {
  return await pass(call, { json: call.document });
}

/** Makes a network, if it is one of containers alone. */
export async function createNetwork(call: RouteCall): Promise<ApiAnswer> {
  return await unlessReaching(call, NETWORK_FIELDS, networkCreateReach);
}

/** Makes a volume, if it is a folder of the engine's own. */
export async function createVolume(call: RouteCall): Promise<ApiAnswer> {
  return await unlessReaching(call, VOLUME_FIELDS, volumeCreateReach);
}

async function unlessReaching(
  call: RouteCall,
  fields: ReadonlySet<string>,
  judge: (document: unknown) => string | undefined,
): Promise<ApiAnswer> {
  if (call.policy.allowPrivileged) return await passDocument(call);
  const document = known(call, fields);
  const reach = judge(document);
  if (reach === undefined) return await pass(call, { json: document });
  return refusal(
    403,
    `this server makes nothing that reaches its host, such as by ${reach} (--allow-privileged)`,
  );
}

/** What an update may change: limits, and when it is started again; no devices. */
const UPDATE_FIELDS = new Set([
  "BlkioWeight",
  "CpuPeriod",
  "CpuQuota",
  "CpuRealtimePeriod",
  "CpuRealtimeRuntime",
  "CpuShares",
  "CpusetCpus",
  "CpusetMems",
  "KernelMemory",
  "Memory",
  "MemoryReservation",
  "MemorySwap",
  "NanoCpus",
  "PidsLimit",
  "RestartPolicy",
]);

/** Changes limits, and nothing that reaches the host. */
export async function update(call: RouteCall): Promise<ApiAnswer> {
  if (!call.policy.allowPrivileged) {
    const fields = Object.keys(call.document as Record<string, unknown> ?? {});
    const other = fields.find((key) => !UPDATE_FIELDS.has(key));
    if (other !== undefined) return reachesHost(`the field ${JSON.stringify(other)}`);
  }
  return await passDocument(call);
}

/** Joins a container's streams, unless it reaches the host. */
export async function attach(call: RouteCall): Promise<ApiAnswer> {
  const { refused, path } = await within(call);
  if (refused) return refused;
  return await hijack(call, { path, headers: { "content-type": "text/plain" } });
}

/** Copies files out of a container or into it, unless it reaches the host. */
export async function archive(call: RouteCall): Promise<ApiAnswer> {
  const { refused, path } = await within(call);
  if (refused) return refused;
  return await pass(call, { path, ...call.route.method === "PUT" && { body: call.request.body } });
}

/** A refusal for a command that somebody else prepared: where it runs was never judged. */
function foreign(call: RouteCall): ApiAnswer | undefined {
  if (call.policy.allowPrivileged) return undefined;
  if (isPrepared(call.sources.transport!, call.params.id)) return undefined;
  return refusal(403, "this server starts only commands that were prepared through it");
}

/** Sets the size of a prepared command's terminal. */
export async function resizeExec(call: RouteCall): Promise<ApiAnswer> {
  return foreign(call) ?? await pass(call);
}

/** Lists processes, if ps is asked for nothing else. */
export async function top(call: RouteCall): Promise<ApiAnswer> {
  const problem = psArgsProblem(call.query.ps_args?.[0] ?? "");
  if (problem !== undefined) return refusal(403, `${problem} by this server`);
  return await pass(call);
}

/** Runs a prepared command, joined with the client or on its own. */
export async function startExec(call: RouteCall): Promise<ApiAnswer> {
  const refused = foreign(call);
  if (refused) return refused;
  const detach = (call.document as { Detach?: unknown } | null)?.Detach === true;
  if (detach) return await pass(call, { json: call.document });
  return await hijack(call, { json: call.document });
}

/** Joins the client's connection with one of the engine's, each direction ending on its own. */
async function hijack(call: RouteCall, more: Partial<WireRequest>): Promise<ApiAnswer> {
  const upgrade = call.request.upgrade?.toLowerCase() === "tcp";
  // A client that does not ask for the bare connection gets it all the same, as from an engine,
  // unless what it sends would come in chunks.
  if (!upgrade && call.request.headers["transfer-encoding"] !== undefined) {
    return refusal(400, "this call takes a body in chunks only with Connection: Upgrade");
  }
  const duplex = await call.sources.transport!.upgrade(wire(call, more));
  const type = duplex.headers["content-type"];
  return {
    status: upgrade ? 101 : 200,
    headers: {
      ...(type && { "content-type": type }),
      ...(upgrade ? { connection: "Upgrade", upgrade: "tcp" } : { connection: "close" }),
    },
    done: () => duplex.close(),
    session: async ({ input, write }: ApiSession) => {
      const up = (async () => {
        try {
          for await (const bytes of input) await duplex.write(bytes);
          await duplex.closeWrite();
        } catch { /* the engine ended first: its side tells the client */ }
      })();
      try {
        for await (const bytes of duplex.readable) await write(bytes);
      } catch {
        /* one of both is gone, and so is the session */
      } finally {
        duplex.close();
      }
      void up;
    },
  };
}

/** The answer for what the engine, or the way to it, said. */
export function engineProblem(e: unknown): ApiAnswer {
  if (!(e instanceof EngineError)) throw e;
  // The engine's own 401 must not be taken for ours, which is about the token.
  const status = e.status === 401 || e.status !== undefined && e.status < 400 ? 502 : e.status ??
    BY_CODE[e.code] ?? 502;
  return refusal(status, e.message);
}

const BY_CODE: Partial<Record<EngineError["code"], number>> = {
  bad_request: 400,
  version: 400,
  config: 500,
  not_found: 404,
  timeout: 504,
  aborted: 503,
};
