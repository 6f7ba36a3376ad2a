/** Middle and spread of a series. */
export interface Spread {
  median: number;
  /** A quarter of the values lies below, a quarter above. */
  low: number;
  high: number;
}

/** The value below which the share `q` (0 to 1) of `values` lies, between neighbours in line. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new RangeError("No values");
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const below = Math.floor(at);
  const above = Math.ceil(at);
  return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

export function spread(values: readonly number[]): Spread {
  return {
    median: quantile(values, 0.5),
    low: quantile(values, 0.25),
    high: quantile(values, 0.75),
  };
}

/** The share of its median by which a series scatters: (high - low) / median. */
export function scatter(values: readonly number[]): number {
  const { median, low, high } = spread(values);
  return median === 0 ? 0 : (high - low) / median;
}
