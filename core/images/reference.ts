/** The parts of a name of an image: registry, repository, tag and digest. */
import { EngineError } from "../errors.ts";

/** The parts of a reference to an image. */
export interface ImageReference {
  /** As a person writes it, without tag and digest: `busybox`, `ghcr.io/a/b`. */
  name: string;
  /** Host and port of the registry: `docker.io`, `ghcr.io`, `localhost:5000`. */
  domain: string;
  /** Path in the registry: `library/busybox`. */
  path: string;
  /** Tag. */
  tag?: string;
  /** `sha256:…`. */
  digest?: string;
}

const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const DOMAIN = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const TAG = /^[\w][\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const ID = /^[a-f0-9]{64}$/;

/**
 * Takes a reference to an image apart, by the rules of distribution/reference: the first part is
 * a registry if it has a dot, a colon, a capital letter, or is `localhost`; otherwise it is on Docker Hub.
 * Throws EngineError of code `bad_request` with docker's words for what is no reference.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseReference } from "../mod.ts";
 *
 * assert.deepEqual(parseReference("localhost:5000/shop/web:2"), {
 *   name: "localhost:5000/shop/web",
 *   domain: "localhost:5000",
 *   path: "shop/web",
 *   tag: "2",
 * });
 * assert.equal(parseReference("busybox").path, "library/busybox");
 * ```
 */
export function parseReference(reference: string): ImageReference {
  const bad = (message = "invalid reference format") =>
    new EngineError(message, { code: "bad_request", op: "parse reference" });
  if (ID.test(reference)) {
    throw bad(
      `invalid repository name (${reference}), cannot specify 64-byte hexadecimal strings`,
    );
  }
  // Docker looks for capital letters before it looks at the form, and up to the first colon.
  const remote = split(reference).path.split(":")[0]!;
  if (remote !== remote.toLowerCase()) {
    throw bad(`invalid reference format: repository name (${remote}) must be lowercase`);
  }
  let rest = reference;
  let digest: string | undefined;
  const at = rest.indexOf("@");
  if (at >= 0) {
    digest = rest.slice(at + 1);
    rest = rest.slice(0, at);
    if (!DIGEST.test(digest)) throw bad();
  }
  let tag: string | undefined;
  const colon = rest.lastIndexOf(":");
  if (colon > rest.lastIndexOf("/")) {
    tag = rest.slice(colon + 1);
    rest = rest.slice(0, colon);
    if (!TAG.test(tag)) throw bad();
  }
  const { domain, path } = split(rest);
  if (!PATH.test(path) || !DOMAIN.test(domain) || `${domain}/${path}`.length > 255) throw bad();
  const name = domain !== "docker.io"
    ? `${domain}/${path}`
    : path.startsWith("library/") && !path.slice(8).includes("/")
    ? path.slice(8)
    : path;
  return {
    name,
    domain,
    path,
    ...(tag !== undefined ? { tag } : {}),
    ...(digest !== undefined ? { digest } : {}),
  };
}

/** Registry and path of a name; tag and digest, if still there, are left on the path. */
function split(name: string): { domain: string; path: string } {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  const hasDomain = slash >= 0 &&
    (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
  let domain = hasDomain ? first : "docker.io";
  let path = hasDomain ? name.slice(slash + 1) : name;
  if (domain === "index.docker.io") domain = "docker.io";
  if (domain === "docker.io" && !path.includes("/")) path = `library/${path}`;
  return { domain, path };
}

/**
 * The reference in full: with registry, path, and tag or digest. `latest` where neither is there.
 * Throws as {@link parseReference}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { canonicalReference } from "../mod.ts";
 *
 * assert.equal(canonicalReference("busybox"), "docker.io/library/busybox:latest");
 * ```
 */
export function canonicalReference(reference: string): string {
  const { domain, path, tag, digest } = parseReference(reference);
  const shown = tag ?? (digest ? undefined : "latest");
  return `${domain}/${path}${shown ? `:${shown}` : ""}${digest ? `@${digest}` : ""}`;
}
