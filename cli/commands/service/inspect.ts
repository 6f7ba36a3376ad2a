/** `service inspect`: display detailed information. */
import type { ServiceInspect } from "../../../core/services/types.ts";
import { EngineError } from "../../../core/errors.ts";
import { ExitError } from "../../spec/types.ts";
import { inspectCommand } from "../_lib/inspect_command.ts";
import { formatOf } from "../_lib/list_format.ts";

export const serviceInspect = inspectCommand<ServiceInspect>({
  kind: "service",
  format: async (ctx, { format, pretty }) => {
    // Docker says so of services alone.
    if (pretty && format) {
      throw new ExitError(1, "--format is incompatible with human friendly format");
    }
    return pretty ? format : await formatOf(ctx, "serviceInspectFormat", { format });
  },
  get: (engine, name, options) =>
    engine.services.inspectText(name, { ...options, insertDefaults: true }).catch((e) => {
      if (!(e instanceof EngineError) || e.code !== "not_found") throw e;
      // Docker's own words, which the engine does not have.
      throw new ExitError(1, `Error: no such service: ${name}`);
    }),
  pretty: async (document, ctx) => {
    const { networksOf, prettyService } = await import("./_pretty.ts");
    const { networks } = await ctx.engine();
    const names = new Map<string, string>();
    for (const id of networksOf(document)) {
      // A predefined network has another id in the swarm than on the engine.
      const { Name } = await networks.inspect(id, { scope: "swarm", signal: ctx.signal });
      names.set(id, Name);
    }
    return prettyService(document, names, ctx.now());
  },
});
