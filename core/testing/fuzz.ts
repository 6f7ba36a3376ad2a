/** How many random cases tests try: few every day, many in a long run. */

/** The share of the full count that is tried: 1 is all, 0.1 a tenth, 10 ten times as many. */
export const FUZZ_VARIABLE = "DOCKERCTL_FUZZ";

/** The number of cases to try where `full` is the full count; at least one. */
export function fuzzed(full: number): number {
  const text = Deno.env.get(FUZZ_VARIABLE) || "0.1";
  const share = Number(text);
  if (!(share > 0)) throw new TypeError(`${FUZZ_VARIABLE} must be a number above 0, not "${text}"`);
  return Math.max(1, Math.round(full * share));
}
