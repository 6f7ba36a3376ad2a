/** What a route of the simulated engine is: a method, a path, and who answers. */
import type { Sim } from "./state.ts";
import type { SimRequest, SimResponse } from "./wire.ts";

/** Answers a request; `parts` are the path's values in the order of its `{}`. */
export type Handler = (
  sim: Sim,
  req: SimRequest,
  parts: string[],
) => SimResponse | Promise<SimResponse>;

/** Method, path and handler; `{}` stands for one segment, `{*}` for one or more. */
export type Route = readonly [method: string, path: string, handler: Handler];
