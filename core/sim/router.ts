/** Finds the handler of a request among the routes. */
import { archiveRoutes } from "./archive.ts";
import { containerRoutes } from "./containers.ts";
import { containerStreamRoutes } from "./container_streams.ts";
import { execRoutes } from "./exec.ts";
import { imageRoutes } from "./images.ts";
import { networkRoutes } from "./networks.ts";
import type { Handler } from "./route.ts";
import { swarmRoutes } from "./swarm.ts";
import { systemRoutes } from "./system.ts";
import { volumeRoutes } from "./volumes.ts";
import { ApiError } from "./wire.ts";

const ROUTES = [
  ...systemRoutes,
  ...swarmRoutes,
  ...containerRoutes,
  ...containerStreamRoutes,
  ...archiveRoutes,
  ...execRoutes,
  ...imageRoutes,
  ...networkRoutes,
  ...volumeRoutes,
].map(([method, path, handler]) => ({
  method,
  path,
  handler,
  pattern: new RegExp(
    "^" + path.replaceAll("{*}", "(.+)").replaceAll("{}", "([^/]+)") + "$",
  ),
}));

/** The handler of a request and the values in its path; undefined where there is none. */
export function findRoute(
  method: string,
  path: string,
): { path: string; handler: Handler; parts: string[] } | undefined {
  for (const r of ROUTES) {
    if (r.method !== method) continue;
    const m = r.pattern.exec(path);
    if (!m) continue;
    try {
      return { path: r.path, handler: r.handler, parts: m.slice(1).map(decodeURIComponent) };
    } catch {
      throw new ApiError(400, `malformed path "${path}"`, true);
    }
  }
  return undefined;
}
