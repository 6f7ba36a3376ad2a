import { aboutRoutes } from "./about_routes.ts";
import { ENGINE_ROUTES } from "./engine_routes.ts";
import { openApi } from "./openapi.ts";
import { RECORD_ROUTES } from "./record_routes.ts";
import type { Route } from "./routes.ts";

/** Every call, in the order of the documentation. */
export const ROUTES: readonly Route[] = [
  ...aboutRoutes((version) => openApi(ROUTES, version)),
  ...RECORD_ROUTES,
  ...ENGINE_ROUTES,
];
