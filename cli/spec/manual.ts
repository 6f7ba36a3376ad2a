/** Manual pages, section 1, from the command specs: one for the program and one for each command and group. */
import type { CommandEntry, Registry } from "./registry.ts";
import type { AnyCommandSpec, ArgSpec, OptionSpec, OptionSpecs } from "./types.ts";
import { GLOBAL_OPTIONS } from "./globals.ts";
import { optionEnd } from "./help.ts";
import { hostsOptions, pastOptions, PROGRAM, usageLines, valueName } from "./usage.ts";
import { Page } from "./roff.ts";

/** What the foot of each page says. */
export interface ManualInfo {
  /** `0.1.0` */
  version: string;
  /** The day of the build's commit, `2026-11-30`. */
  date: string;
}

/** `dockerctl-container-ls`, the page of a path. */
export function pageName(path: string): string {
  return path === "" ? PROGRAM : `${PROGRAM}-${path.replaceAll(" ", "-")}`;
}

/** `-m, --memory bytes` */
function flagTerm(name: string, spec: OptionSpec): string {
  const names = [...spec.short ? [`-${spec.short}`] : [], `--${name}`];
  const value = valueName(spec);
  return names.join(", ") + (value === "" ? "" : ` ${value}`);
}

function options(page: Page, title: string, specs: OptionSpecs): void {
  const shown = Object.entries(specs).filter(([, spec]) => !spec.hidden)
    .toSorted(([a], [b]) => a < b ? -1 : 1);
  if (shown.length === 0) return;
  page.section(title);
  for (const [name, spec] of shown) {
    page.item(flagTerm(name, spec), `${spec.summary}${optionEnd(spec)}.`);
  }
}

function seeAlso(page: Page, paths: readonly string[]): void {
  page.section("SEE ALSO");
  page.text(paths.map((path) => `${pageName(path)}(1)`).join(", "));
}

/** The page of one command. */
export function commandPage(spec: AnyCommandSpec, info: ManualInfo): string {
  const page = new Page(pageName(spec.path), info.date, `${PROGRAM} ${info.version}`);
  page.section("NAME");
  page.text(`${pageName(spec.path)} - ${lowerFirst(spec.summary)}`);
  page.section("SYNOPSIS");
  for (const path of [spec.path, ...spec.aliases ?? []]) {
    for (const line of usageLines(spec, path)) {
      page.bold(line);
      page.lineBreak();
    }
  }
  page.section("DESCRIPTION");
  page.text(spec.description ?? `${spec.summary}.`);
  const args = (spec.args as readonly ArgSpec[] ?? []).filter((a) => a.summary !== undefined);
  if (args.length > 0) {
    page.section("ARGUMENTS");
    for (const arg of args) page.item(arg.name.toUpperCase(), `${arg.summary}.`);
  }
  options(page, "OPTIONS", {
    ...spec.options as OptionSpecs,
    ...hostsOptions(spec),
    ...pastOptions(spec),
  });
  if (spec.minApi !== undefined) {
    page.section("ENGINES");
    page.text(`Needs an engine of API ${spec.minApi} or later.`);
  }
  if (spec.examples !== undefined && spec.examples.length > 0) {
    page.section("EXAMPLES");
    for (const { text, command } of spec.examples) {
      page.paragraph();
      page.text(`${text}:`);
      page.code(command);
    }
  }
  const parent = spec.path.split(" ").slice(0, -1).join(" ");
  seeAlso(page, parent === "" ? [""] : ["", parent]);
  return page.toString();
}

function groupPage(registry: Registry, path: string, info: ManualInfo): string {
  const page = new Page(pageName(path), info.date, `${PROGRAM} ${info.version}`);
  page.section("NAME");
  page.text(`${pageName(path)} - ${lowerFirst(registry.group(path)!.summary)}`);
  page.section("SYNOPSIS");
  page.bold(`${PROGRAM} ${path} COMMAND`);
  page.section("COMMANDS");
  const children = registry.children(path);
  for (const child of children) page.item(child.word, `${child.summary}.`);
  seeAlso(page, ["", ...children.map((c) => c.entry?.path ?? `${path} ${c.word}`)]);
  return page.toString();
}

function rootPage(registry: Registry, info: ManualInfo): string {
  const page = new Page(PROGRAM, info.date, `${PROGRAM} ${info.version}`);
  page.section("NAME");
  page.text(`${PROGRAM} - run, watch and remember containers`);
  page.section("SYNOPSIS");
  page.bold(PROGRAM);
  page.lineBreak();
  page.bold(`${PROGRAM} [OPTIONS] COMMAND [ARG...]`);
  page.section("DESCRIPTION");
  page.text(
    "Without a command, on a terminal, the full screen opens. With one, it does what docker's " +
      "command of the same name does, and more. Each command has a page of its own: " +
      `${PROGRAM}-run(1) for "${PROGRAM} run".`,
  );
  options(page, "OPTIONS", GLOBAL_OPTIONS);
  page.section("COMMANDS");
  const children = registry.children("");
  for (const child of children) page.item(child.word, `${child.summary}.`);
  page.section("ENVIRONMENT");
  for (const [name, meaning] of ENVIRONMENT) page.item(name, meaning);
  page.section("FILES");
  for (const [name, meaning] of FILES) page.item(name, meaning);
  page.section("EXIT STATUS");
  page.text(
    "0 where all went well. 1 where something failed. 125 where the command line could not be " +
      "read or the engine refused to make the container, 126 and 127 where the program in it " +
      "could not be run or found, else the exit code of that program.",
  );
  page.section("SEE ALSO");
  page.text("docker(1)");
  return page.toString();
}

const ENVIRONMENT: readonly [string, string][] = [
  ["DOCKER_HOST", "The engine to talk to: unix://, tcp:// or ssh://."],
  ["DOCKER_CONTEXT", "The context to use where DOCKER_HOST is not set."],
  ["DOCKER_CONFIG", "The folder of docker's client config files, ~/.docker."],
  ["DOCKER_TLS_VERIFY, DOCKER_CERT_PATH", "TLS for tcp:// and where its certificates are."],
  ["NO_COLOR", "Where it is set, nothing is coloured."],
];

const FILES: readonly [string, string][] = [
  ["~/.config/dockerctl/config.json", "Settings of dockerctl: keys, theme and more."],
  ["~/.docker/config.json", "Docker's own settings: logins, contexts, aliases of plugins."],
];

function lowerFirst(text: string): string {
  // `BuildKit` and `TTY` are names: only a word of a capital and small letters is made small.
  return text.replace(/^([A-Z])(?=[a-z]*(?: |$))/, (letter) => letter.toLowerCase());
}

/** The other names of a command, each a page that leads to the command's own. */
function aliasPages(entry: CommandEntry): [string, string][] {
  return entry.aliases.map((alias) => [
    `${pageName(alias)}.1`,
    `.so man1/${pageName(entry.path)}.1\n`,
  ]);
}

/** All pages by file name, `dockerctl-run.1`; hidden commands have none. */
export async function manualPages(
  registry: Registry,
  info: ManualInfo,
): Promise<Map<string, string>> {
  const pages = new Map<string, string>([[`${PROGRAM}.1`, rootPage(registry, info)]]);
  for (const group of registry.groups.filter((g) => !g.hidden)) {
    pages.set(`${pageName(group.path)}.1`, groupPage(registry, group.path, info));
  }
  for (const entry of registry.entries.filter((e) => !e.hidden)) {
    pages.set(`${pageName(entry.path)}.1`, commandPage(await entry.load(), info));
    for (const [name, text] of aliasPages(entry)) if (!pages.has(name)) pages.set(name, text);
  }
  return new Map([...pages].toSorted(([a], [b]) => a < b ? -1 : 1));
}
