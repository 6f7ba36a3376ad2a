/** The endpoint `POST /auth` and its options. */
import { compact, orAbsent } from "../_values.ts";
import { authDocument, type RegistryAuth } from "../images/registry_auth.ts";
import type { CallOptions } from "../options.ts";
import { parseDocument } from "../stream/json_stream.ts";
import type { Transport } from "../transport/types.ts";

/** What a registry answered to a login. */
export interface AuthResult {
  /** `Login Succeeded`. */
  status: string;
  /** To be kept instead of the password, where the registry gives one. */
  identityToken?: string;
}

/**
 * Asks a registry, by way of the engine, whether credentials are good (`POST /auth`, API 1.24).
 * Throws EngineError: `unauthorized` (`engine` up to 20.10) when they are not, `engine` when the registry cannot
 * be reached.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /auth": { json: { Status: "Login Succeeded", IdentityToken: "" } },
 * }));
 * const { status } = await engine.system.auth({
 *   username: "ada",
 *   password: "secret",
 *   serverAddress: "localhost:5000",
 * });
 * assert.equal(status, "Login Succeeded");
 * ```
 */
export async function checkAuth(
  transport: Transport,
  auth: RegistryAuth,
  options: CallOptions = {},
): Promise<AuthResult> {
  const response = await transport.send({
    method: "POST",
    path: "/auth",
    json: authDocument(auth),
    op: "log in to registry",
    kind: "wait",
    signal: options.signal,
  });
  // Some engines answer 204 without a body.
  const text = await response.text();
  const answer = text === ""
    ? {}
    : parseDocument<{ Status?: string; IdentityToken?: string }>(text, {
      op: "log in to registry",
      endpoint: transport.endpoint,
    });
  return compact<AuthResult>({
    status: answer.Status ?? "",
    identityToken: orAbsent(answer.IdentityToken),
  });
}
