/** `%.PRECISIONg` of Go: shortest form with so many significant digits, exponent from 1e21 or as Go. */
export function formatG(value: number, precision: number): string {
  if (value === 0) return "0";
  const exponent = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(precision)))));
  if (exponent < -4 || exponent >= precision) {
    const [mantissa, power] = value.toExponential(precision - 1).split("e");
    const digits = mantissa!.includes(".") ? mantissa!.replace(/\.?0+$/, "") : mantissa!;
    const sign = power!.startsWith("-") ? "-" : "+";
    return `${digits}e${sign}${power!.replace(/^[+-]/, "").padStart(2, "0")}`;
  }
  const fixed = value.toPrecision(precision);
  return fixed.includes(".") ? fixed.replace(/\.?0+$/, "") : fixed;
}

function scaled(value: number, base: number, units: readonly string[]): [number, string] {
  let size = value;
  let unit = 0;
  while (size >= base && unit < units.length - 1) {
    size /= base;
    unit++;
  }
  return [size, units[unit]!];
}

const DECIMAL = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];

/** `1.5MB`, base 1000, four digits (three with `precision` 3). */
export function bytesSize(value: number, precision = 4): string {
  const [size, unit] = scaled(value, 1000, DECIMAL);
  return `${formatG(size, precision)}${unit}`;
}

/** `1.5MiB`, base 1024. */
export function memorySize(value: number): string {
  const [size, unit] = scaled(value, 1024, BINARY);
  return `${formatG(size, 4)}${unit}`;
}
