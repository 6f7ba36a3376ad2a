/**
 * Makes the table of endpoints in core/README.md: which call, which file, which tests. The table is
 * read from the sources, so it cannot tell what is not so.
 *
 *   deno run --allow-read --allow-write core/testing/endpoint_table.ts    writes it anew
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const CORE = new URL("../", import.meta.url).pathname;
const E2E = new URL("../../tests/e2e/core/", import.meta.url).pathname;
const README = `${CORE}README.md`;
const BEGIN = "<!-- endpoints: made by core/testing/endpoint_table.ts -->";
/** Where a call is tested, best first: other tests make calls too, in passing. */
const PREFERRED = [
  "images",
  "build",
  "networks",
  "swarm",
  "plugins",
  "logs",
  "containers",
  "system",
];
const END = "<!-- end of endpoints -->";

/** One call of the engine's groups. */
export interface EndpointRow {
  /** `containers.archive.get`. */
  call: string;
  /** `POST /containers/{id}/stop`, as its doc comment says. */
  route: string;
  /** Its file below core. */
  file: string;
  /** Its unit test below core, if there is one. */
  unitTest?: string;
  /** The test on real engines that is about the call: `containers_test.ts`. */
  engineTest?: string;
}

/** Every endpoint that the groups of an engine bind. */
export function endpointRows(): EndpointRow[] {
  const groups = [
    ...readFileSync(`${CORE}engine.ts`, "utf8").matchAll(
      /\bmade\.(\w+) \?\?= \w+\(transport\);$/gm,
    ),
  ].map((match) => match[1]);
  if (groups.length === 0) throw new Error("engine.ts binds no group of calls that is known here");
  const tests = readdirSync(E2E).filter((name) => name.endsWith("_test.ts"))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((name) => ({ name, text: readFileSync(E2E + name, "utf8") }));
  return groups.flatMap((group) => {
    const source = readFileSync(`${CORE}${group}/mod.ts`, "utf8");
    return bound(source).map(({ name, fn }) => {
      const file = fileOf(source, group, fn);
      const unitTest = file.replace(/\.ts$/, "_test.ts");
      const call = `${group}.${name}`;
      const made = new RegExp(`\\.${call.replaceAll(".", "\\.")}\\(`);
      return {
        call,
        route: routeOf(file, fn),
        file,
        ...(existsSync(CORE + unitTest) ? { unitTest } : {}),
        engineTest: tests.find((test) => test.name === `${group}_test.ts` && made.test(test.text))
          ?.name ?? tests.find((test) => made.test(test.text))?.name,
      };
    });
  });
}

function rank(test: string): number {
  const at = PREFERRED.indexOf(test.slice(0, -"_test.ts".length));
  return at < 0 ? PREFERRED.length : at;
}

/** The names in `bind(transport, { … })`, those of a nested group with its name before them. */
function bound(source: string): { name: string; fn: string }[] {
  return [...source.matchAll(/(?:(\w+): )?bind\(transport, \{([^}]*)\}/g)].flatMap((match) =>
    match[2].split(",").map((entry) => entry.trim()).filter((entry) => entry !== "").map(
      (entry) => {
        const [name, fn = name] = entry.split(": ");
        return { name: match[1] ? `${match[1]}.${name}` : name, fn };
      },
    )
  );
}

function fileOf(source: string, group: string, fn: string): string {
  for (const [, names, path] of source.matchAll(/import \{([^}]*)\} from "([^"]+)";/g)) {
    if (names.split(",").some((name) => name.trim() === fn)) {
      return path.startsWith("../") ? path.slice(3) : `${group}/${path.slice(2)}`;
    }
  }
  throw new Error(`${group}/mod.ts binds ${fn} and imports it from nowhere`);
}

/** The route stands in the doc comment of the function, between backquotes. */
function routeOf(file: string, fn: string): string {
  const text = readFileSync(CORE + file, "utf8");
  const at = text.search(new RegExp(`^export (?:async )?function ${fn}\\(`, "m"));
  const comment = text.slice(text.lastIndexOf("/**", at), at).replace(/\s*\n \* ?/g, " ");
  const route = /`((?:GET|HEAD|POST|PUT|DELETE) \/[^`]+)`/.exec(comment)?.[1];
  if (route) return route;
  // The text form of inspect is the same request.
  const first = /`((?:GET|HEAD|POST|PUT|DELETE) \/[^`]+)`/.exec(text)?.[1];
  if (!first) throw new Error(`${file} does not say which request ${fn} makes`);
  return first;
}

/** The table in Markdown, between its two marks. */
export function endpointTable(): string {
  const lines = endpointRows().map((row) => {
    const test = row.engineTest ? `[${row.engineTest}](../tests/e2e/core/${row.engineTest})` : "";
    return `| \`${row.call}\` | \`${row.route}\` | [${row.file}](${row.file}) | ${test} |`;
  });
  const head = ["| call | request | file | test on real engines |", "| --- | --- | --- | --- |"];
  return [
    BEGIN,
    "<!-- deno-fmt-ignore-start -->",
    "",
    ...head,
    ...lines,
    "",
    "<!-- deno-fmt-ignore-end -->",
    END,
  ]
    .join("\n");
}

/** The README with the table as it should be. */
export function renewed(readme: string): string {
  const start = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (start < 0 || end < 0) throw new Error("core/README.md has no place for the table");
  return readme.slice(0, start) + endpointTable() + readme.slice(end + END.length);
}

if (import.meta.main) writeFileSync(README, renewed(readFileSync(README, "utf8")));
