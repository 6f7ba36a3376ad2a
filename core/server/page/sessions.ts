/** Who is signed in to the page: one-time codes, sessions in memory, their ends. */
import { randomBytes } from "node:crypto";
import { tokenMatches } from "../token.ts";
import type { ApiRequest } from "../types.ts";

/** A code is good for so long, in milliseconds. */
const CODE_TIME = 10 * 60_000;
/** A session that nothing was heard of for so long is over, and any is after the second. */
const IDLE_TIME = 12 * 3_600_000;
const WHOLE_TIME = 7 * 24 * 3_600_000;
/** Sessions and codes at once; the oldest goes for a new one. */
const MAX_SESSIONS = 64;
const MAX_CODES = 16;

/** The header that carries a session's token: cookies do not tell ports apart, headers do. */
export const TOKEN_HEADER = "x-dockerctl-token";
/** A WebSocket can carry no header of its own: the token is one of its subprotocols. */
export const TOKEN_PROTOCOL = "token.";

/** Somebody who is signed in. */
export interface PageSession {
  /** The secret in the cookie. */
  readonly cookie: string;
  /** The secret in the header. */
  readonly token: string;
  /** Aborted when it is over: what streams for it ends. */
  readonly over: AbortController;
  readonly began: number;
  seen: number;
}

const secret = () => randomBytes(32).toString("base64url");

/** The sessions of one server. Nothing of them outlives the process. */
export class PageSessions {
  readonly #codes: { code: string; until: number }[] = [];
  readonly #sessions = new Set<PageSession>();

  constructor(
    /** `https` is spoken: the cookie is for it alone. */
    readonly tls: boolean,
    private readonly now: () => number = () => Date.now(),
  ) {}

  /** A code that signs one browser in, once, within ten minutes. */
  code(): string {
    const code = randomBytes(24).toString("base64url");
    this.#codes.push({ code, until: this.now() + CODE_TIME });
    if (this.#codes.length > MAX_CODES) this.#codes.shift();
    return code;
  }

  /** Whether a code is good; from now on it is not. */
  redeem(given: string): boolean {
    // All of them are looked at: the time this takes tells nothing.
    let found = -1;
    this.#codes.forEach(({ code, until }, n) => {
      if (tokenMatches(given, code) && until > this.now()) found = n;
    });
    if (found >= 0) this.#codes.splice(found, 1);
    return found >= 0;
  }

  /** Somebody has shown who they are. */
  open(): PageSession {
    const now = this.now();
    const session: PageSession = {
      cookie: secret(),
      token: secret(),
      over: new AbortController(),
      began: now,
      seen: now,
    };
    this.#sessions.add(session);
    if (this.#sessions.size > MAX_SESSIONS) {
      this.close([...this.#sessions].reduce((a, b) => a.seen <= b.seen ? a : b));
    }
    return session;
  }

  /** The session is over, and everything that goes on for it. */
  close(session: PageSession): void {
    this.#sessions.delete(session);
    session.over.abort(new Error("signed out"));
  }

  /** The session that a request shows by both its cookie and its token. */
  of(request: Pick<ApiRequest, "headers">): PageSession | undefined {
    const cookie = cookieOf(request.headers);
    const token = request.headers[TOKEN_HEADER] ?? tokenProtocol(request.headers);
    if (cookie === undefined || token === undefined) return undefined;
    const now = this.now();
    let found: PageSession | undefined;
    for (const session of [...this.#sessions]) {
      if (now - session.seen > IDLE_TIME || now - session.began > WHOLE_TIME) {
        this.close(session);
        continue;
      }
      const both = [tokenMatches(cookie, session.cookie), tokenMatches(token, session.token)];
      if (both[0] && both[1]) found = session;
    }
    if (found !== undefined) found.seen = now;
    return found;
  }

  /** The header that gives the cookie; with no session, the one that takes it away. */
  setCookie(request: Pick<ApiRequest, "headers">, session?: PageSession): string {
    return [
      `${cookieName(request.headers)}=${session?.cookie ?? ""}`,
      "Path=/ui/v1",
      "HttpOnly",
      "SameSite=Strict",
      ...(this.tls ? ["Secure"] : []),
      ...(session === undefined ? ["Max-Age=0"] : []),
    ].join("; ");
  }
}

/** Two servers on two ports of one name have a cookie each. */
function cookieName(headers: ApiRequest["headers"]): string {
  const port = /:(\d{1,5})$/.exec(headers.host ?? "")?.[1];
  return `dockerctl-${port ?? "page"}`;
}

/** Longer is none of ours. */
const MAX_COOKIES = 8 * 1024;

function cookieOf(headers: ApiRequest["headers"]): string | undefined {
  const all = headers.cookie ?? "";
  if (all.length > MAX_COOKIES) return undefined;
  const name = `${cookieName(headers)}=`;
  const own = all.split(";").map((c) => c.trim()).filter((c) => c.startsWith(name));
  // Somebody else set a second one: which is ours cannot be told.
  return own.length === 1 ? own[0].slice(name.length) : undefined;
}

function tokenProtocol(headers: ApiRequest["headers"]): string | undefined {
  return (headers["sec-websocket-protocol"] ?? "").split(",").map((p) => p.trim())
    .find((p) => p.startsWith(TOKEN_PROTOCOL))?.slice(TOKEN_PROTOCOL.length);
}
