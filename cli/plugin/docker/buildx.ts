/**
 * `build` where only docker's buildx plugin can do what the flags, or BUILDX_BUILDER, ask for. Everything else is
 * built by dockerctl itself.
 */
import type { CommandEntry } from "../../spec/registry.ts";
import { flagProblem, usageLines } from "../../spec/usage.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Flags that `build` has, too: buildx goes first where it is there, as with docker. */
const SHARED: readonly string[] = ["--secret", "--ssh"];

/** Flags of `buildx build` that `build` has not. */
const FLAGS: readonly string[] = [
  "--allow",
  "--annotation",
  "--attest",
  "--build-context",
  "--builder",
  "--cache-to",
  "--call",
  "--check",
  "--load",
  "--metadata-file",
  "--no-cache-filter",
  "--output",
  "-o",
  "--print",
  "--provenance",
  "--push",
  "--sbom",
];

/** The `build` of buildx, where one of its flags stands in `words`; `builder` is buildx whole. */
export function buildxVariant(
  entry: CommandEntry,
  words: readonly string[],
  env: Env,
  config?: string,
): CommandEntry | undefined {
  const isBuild = entry.path === "image build";
  const flag = isBuild ? flagOf(words) : undefined;
  // A builder that was chosen is buildx's to use; without the plugin it means nothing.
  const chosen = isBuild && Boolean(env.BUILDX_BUILDER);
  if (flag === undefined && !chosen && entry.path !== "builder") return undefined;
  return {
    ...entry,
    async load() {
      const { dockerPluginCommand, findDockerPlugin, where } = await import("./docker_plugins.ts");
      const plugin = await findDockerPlugin("buildx", env, config);
      const own = isBuild && (flag === undefined || SHARED.includes(flag));
      if (plugin === undefined && own) return await entry.load();
      if (plugin === undefined) {
        const usage = usageLines(await entry.load(), "build");
        const problem = flagProblem("build", usage, `unknown flag: ${flag}`);
        problem.message += `\nHint: ${flag} is a flag of docker's buildx plugin, which is not here`;
        throw problem;
      }
      const first = isBuild ? ["buildx", "build"] : ["buildx"];
      return dockerPluginCommand(plugin, first, async (ctx): Promise<Env> => {
        // As docker: the image lands on the engine of the context, whatever `buildx use` chose.
        return env.BUILDX_BUILDER ? {} : { BUILDX_BUILDER: (await where(ctx)).context };
      });
    },
  };
}

function flagOf(words: readonly string[]): string | undefined {
  const end = words.indexOf("--");
  const found = words.slice(0, end < 0 ? undefined : end)
    .map((word) => word.replace(/=.*/s, "").replace(/^-o.+/s, "-o"))
    .filter((flag) => FLAGS.includes(flag) || SHARED.includes(flag));
  return found.find((flag) => !SHARED.includes(flag)) ?? found[0];
}
