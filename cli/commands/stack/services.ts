/** `stack services`: list the services in the stack. */
import { defineCommand } from "../../spec/types.ts";
import { SERVICE_FILTERS } from "../_lib/filter_values.ts";
import { filterOption, LIST_FORMAT } from "../_lib/options.ts";
import { formatOf } from "../_lib/list_format.ts";
import { printServices } from "../service/ls.ts";
import { checkStackName, ofStack, stackNames } from "./_stack.ts";

export const stackServices = defineCommand({
  path: "stack services",
  summary: "List the services in the stack",
  args: [{ name: "stack", complete: stackNames }],
  options: {
    filter: filterOption("Filter output based on conditions provided", SERVICE_FILTERS),
    format: LIST_FORMAT,
    quiet: { type: "boolean", short: "q", summary: "Only display IDs" },
  },
  run: async (ctx, input) => {
    const { stack, filter, quiet } = input;
    checkStackName(stack);
    const engine = await ctx.engine();
    const services = await engine.services.list({
      filters: ofStack(stack, filter),
      status: true,
      signal: ctx.signal,
    });
    if (services.length === 0) {
      await ctx.streams.stderr.write(`Nothing found in stack: ${stack}\n`);
      return;
    }
    await printServices(ctx, services, {
      format: await formatOf(ctx, "servicesFormat", input),
      quiet,
    });
  },
});
