import type { ServiceInspect } from "../../../core/services/types.ts";
import { EngineError } from "../../../core/errors.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { inspectPretty, PRETTY } from "../_lib/pretty.ts";
import { formatOf } from "../_lib/print_list.ts";

export const serviceInspect = defineCommand({
  path: "service inspect",
  summary: "Display detailed information on one or more services",
  args: [{ name: "service", variadic: true, complete: "service" }],
  options: PRETTY,
  run: async (ctx, input) => {
    const { service, pretty } = input;
    // Docker says so of services alone.
    if (pretty && input.format) {
      throw new ExitError(1, "--format is incompatible with human friendly format");
    }
    const format = pretty ? input.format : await formatOf(ctx, "serviceInspectFormat", input);
    const get = async (reference: string) => {
      const engine = await ctx.engine();
      const answer = await engine.transport.send({
        method: "GET",
        path: `/services/${encodeURIComponent(reference)}`,
        // As docker shows it: with what the swarm does where nothing is said.
        query: { insertDefaults: true },
        op: "inspect service",
        signal: ctx.signal,
      }).catch((e) => {
        if (!(e instanceof EngineError) || e.code !== "not_found") throw e;
        // Docker's own words, which the engine does not have.
        throw new ExitError(1, `Error: no such service: ${reference}`);
      });
      return await answer.text();
    };
    const names = new Map<string, string>();
    const options = { format, pretty };
    await inspectPretty<ServiceInspect>(ctx, service, options, get, async (document) => {
      const { networksOf, prettyService } = await import("./_pretty.ts");
      const { networks } = await ctx.engine();
      for (const id of networksOf(document)) {
        if (names.has(id)) continue;
        // A predefined network has another id in the swarm than on the engine.
        const { Name } = await networks.inspect(id, { scope: "swarm", signal: ctx.signal });
        names.set(id, Name);
      }
      return prettyService(document, names, ctx.now());
    });
  },
});
