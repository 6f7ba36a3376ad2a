/** The folder that a plugin keeps its own data in. */

/** Makes it, readable by its owner alone. Throws where it is another user's. */
export async function makeDataDir(path: string): Promise<void> {
  const { ownFolder } = await import("../../../core/own_path.ts");
  ownFolder(path, { what: "folder of the plugin's data" });
}
