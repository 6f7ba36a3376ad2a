/** Who may come in: tokens, Host and Origin. */
import { bearerToken, hostName } from "./head.ts";
import type { PageSessions } from "./page/sessions.ts";
import { tokenMatches } from "./token.ts";
import type { ApiAnswer, ApiRequest } from "./types.ts";

/** Who is let in, and to what. */
export interface ServerPolicy {
  /** The token that every request must bear; absent where the connection says enough. */
  token?: string;
  /**
   * The names and addresses that a Host header may have, in lower case, without port; `*.name`
   * stands for one label more. Absent: any (a unix socket has no name).
   */
  hosts?: readonly string[];
  /** Lets calls through that change something. */
  allowWrite: boolean;
  /** Lets containers through that reach the host: privileged ones, mounts of the host, and so on. */
  allowPrivileged: boolean;
  /** Who is signed in to the page; absent: there is no page. */
  page?: PageSessions;
}

/** An answer that says why not, as an engine does: `{"message": "…"}`. */
export function refusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): ApiAnswer {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ message }) + "\n",
    reason: message,
  };
}

/**
 * Why a request is not even looked at, or undefined. The host is asked first: a page in a browser
 * that was led here under a foreign name (DNS rebinding) learns nothing, not even that a token is
 * wanted.
 */
export function admit(request: ApiRequest, policy: ServerPolicy): ApiAnswer | undefined {
  const refused = refuseStranger(request, policy);
  return refused && { ...refused, stranger: true };
}

function refuseStranger(request: ApiRequest, policy: ServerPolicy): ApiAnswer | undefined {
  const { headers } = request;
  if (policy.hosts !== undefined && !servesHost(headers.host ?? "", policy.hosts)) {
    return refusal(403, "this server is not known by the name in the Host header");
  }
  if (headers.origin !== undefined || headers["sec-fetch-site"] !== undefined) {
    return refusal(403, "web pages are not served");
  }
  if (policy.token === undefined) return undefined;
  const given = headers.authorization;
  const challenge = { "www-authenticate": 'Bearer realm="dockerctl"' };
  if (given === undefined) return refusal(401, "this server wants a token", challenge);
  const token = bearerToken(given);
  if (token === undefined || !tokenMatches(token, policy.token)) {
    return refusal(401, "the token is not this server's", challenge);
  }
  return undefined;
}

/** Whether a Host header names one of `hosts`; the port does not count, as tunnels change it. */
export function servesHost(host: string, hosts: readonly string[]): boolean {
  const name = hostName(host);
  return name !== undefined &&
    hosts.some((h) =>
      h.startsWith("*.")
        ? name.slice(name.indexOf(".")) === h.slice(1) && name.indexOf(".") > 0
        : name === h
    );
}
