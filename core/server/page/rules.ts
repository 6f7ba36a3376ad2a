/**
 * Who is let in to the page and its calls: under a name of the server, from no other origin (another
 * port of this machine is one), and beyond the page's own files with a session alone.
 */
import { refusal, type ServerPolicy, servesHost } from "../admission.ts";
import type { ApiAnswer, ApiRequest } from "../types.ts";

/** The headers of everything that the page's paths answer. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
    "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const stranger = (status: number, message: string): ApiAnswer => ({
  ...refusal(status, message, PAGE_HEADERS),
  stranger: true,
});

/**
 * Whether a person goes to the document itself, by a link of another site: not a frame, not a
 * script, and nothing that a browser reads beforehand. Scripts can set none of these headers.
 */
function isFollowed({ headers, method, path, upgrade }: ApiRequest): boolean {
  return method === "GET" && path === "/" && upgrade === undefined &&
    headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document" &&
    headers["sec-purpose"] === undefined && headers.origin === undefined;
}

/** Why a request is from elsewhere; undefined for one of the page itself, or of no page. */
function foreign(request: ApiRequest, policy: ServerPolicy): ApiAnswer | undefined {
  const { headers, method } = request;
  // A name that leads here by somebody else's doing (DNS rebinding) learns nothing.
  if (policy.hosts === undefined || !servesHost(headers.host ?? "", policy.hosts)) {
    return stranger(403, "this server is not known by the name in the Host header");
  }
  if (policy.page === undefined) return stranger(404, "this server shows no page (--web)");
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none" && !isFollowed(request)) {
    return stranger(403, "pages of other sites are not served");
  }
  const origin = `${policy.page.tls ? "https" : "http"}://${headers.host?.toLowerCase()}`;
  if (headers.origin === undefined) {
    // Browsers name the origin of every change and every WebSocket; who does not is none.
    if (method !== "GET" && method !== "HEAD" || request.upgrade !== undefined) {
      return stranger(403, "a change wants an Origin header; scripts use /v1 with the token");
    }
  } else if (headers.origin.toLowerCase() !== origin) {
    return stranger(403, "web pages of another origin are not served");
  }
  return undefined;
}

/** For the page's own files, which hold no secret, and for signing in. */
export function admitVisitor(request: ApiRequest, policy: ServerPolicy): ApiAnswer | undefined {
  return foreign(request, policy);
}

/** For everything else: cookie and token, both. */
export function admitSignedIn(request: ApiRequest, policy: ServerPolicy): ApiAnswer | undefined {
  const refused = foreign(request, policy);
  if (refused !== undefined) return refused;
  if (policy.page!.of(request) !== undefined) return undefined;
  return stranger(401, "not signed in");
}
