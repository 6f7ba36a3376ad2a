/** Loads the YAML library when it is first needed: no other command pays for it. */

/** The library's module. */
export type Yaml = typeof import("yaml");

/** The library, whether it arrives as a module or, in the bundle, as a CommonJS default. */
export async function loadYaml(): Promise<Yaml> {
  const loaded = await import("yaml") as Yaml & { default?: Yaml };
  return "parseAllDocuments" in loaded ? loaded : (loaded as { default: Yaml }).default;
}
