/**
 * A session of BuildKit: a connection of ours over which the engine asks for files and credentials
 * while it builds (moby/buildkit session).
 */
import type { RegistryAuth } from "../../images/registry_auth.ts";
import type { Transport } from "../../transport/types.ts";
import { CREDENTIALS, credentials } from "./auth.ts";
import { DIFF_COPY, sendFiles } from "./filesync.ts";
import { GRPC_STATUS, type GrpcCall, GrpcError, serveGrpc } from "./grpc.ts";
import type { LocalSource } from "./local_files.ts";
import { GET_SECRET, getSecret, type Secrets } from "./secrets.ts";
import { type Agents, CHECK_AGENT, checkAgent, FORWARD_AGENT, forwardAgent } from "./ssh.ts";

const HEALTH = "/grpc.health.v1.Health/Check";
/** `SERVING`. */
const HEALTHY = Uint8Array.of(8, 1);

/** What the engine may ask for. */
export interface SessionOptions {
  /** Folders by the names that BuildKit has for them: `context`, `dockerfile`. */
  sources: Readonly<Record<string, LocalSource>>;
  /** Who one is at a registry. */
  authOf(registry: string): Promise<RegistryAuth | undefined>;
  /** Secrets by id; none where absent. */
  secrets?: Secrets;
  /** Sockets of ssh agents by id; none where absent. */
  agents?: Agents;
  /** The same for the same folder, so that the engine knows what it has of it. */
  key: string;
  signal?: AbortSignal;
}

/** An open session. */
export interface BuildSession extends AsyncDisposable {
  /** What a build names it by. */
  id: string;
}

/** Opens one (`POST /session`). */
export async function openSession(
  transport: Transport,
  { sources, authOf, secrets = {}, agents = {}, key, signal }: SessionOptions,
): Promise<BuildSession> {
  const id = hex(crypto.getRandomValues(new Uint8Array(16)));
  const duplex = await transport.upgrade({
    method: "POST",
    path: "/session",
    op: "build image",
    signal,
    session: {
      id,
      key,
      methods: [DIFF_COPY, CREDENTIALS, GET_SECRET, CHECK_AGENT, FORWARD_AGENT, HEALTH],
    },
  });
  const handle = async (call: GrpcCall) => {
    if (call.path === DIFF_COPY) return await sendFiles(call, sources);
    if (call.path === CREDENTIALS) return await credentials(call, authOf);
    if (call.path === GET_SECRET) return await getSecret(call, secrets);
    if (call.path === CHECK_AGENT) return await checkAgent(call, agents);
    if (call.path === FORWARD_AGENT) return await forwardAgent(call, agents);
    if (call.path === HEALTH) return await call.send(HEALTHY);
    throw new GrpcError(GRPC_STATUS.unimplemented, `${call.path} is not served here`);
  };
  // What goes wrong with it the engine tells by the build's own failure.
  const served = serveGrpc(duplex, handle).catch(() => {}).finally(() => duplex.close());
  return {
    id,
    async [Symbol.asyncDispose]() {
      duplex.close();
      await served;
    },
  };
}

/** A key for {@link SessionOptions.key}. */
export async function sharedKey(folder: string): Promise<string> {
  const bytes = new TextEncoder().encode(`dockerctl ${folder}`);
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
