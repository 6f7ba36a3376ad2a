/** How this dockerctl came here: by install.sh, by a package, by npm, or by hand. */
import { readOwnText } from "../../../../core/own_path.ts";

/** Who put the binary where it is, and so who renews it. */
export type Origin =
  /** install.sh: its prefix and where its releases are. */
  | { by: "script"; prefix: string; releases: string }
  /** A package manager, and the command that upgrades through it. */
  | { by: "package" | "npm"; command: string }
  /** A file that somebody copied. */
  | { by: "hand"; path: string };

/** What the receipt may hold; it is written by install.sh. */
interface Receipt {
  by: "install.sh";
  releases: string;
}

function receiptOf(text: string): Receipt | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { by, releases } = value as Record<string, unknown>;
    if (by !== "install.sh" || typeof releases !== "string") return undefined;
    return { by, releases };
  } catch {
    return undefined;
  }
}

async function ownedByPackage(path: string): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("dpkg-query", {
      args: ["--search", path],
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false; // no dpkg here
  }
}

/**
 * The origin of the binary at `path` (its real path). A receipt that others may write is not
 * believed: it would say from where the next program is fetched.
 */
export async function originOf(path: string): Promise<Origin> {
  if (path.includes("/node_modules/")) {
    return { by: "npm", command: "npm install --global dockerctl@latest" };
  }
  const prefix = path.replace(/\/bin\/[^/]+$/, "");
  const file = `${prefix}/share/dockerctl/install.json`;
  if (prefix !== path) {
    const text = readOwnText(file, 64_000, { what: "receipt of the installation" });
    const receipt = text === undefined ? undefined : receiptOf(text);
    if (receipt !== undefined) return { by: "script", prefix, releases: receipt.releases };
  }
  if (await ownedByPackage(path)) {
    return { by: "package", command: "apt-get update && apt-get install --only-upgrade dockerctl" };
  }
  return { by: "hand", path };
}
