/** The table of all routes, and finding one in it. */
import { aboutRoutes } from "./about_routes.ts";
import { ENGINE_ROUTES } from "./engine_routes.ts";
import { MANAGE_ROUTES, PAGE_CALLS } from "./manage/routes.ts";
import { openApi } from "./openapi.ts";
import { FILE_ROUTES } from "./page/files.ts";
import { SESSION_ROUTES } from "./page/session_routes.ts";
import { TERMINAL_ROUTE } from "./page/terminal.ts";
import { RECORD_ROUTES } from "./record_routes.ts";
import type { Route } from "./routes.ts";

/** Every call, in the order of the documentation. */
export const ROUTES: readonly Route[] = [
  ...aboutRoutes((version) => openApi(ROUTES, version)),
  ...MANAGE_ROUTES,
  ...RECORD_ROUTES,
  ...ENGINE_ROUTES,
  ...FILE_ROUTES,
  ...SESSION_ROUTES,
  ...PAGE_CALLS,
  TERMINAL_ROUTE,
];
