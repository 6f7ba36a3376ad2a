/**
 * `import … from "dockerctl"` in a plugin outside of the binary. The values are the host's own, so
 * that an `instanceof` holds; they are handed over by a symbol on globalThis, because a module of
 * the binary has no address that a file outside could import.
 */
const HOST = "dockerctl.plugin.v1";

/** What the module exports at run time; types come from `dockerctl plugin types`. */
const NAMES = [
  "BrokenPipe",
  "EngineError",
  "ExitError",
  "codeOfStatus",
  "createEngine",
  "defineCommand",
  "definePluginCommand",
  "isEngineError",
  "readWords",
] as const;

let text: string | undefined;

/** The module as an address. */
export function hostModule(): string {
  return text ??= "data:text/javascript," + encodeURIComponent(
    `const h=globalThis[Symbol.for(${JSON.stringify(HOST)})];` +
      NAMES.map((n) => `export const ${n}=h.${n};`).join(""),
  );
}

/** Lays the values out. Needed once before a plugin's module is imported. */
export async function offerHostModule(): Promise<void> {
  const scope = globalThis as Record<symbol, unknown>;
  const key = Symbol.for(HOST);
  if (scope[key] !== undefined) return;
  // Not core/mod.ts, with all of core: every plugin's process would load it, and the program carry
  // it twice.
  const [engine, errors, own] = await Promise.all([
    import("../../../core/engine.ts"),
    import("../../../core/errors.ts"),
    import("../mod.ts"),
  ]);
  const all: Record<string, unknown> = { ...engine, ...errors, ...own };
  scope[key] = Object.fromEntries(NAMES.map((name) => [name, all[name]]));
}
