/**
 * An engine simulated in the process: `dockerctl --demo`.
 * @module
 */
import type { Plugin } from "../../cli/plugin/mod.ts";
import { DemoEngine } from "./engine.ts";
import { parseOptions } from "./options.ts";
import { DemoTransport } from "./transport.ts";

export default {
  name: "demo",
  api: 1,
  summary: "A simulated engine with sample containers",
  endpoints: [{
    scheme: "demo",
    summary: "A simulated engine with a dozen sample containers",
    connect: (rest) => new DemoTransport(new DemoEngine(parseOptions(rest)), `demo://${rest}`),
  }],
} satisfies Plugin;
