/** Flags of the form `key=value`. */
import type { ParsedOption } from "../../spec/types.ts";

/** `--opt key=value`, any number of times, as a map; a bare key means "". */
export function mapOption(
  summary: string,
  short?: string,
): ParsedOption<Readonly<Record<string, string>>> & { default: Readonly<Record<string, string>> } {
  return {
    type: "parsed",
    short,
    value: "map",
    summary,
    repeat: true,
    default: {},
    parse: (text, before) => {
      const [key, value] = keyValue(text);
      return { ...before, [key]: value };
    },
  };
}

function keyValue(text: string): [string, string] {
  const at = text.indexOf("=");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** Labels from `key=value` or `key`. */
export function labelsOf(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map(keyValue));
}

/** pflag's `strings`: given several times or with commas. */
export function stringsOption(
  summary: string,
): ParsedOption<readonly string[]> & { default: readonly string[] } {
  return {
    type: "parsed",
    value: "strings",
    summary,
    repeat: true,
    default: [],
    parse: (text, before) => [...before ?? [], ...text.split(",")],
  };
}
