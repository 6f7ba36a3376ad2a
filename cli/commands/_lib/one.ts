/** Prints one value by a template. */
import {
  execute,
  parseFormat,
  type Template,
  TemplateExecError,
  TemplateSyntaxError,
} from "../../format/template.ts";
import { type CommandContext, ExitError } from "../../spec/types.ts";

/** Reads a `--format` of what shows one thing. Throws docker's complaint, exit 64. */
export function readFormat(format: string, name = ""): Template {
  try {
    return parseFormat(format === "json" ? "{{json .}}" : format, name);
  } catch (e) {
    if (!(e instanceof TemplateSyntaxError)) throw e;
    throw new ExitError(64, `template parsing error: ${e.message}`);
  }
}

/**
 * Prints a value by a template and a line break. What was written before an error is printed too,
 * as docker does; then the error is thrown, exit 1.
 */
export async function printOne(
  ctx: CommandContext,
  template: Template,
  value: unknown,
): Promise<void> {
  try {
    await ctx.streams.stdout.write(execute(template, value) + "\n");
  } catch (e) {
    if (!(e instanceof TemplateExecError)) throw e;
    await ctx.streams.stdout.write(e.partial + "\n");
    throw new ExitError(1, e.message);
  }
}
