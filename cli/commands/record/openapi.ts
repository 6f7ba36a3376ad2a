/** `record openapi`: print the OpenAPI document of the record's server. */
import { defineCommand } from "../../spec/types.ts";
import { buildInfo } from "../../spec/version.ts";

/** The document is made from the table that serves, so that it says what is. */
export const openapi = defineCommand({
  path: "record openapi",
  summary: "Print the OpenAPI document of the record's server",
  run: async (ctx) => {
    const [{ openApi }, { ROUTES }] = await Promise.all([
      import("../../../core/server/openapi.ts"),
      import("../../../core/server/table.ts"),
    ]);
    const document = openApi(ROUTES, buildInfo().version);
    await ctx.streams.stdout.write(JSON.stringify(document, null, 2) + "\n");
  },
});
