/** What a plugin prints: cleaned of control characters, as cells and tables. */
import { humanDuration } from "../../format/human.ts";
import { table } from "../../format/table.ts";
import type { OutputStream } from "../../spec/types.ts";
import { shortAge, shortSize } from "./ages.ts";
import { gatheredList, type GatheredTable, gatheredTable } from "./gathered.ts";
import type { Cell, PluginOutput } from "./types.ts";

/** Text with every control character taken out, and the sequences they begin. */
export function clean(text: string): string {
  return text
    // deno-lint-ignore no-control-regex
    .replace(/\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(\x07|\x1b\\)?|\x1b./g, "")
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "");
}

/** A cell as text. */
export function cellText(value: Cell): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  if (Array.isArray(value)) return value.map((v) => cellText(v)).join(",");
  return clean(String(value)).replace(/[\t\n]/g, " ");
}

/** `NAME` is `name`, `IMAGE ID` is `imageId`. */
function jsonKey(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+(.)?/g, (_, c?: string) => c?.toUpperCase() ?? "");
}

/** What an output is made of. */
export interface OutputDeps {
  stdout: OutputStream;
  stderr: OutputStream;
  json: boolean;
  now(): Date;
  /** Takes tables and lists in place of stdout: those of several hosts become one. */
  gather?(table: GatheredTable): Promise<void>;
}

/**
 * The output of a plugin. A plugin need not await its writes: {@link flush} does, and throws what
 * went wrong in any of them.
 */
export function pluginOutput(deps: OutputDeps): PluginOutput & { flush(): Promise<void> } {
  const { stdout, stderr, json, now } = deps;
  let failed: { error: unknown } | undefined;
  let last: Promise<void> = Promise.resolve();
  const kept = (mine: Promise<void>): Promise<void> => {
    last = mine.catch((error) => {
      failed ??= { error };
    });
    return mine;
  };
  const write = (stream: OutputStream, data: string | Uint8Array) => kept(stream.write(data));
  return {
    table(rows, columns) {
      if (deps.gather) {
        const gathered = gatheredTable(rows, columns, jsonKey, json ? "json" : undefined);
        return kept(deps.gather(gathered));
      }
      const titles = Object.keys(columns);
      if (json) {
        const objects = rows.map((row) =>
          JSON.stringify(
            Object.fromEntries(titles.map((t) => [jsonKey(t), columns[t](row) ?? null])),
          ) + "\n"
        );
        return write(stdout, objects.join(""));
      }
      const cells = rows.map((row) => titles.map((title) => cellText(columns[title](row))));
      return write(stdout, table([titles, ...cells]));
    },
    list(rows, listing, options = {}) {
      if (deps.gather) {
        const format = options.format || (json ? "json" : undefined);
        return kept(deps.gather(gatheredList(rows, listing, { ...options, format })));
      }
      const printed = (async () => {
        const { renderList } = await import("../../format/list.ts");
        const { table, ...rest } = listing;
        const text = renderList(
          { ...rest, table: table.map((name) => `{{.${name}}}`).join("\t") },
          rows,
          {
            format: options.format || (json ? "json" : undefined),
            quiet: options.quiet,
            clean: (text) => clean(text).replace(/[\t\n]/g, " "),
          },
        );
        if (text !== "") await stdout.write(text);
      })();
      return kept(printed);
    },
    line: (text) =>
      write(stdout, (json ? JSON.stringify(String(text)) : clean(String(text))) + "\n"),
    raw: (data) => write(stdout, data),
    json: (value) => write(stdout, (JSON.stringify(value) ?? "null") + "\n"),
    error: (text) => write(stderr, clean(String(text)) + "\n"),
    age: (since) => shortAge(since, now()),
    ago: (since) => `${humanDuration(now().getTime() - since.getTime())} ago`,
    size: shortSize,
    clean: (text) => clean(String(text)),
    async flush() {
      await last;
      if (failed !== undefined) throw failed.error;
    },
  };
}
