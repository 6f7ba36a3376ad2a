/** A plugin's exports as plain data: dockerctl judges them in its own process. */
import { FUNCTION, type Sketch } from "../contract/wire.ts";

/** More than any plugin has; what goes on is left out, and is missed there. */
const MAX_VALUES = 20_000;
const MAX_DEPTH = 12;

/** Draws what a module exports as its default. */
export function sketchOf(module: unknown): Sketch {
  let left = MAX_VALUES;
  const draw = (value: unknown, depth: number): unknown => {
    if (typeof value === "function") return FUNCTION;
    if (typeof value === "bigint" || typeof value === "symbol") return String(value);
    if (typeof value !== "object" || value === null) return value;
    if (depth > MAX_DEPTH) return null;
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) {
        if (left-- <= 0) break;
        items.push(draw(item, depth + 1));
      }
      return items;
    }
    const out: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      if (left-- <= 0) break;
      const inner = (value as Record<string, unknown>)[key];
      if (key !== "__proto__" && inner !== undefined) out[key] = draw(inner, depth + 1);
    }
    return out;
  };
  return { exported: draw((module as Record<string, unknown> | undefined)?.default, 0) };
}
