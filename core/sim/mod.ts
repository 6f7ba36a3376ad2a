/**
 * The simulated engine: a Docker Engine that exists in this process alone, for `--demo`,
 * `plugin check` and the tests. core/mod.ts does not export it, so that nobody loads it unasked.
 * @module
 */
export { ManualClock } from "./clock.ts";
export { SimEngine } from "./engine.ts";
export { parseOptions, type SimOptions } from "./options.ts";
export { SimTransport } from "./transport.ts";
