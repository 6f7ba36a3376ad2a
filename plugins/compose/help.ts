/** The help of `compose` and of its verbs. */
import type { OptionSpecs } from "../../cli/plugin/mod.ts";
import { GLOBAL, type Verb } from "./verb.ts";

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([a]) => a.length));
  return rows.map(([a, b]) => `  ${a.padEnd(width)}   ${b}\n`).join("");
}

function optionRows(options: OptionSpecs): [string, string][] {
  return Object.entries(options).filter(([, o]) => !o.hidden).sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, o]) => {
      const kind = {
        boolean: "",
        number: " int",
        list: " stringArray",
        string: " string",
        parsed: " value",
      };
      return [`${o.short ? `-${o.short}, ` : "    "}--${name}${kind[o.type]}`, o.summary];
    });
}

/** All verbs. */
export function helpOfAll(verbs: readonly Verb[]): string {
  return "Usage:  dockerctl compose [OPTIONS] COMMAND\n\n" +
    "Run projects of several containers from compose files\n\nOptions:\n" +
    columns(optionRows(GLOBAL)) + "\nCommands:\n" +
    columns([...verbs].sort((a, b) => a.name < b.name ? -1 : 1).map((v) => [v.name, v.summary])) +
    "\nRun 'dockerctl compose COMMAND --help' for more information on a command.\n";
}

/** One verb. */
export function helpOfVerb(verb: Verb): string {
  const options = optionRows(verb.options ?? {});
  return `Usage:  dockerctl compose ${verb.name} ${
    verb.usage ?? "[OPTIONS]"
  }\n\n${verb.summary}\n` +
    (options.length > 0 ? `\nOptions:\n${columns(options)}` : "");
}
