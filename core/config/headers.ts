/** The headers that config.json and the environment add to every request. */
import { EngineError } from "../errors.ts";

/**
 * Headers from DOCKER_CUSTOM_HEADERS: `name=value` fields separated by commas, a field with a
 * comma of its own in double quotes (docker/cli cli/command/cli_options.go).
 *
 * @throws {EngineError} of code `config` for a field without a name or a `=`.
 */
export function customHeaders(text: string | undefined): Record<string, string> {
  const out: Record<string, string> = {};
  if (!text?.trim()) return out;
  for (const field of csvFields(text.trim())) {
    const at = field.indexOf("=");
    const name = field.slice(0, Math.max(at, 0)).trim();
    if (name === "") {
      throw new EngineError(
        `failed to parse custom headers from DOCKER_CUSTOM_HEADERS environment variable: ` +
          `value contains ${
            at < 0 ? "an invalid key=value pair" : "a key=value pair with an empty key"
          }: '${field}'`,
        { code: "config", op: "resolve endpoint" },
      );
    }
    out[name] = field.slice(at + 1);
  }
  return out;
}

function csvFields(text: string): string[] {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') field += text[++i];
      else quoted = false;
    } else if (c === '"' && field === "") quoted = true;
    else if (c === ",") {
      fields.push(field);
      field = "";
    } else field += c;
  }
  fields.push(field);
  return fields;
}
