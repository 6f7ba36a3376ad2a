/** Calls bound to an engine: functions of a transport become methods. */
import type { Transport } from "./transport/types.ts";

/** An endpoint function with its transport already given: what an engine's groups are made of. */
export type Bound<F> = F extends (transport: Transport, ...args: infer A) => infer R
  ? (...args: A) => R
  : never;

/** Endpoint functions by the name they have in their group. */
// deno-lint-ignore no-explicit-any
export type Endpoints = Readonly<Record<string, (transport: Transport, ...args: any[]) => unknown>>;

/** Gives every function of `endpoints` its transport. */
export function bind<E extends Endpoints>(
  transport: Transport,
  endpoints: E,
): { readonly [K in keyof E]: Bound<E[K]> } {
  const bound = Object.entries(endpoints).map(([name, endpoint]) => [
    name,
    (...args: unknown[]) => endpoint(transport, ...args),
  ]);
  return Object.fromEntries(bound);
}
