import { errorText } from "../../spec/errors.ts";
import { type CommandContext, ExitError } from "../../spec/types.ts";
import type { GetText } from "./inspect.ts";
import { ONE_FORMAT } from "./options.ts";

/** Flags of the inspects that can speak to people (docker node inspect, docker service inspect). */
export const PRETTY = {
  format: ONE_FORMAT,
  pretty: { type: "boolean", summary: "Print the information in a human friendly format" },
} as const;

/** Whether that is asked for: `--pretty`, or its name as a format. Ends the command at both. */
export function wantsPretty(input: { pretty: boolean }, format: string | undefined): boolean {
  if (!input.pretty) return format === "pretty";
  if (format) throw new ExitError(1, "--format is incompatible with human friendly format");
  return true;
}

/** Prints each as `render` words it; where one is not found nothing but that is said, as by docker. */
export async function inspectPretty(
  ctx: CommandContext,
  references: readonly string[],
  get: GetText,
  // deno-lint-ignore no-explicit-any
  render: (document: any) => Promise<string> | string,
): Promise<void> {
  const texts: string[] = [];
  for (const reference of references) {
    let text: string;
    try {
      text = await get(reference);
    } catch (e) {
      if (ctx.signal.aborted) throw e;
      throw new ExitError(1, errorText(e));
    }
    texts.push(await render(JSON.parse(text)));
  }
  await ctx.streams.stdout.write(texts.join("\n") + "\n");
}
