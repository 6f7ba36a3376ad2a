/** `context inspect`: display detailed information on one or more contexts. */
import { defineCommand } from "../../spec/types.ts";
import { goJson } from "../../format/json.ts";
import { inspectAll } from "../_lib/inspect.ts";
import { ONE_FORMAT } from "../_lib/options.ts";
import { configDirOf } from "../_lib/where.ts";
import { currentName, foldersOf, metaText, oneContext, storedParts } from "./_store.ts";

export const contextInspect = defineCommand({
  path: "context inspect",
  summary: "Display detailed information on one or more contexts",
  usage: "[OPTIONS] [CONTEXT] [CONTEXT...]",
  args: [{ name: "context", variadic: true, optional: true, complete: "context" }],
  options: { format: ONE_FORMAT },
  run: async (ctx, { context, format }) => {
    const names = context.length > 0 ? context : [await currentName(ctx)];
    const dir = await configDirOf(ctx);
    await inspectAll(ctx, names, format, async (name) => {
      const { host, tls } = await oneContext(ctx, name);
      const folders = foldersOf(dir, name);
      if (name !== "default") {
        const { meta, keys } = await storedParts(dir, name);
        const document = JSON.parse(metaText(name, meta));
        const storage = { MetadataPath: folders.meta, TLSPath: folders.tls };
        return goJson({ ...document, TLSMaterial: keys, Storage: storage });
      }
      const files = (["ca", "cert", "key"] as const).filter((k) => tls?.[k]).map((k) => `${k}.pem`);
      return goJson({
        Name: name,
        Metadata: {},
        Endpoints: { docker: { Host: host, SkipTLSVerify: tls?.verify === false } },
        TLSMaterial: files.length > 0 ? { docker: files } : {},
        Storage: { MetadataPath: "<IN MEMORY>", TLSPath: "<IN MEMORY>" },
      });
    }, "context");
  },
});
