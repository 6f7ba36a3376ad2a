/**
 * The management calls, each twice: below `/v1` for scripts with the token, below `/ui/v1` for the
 * page with its session. One table, so that what is refused to one is refused to the other.
 */
import { admitSignedIn, PAGE_HEADERS } from "../page/rules.ts";
import type { Route } from "../routes.ts";
import { ALERT_ROUTES } from "./alerts.ts";
import type { Wanted } from "./call.ts";
import { CHANGES } from "./change_routes.ts";
import { LOG_READS } from "./log_routes.ts";
import { OBJECT_READS } from "./object_routes.ts";
import { PAST_READS } from "./past_routes.ts";

/** The same call for scripts and for the page. */
function both(wanted: Wanted): Route[] {
  const route = { access: "read", length: "call", ...wanted } as const;
  return [
    { ...route, path: `/v1${wanted.path}`, id: `Manage${wanted.id}` },
    {
      ...route,
      path: `/ui/v1${wanted.path}`,
      id: `Page${wanted.id}`,
      admit: admitSignedIn,
      handle: async (call) => {
        const answer = await wanted.handle(call);
        return { ...answer, headers: { ...PAGE_HEADERS, ...answer.headers } };
      },
    },
  ];
}

const ALL = [...OBJECT_READS, ...LOG_READS, ...PAST_READS, ...ALERT_ROUTES, ...CHANGES].map(both);

/** For scripts. */
export const MANAGE_ROUTES: readonly Route[] = ALL.map(([api]) => api);
/** For the page. */
export const PAGE_CALLS: readonly Route[] = ALL.map(([, page]) => page);
