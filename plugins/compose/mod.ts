/**
 * `compose`: projects of the compose specification, where docker's own plugin is not installed.
 * @module
 */
import { loadProject, readProjectText } from "../../core/mod.ts";
import {
  type Candidate,
  type CompletionContext,
  definePluginCommand,
  ExitError,
  type OptionSpecs,
  type Plugin,
  readWords,
} from "../../cli/plugin/mod.ts";
import { helpOfAll, helpOfVerb } from "./help.ts";
import { find } from "./project.ts";
import { GLOBAL, type Verb, type Work } from "./verb.ts";
import { REFUSED, verbs } from "./verbs.ts";

const compose = definePluginCommand({
  path: "compose",
  summary: "Run projects of several containers from compose files",
  description: "Docker's own compose plugin takes its place where it is installed.",
  usage: "[OPTIONS] COMMAND",
  passThrough: true,
  dangerous: changes,
  args: [{ name: "arg", optional: true, variadic: true, complete: offer }],
  interactive: ({ arg }: { arg: readonly string[] }) => {
    const verb = verbOf(arg)?.name;
    if (verb === "up") {
      return !arg.some((w) => /^(-d|--detach|--wait|--no-start|--dry-run)$/.test(w));
    }
    return verb === "attach" || verb === "watch" || verb === "exec" || verb === "run" ||
      verb === "logs" && arg.includes("-f");
  },
  async run(ctx, { arg }) {
    const globals = read(arg, GLOBAL, "", true);
    const [name, ...words] = globals.args;
    if (name === undefined || name === "help" && words.length === 0) {
      return await ctx.out.raw(helpOfAll(verbs));
    }
    const wanted = name === "help" ? words[0] : name;
    const verb = verbs.find((v) => v.name === wanted);
    if (Object.hasOwn(REFUSED, wanted)) {
      throw new ExitError(1, `compose ${wanted} is not supported: ${REFUSED[wanted]}`);
    }
    if (verb === undefined) {
      const near = nearest(wanted);
      throw new ExitError(
        1,
        `unknown docker command: "compose ${wanted}"${
          near === undefined ? "" : `\n\nDid you mean this?\n\t${near}`
        }`,
      );
    }
    if (name === "help") return await ctx.out.raw(helpOfVerb(verb));
    const own = read(words, verb.options ?? {}, name, verb.stopEarly ?? false);
    if (own.help || globals.help) return await ctx.out.raw(helpOfVerb(verb));
    if (verb.noArgs && own.args.length > 0) {
      throw new ExitError(1, `unknown docker command: "compose ${name} ${own.args[0]}"`);
    }
    if (globals.input.dryRun && !verb.plans && !readsOnly(verb, own.input)) {
      const able = verbs.filter((v) => v.plans).map((v) => v.name).join(", ");
      throw new ExitError(1, `--dry-run is for ${able}: nothing was done`);
    }
    // deno-lint-ignore no-explicit-any
    await verb.run({ ctx, global: globals.input as any, args: own.args }, own.input);
  },
});

function read(
  words: readonly string[],
  options: NonNullable<Verb["options"]>,
  verb: string,
  stopEarly: boolean,
) {
  try {
    return readWords(words, options, { stopEarly });
  } catch (error) {
    throw new ExitError(
      1,
      `${(error as Error).message}\nSee 'dockerctl compose${verb && " "}${verb} --help'`,
    );
  }
}

function readsOnly({ reads }: Verb, input: unknown): boolean {
  return typeof reads === "function" ? reads(input) : reads === true;
}

/** Whether these words change something; a line that cannot be read changes nothing. */
function changes({ arg }: { arg: readonly string[] }): boolean {
  try {
    const globals = readWords(arg, GLOBAL, { stopEarly: true });
    const [name, ...words] = globals.args;
    const verb = verbs.find((v) => v.name === name);
    if (globals.help || verb === undefined) return false;
    const options: OptionSpecs = verb.options ?? {};
    const own = readWords(words, options, { stopEarly: verb.stopEarly ?? false });
    const dry = globals.input.dryRun || (own.input as { dryRun?: boolean }).dryRun;
    return !(own.help || readsOnly(verb, own.input) || verb.plans && dry);
  } catch {
    return false;
  }
}

function verbOf(words: readonly string[]): Verb | undefined {
  try {
    const { args } = readWords(words, GLOBAL, { stopEarly: true });
    return verbs.find((v) => v.name === args[0]);
  } catch {
    return undefined;
  }
}

function nearest(word: string): string | undefined {
  return verbs.map((v) => v.name).find((n) =>
    n.startsWith(word) || word.startsWith(n) || Math.abs(n.length - word.length) < 2 &&
      [...n].filter((c, i) => c !== word[i]).length < 2
  );
}

/** Verbs first, then flags of the verb, or services of the files. */
async function offer({ before, word, env }: CompletionContext): Promise<Candidate[]> {
  const verb = verbOf(before);
  const flags = (verb?.options ?? GLOBAL) as Record<string, { summary: string }>;
  const all = word.startsWith("-")
    ? Object.entries(flags).map(([name, o]) => ({ value: `--${name}`, summary: o.summary }))
    : verb === undefined
    ? verbs.map((v) => ({ value: v.name, summary: v.summary }))
    : /SERVICE/.test(verb.usage ?? "")
    ? await servicesOf(before, env)
    : [];
  return all.filter((c) => c.value.startsWith(word));
}

/** Names of the services that the files have; none where they cannot be read. */
async function servicesOf(
  before: readonly string[],
  env: CompletionContext["env"],
): Promise<Candidate[]> {
  const { input, args } = readWords(before, GLOBAL, { stopEarly: true });
  // Of a work, finding the files takes these alone.
  const work = { ctx: { env }, global: input, args } as unknown as Work;
  try {
    const found = await find(work);
    const project = await loadProject({
      ...found,
      profiles: ["*"],
      read: (path) => path === "-" ? Promise.resolve(undefined) : readProjectText(path),
    });
    const taken = new Set(before);
    return Object.keys(project.services).sort().filter((n) => !taken.has(n))
      .map((value) => ({ value, summary: project.services[value].image ?? "built here" }));
  } catch {
    return [];
  }
}

export default {
  name: "compose",
  api: 1,
  summary: "Projects of several containers, from compose files",
  permissions: { engine: "write", files: true, env: true },
  commands: [compose],
} satisfies Plugin;
