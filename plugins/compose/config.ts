/** `config`: the project as it is understood. */
import {
  configDocument,
  configYaml,
  imageOf,
  type Project,
  selectServices,
} from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { find, load } from "./project.ts";
import { desiredOf } from "./bring_up.ts";
import { defineVerb, type Work } from "./verb.ts";

/** The services that are named with what they hang on, or all. */
function narrowed(project: Project, names: readonly string[]): Project {
  for (const name of names) {
    if (project.services[name] === undefined && project.disabled[name] === undefined) {
      throw new ExitError(1, `no such service: ${name}`);
    }
  }
  const kept = selectServices(project, names);
  return { ...project, services: Object.fromEntries(kept.map((n) => [n, project.services[n]])) };
}

async function lines({ ctx }: Work, words: Iterable<string>): Promise<void> {
  await ctx.out.raw([...words].map((w) => ctx.out.clean(w) + "\n").join(""));
}

export const config = defineVerb({
  name: "config",
  reads: true,
  summary: "Parse, resolve and render compose file in canonical format",
  usage: "[OPTIONS] [SERVICE...]",
  options: {
    "environment": { type: "boolean", summary: "Print environment used for interpolation" },
    "format": {
      type: "string",
      default: "yaml",
      summary: "Format the output. Values: [yaml | json]",
    },
    "hash": { type: "string", summary: "Print dockerctl's own hash of each service ('*': of all)" },
    "images": { type: "boolean", summary: "Print the image names, one per line" },
    "networks": { type: "boolean", summary: "Print the network names, one per line" },
    "no-interpolate": { type: "boolean", summary: "Don't interpolate environment variables" },
    "output": { type: "string", short: "o", summary: "Save to file (default to stdout)" },
    "profiles": { type: "boolean", summary: "Print the profile names, one per line" },
    "quiet": {
      type: "boolean",
      short: "q",
      summary: "Only validate the configuration, don't print anything",
    },
    "services": { type: "boolean", summary: "Print the service names, one per line" },
    "volumes": { type: "boolean", summary: "Print the volume names, one per line" },
  },
  async run(work, input) {
    const { ctx, global } = work;
    if (input.environment) {
      const { variables } = await find(work);
      return await lines(work, Object.entries(variables).map(([k, v]) => `${k}=${v ?? ""}`).sort());
    }
    const project = await load(work, {
      wanted: work.args,
      ...(input.noInterpolate && { raw: true }),
      ...(input.profiles && { profiles: ["*"] }),
    });
    if (input.profiles) {
      const all = Object.values(project.services).flatMap((s) => s.profiles ?? []);
      return await lines(work, [...new Set(all)].sort());
    }
    const part = narrowed(project, work.args);
    if (input.quiet) return;
    const services = Object.values(part.services);
    if (input.services) return await lines(work, services.map((s) => s.name));
    if (input.images) return await lines(work, services.map((s) => imageOf(project, s)));
    if (input.volumes) return await lines(work, Object.keys(project.volumes).sort());
    if (input.networks) return await lines(work, Object.keys(project.networks).sort());
    if (input.hash !== undefined) {
      const desired = await desiredOf(project);
      const names = input.hash === "*" ? Object.keys(desired).sort() : input.hash.split(",");
      for (const name of names) {
        if (desired[name] === undefined) throw new ExitError(1, `no such service: ${name}`);
      }
      return await lines(work, names.map((n) => `${n} ${desired[n].hash}`));
    }
    const json = input.format === "json" || ctx.global.json;
    if (!json && input.format !== "yaml") {
      throw new ExitError(1, `unsupported format "${input.format}"`);
    }
    const document = configDocument(part, {
      ...(!input.noInterpolate && { escape: true }),
      ...(global.allResources && { all: true }),
      ...(json && { json: true }),
    });
    const text = json ? JSON.stringify(document, null, 2) + "\n" : await configYaml(document);
    if (input.output === undefined) return await ctx.out.raw(text);
    try {
      await Deno.writeTextFile(input.output, text);
    } catch (error) {
      throw new ExitError(1, `${input.output} cannot be written: ${(error as Error).message}`);
    }
  },
});
