/** What a registry wants to know of its user. */
export interface RegistryAuth {
  /** Name of the user. */
  username?: string;
  /** Password or token. */
  password?: string;
  /** The registry: `https://index.docker.io/v1/`, `ghcr.io`. */
  serverAddress?: string;
  /** Instead of name and password: what an earlier login gave. */
  identityToken?: string;
  /** A bearer token for the registry itself. */
  registryToken?: string;
}

/** The document that the engine wants, with its own spelling. */
export function authDocument(auth: RegistryAuth): Record<string, string> {
  const fields: [string, string | undefined][] = [
    ["username", auth.username],
    ["password", auth.password],
    ["serveraddress", auth.serverAddress],
    ["identitytoken", auth.identityToken],
    ["registrytoken", auth.registryToken],
  ];
  return Object.fromEntries(fields.filter((field): field is [string, string] => Boolean(field[1])));
}

/**
 * The header `X-Registry-Auth`: base64url of the JSON, with padding (Go's base64.URLEncoding).
 * Nobody's is that of `{}`, because engine 20.10 refuses a push without the header.
 */
export function authHeader(auth: RegistryAuth | undefined): Record<string, string> {
  return { "x-registry-auth": encodeHeader(authDocument(auth ?? {})) };
}

/** The header `X-Registry-Config` of a build: who one is at which registry. */
export function authConfigHeader(
  auths: Readonly<Record<string, RegistryAuth>> | undefined,
): Record<string, string> {
  if (!auths || Object.keys(auths).length === 0) return {};
  const documents = Object.entries(auths).map(([host, auth]) => [host, authDocument(auth)]);
  return { "x-registry-config": encodeHeader(Object.fromEntries(documents)) };
}

function encodeHeader(document: unknown): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(JSON.stringify(document))) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_");
}
