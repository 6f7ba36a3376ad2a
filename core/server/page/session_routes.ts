/** Signing in to the page and out of it. */
import { refusal } from "../admission.ts";
import type { Route, RouteCall } from "../routes.ts";
import { tokenMatches } from "../token.ts";
import type { ApiAnswer } from "../types.ts";
import { admitSignedIn, admitVisitor, PAGE_HEADERS } from "./rules.ts";

/** Longer is no code and no token. */
const MAX_WORD = 1_024;

function json(value: unknown, headers: Record<string, string> = {}): ApiAnswer {
  return {
    status: 200,
    headers: { ...PAGE_HEADERS, "content-type": "application/json", ...headers },
    body: JSON.stringify(value) + "\n",
  };
}

/** What the page is told of where it is. */
function about({ sources, policy }: RouteCall) {
  return {
    version: sources.version,
    write: policy.allowWrite,
    privileged: policy.allowPrivileged,
    record: sources.manage?.hosts.some((h) => h.record !== undefined) ?? false,
  };
}

function signIn(call: RouteCall): ApiAnswer {
  const { policy, request } = call;
  const sessions = policy.page!;
  const { code, token } = call.document as { code?: unknown; token?: unknown };
  const is = (word: unknown): word is string =>
    typeof word === "string" && word !== "" && word.length <= MAX_WORD;
  const good = is(code)
    ? sessions.redeem(code)
    : is(token) && policy.token !== undefined && tokenMatches(token, policy.token);
  if (!good) {
    return {
      ...refusal(
        401,
        is(code)
          ? "this address was used already or is too old; ask for a new one"
          : "the token is not this server's",
        PAGE_HEADERS,
      ),
      stranger: true,
    };
  }
  const session = sessions.open();
  return json({ ...about(call), token: session.token }, {
    "set-cookie": sessions.setCookie(request, session),
  });
}

/** The calls that begin, look at and end a session. */
export const SESSION_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/ui/v1/session",
    id: "PageSignIn",
    summary: "Sign in, with the code of the address or the server's token",
    access: "read",
    length: "call",
    admit: admitVisitor,
    body: { limit: 4 * 1024, summary: "`code` or `token`" },
    answer: {
      status: 200,
      summary: "A cookie, and the token that every call carries as x-dockerctl-token",
      type: "application/json",
    },
    handle: (call) => Promise.resolve(signIn(call)),
  },
  {
    method: "GET",
    path: "/ui/v1/session",
    id: "PageSession",
    summary: "Whether one is signed in, and to what",
    access: "read",
    length: "call",
    admit: admitSignedIn,
    answer: { status: 200, summary: "The server", type: "application/json" },
    handle: (call) => Promise.resolve(json(about(call))),
  },
  {
    method: "DELETE",
    path: "/ui/v1/session",
    id: "PageSignOut",
    summary: "Sign out",
    access: "read",
    length: "call",
    admit: admitSignedIn,
    answer: { status: 204, summary: "Done" },
    handle: ({ request, policy }) => {
      const sessions = policy.page!;
      const session = sessions.of(request);
      if (session !== undefined) sessions.close(session);
      return Promise.resolve({
        status: 204,
        headers: { ...PAGE_HEADERS, "set-cookie": sessions.setCookie(request) },
      });
    },
  },
];
