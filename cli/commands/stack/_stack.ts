/** What the commands of stacks share: names, filters, completion. */
import { STACK_NAMESPACE } from "../../../core/mod.ts";
import { type CompletionSource, ExitError } from "../../spec/types.ts";
import type { FilterMap } from "../_lib/options.ts";

/** A name that is nothing but blanks and quotes is none. Throws ExitError. */
export function checkStackName(name: string): void {
  if (/^[\s"']*$/.test(name)) {
    throw new ExitError(1, `invalid stack name: ${JSON.stringify(name)}`);
  }
}

/** Filters for what belongs to a stack, beside those that are given. */
export function ofStack(name: string, given: FilterMap = {}): Record<string, string[]> {
  const out = Object.fromEntries(Object.entries(given).map(([k, v]) => [k, [...v]]));
  return { ...out, label: [...out.label ?? [], `${STACK_NAMESPACE}=${name}`] };
}

/** How many services each stack has, in no order. */
export function countStacks(
  services: readonly { labels: Readonly<Record<string, string>> }[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { labels } of services) {
    const name = labels[STACK_NAMESPACE];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Names of the stacks there are. */
export const stackNames: CompletionSource = async ({ engine, signal }) => {
  const filters = { label: [STACK_NAMESPACE] };
  const services = await (await engine()).services.list({ filters, signal });
  return [...countStacks(services).keys()].map((value) => ({ value }));
};
