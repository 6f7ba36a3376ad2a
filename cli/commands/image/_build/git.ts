/** A clone of a git address for a build, as docker's client makes one for the classic builder. */
import { join } from "node:path";

/** A clone in a folder of its own. */
export interface Clone {
  /** The folder of the context: the clone, or what the address names in it. */
  folder: string;
  /** Removes it. */
  end(): Promise<void>;
}

/** `repository#ref:folder` in its parts. */
export function gitAddress(address: string): { remote: string; ref: string; folder: string } {
  const at = address.indexOf("#");
  const bare = at < 0 ? address : address.slice(0, at);
  const fragment = at < 0 ? "" : address.slice(at + 1);
  const colon = fragment.indexOf(":");
  const [ref, folder] = colon < 0
    ? [fragment, ""]
    : [fragment.slice(0, colon), fragment.slice(colon + 1)];
  const remote = bare.startsWith("github.com/") ? `https://${bare}` : bare;
  return { remote, ref: ref || "HEAD", folder };
}

async function git(args: readonly string[], cwd: string, signal: AbortSignal): Promise<string> {
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command("git", { args: [...args], cwd, stdin: "null", signal })
      .output();
  } catch (e) {
    if (e instanceof Deno.errors.NotFound) throw new Error("unable to find 'git'");
    throw e;
  }
  signal.throwIfAborted();
  const text = new TextDecoder().decode(output.success ? output.stdout : output.stderr).trim();
  if (!output.success) throw new Error(`git ${args[0]}: ${text}`);
  return text;
}

/**
 * Clones what a git address names, without its history. Throws with git's words, and for a folder
 * that is not in the repository.
 */
export async function cloned(address: string, signal: AbortSignal): Promise<Clone> {
  const { remote, ref, folder } = gitAddress(address);
  // What begins with a dash would be a flag of git.
  if (remote.startsWith("-") || ref.startsWith("-")) throw new Error(`invalid refspec: ${ref}`);
  const root = await Deno.makeTempDir({ prefix: "dockerctl-build-git-" });
  const end = () => Deno.remove(root, { recursive: true }).catch(() => {});
  try {
    await git(["init", "-q"], root, signal);
    await git(["remote", "add", "origin", remote], root, signal);
    // Not every server gives a part of the history, or a commit by its id.
    const shallow = await git(["fetch", "-q", "--depth", "1", "origin", ref], root, signal)
      .then(() => true, () => false);
    if (!shallow) await git(["fetch", "-q", "origin"], root, signal);
    await git(["checkout", "-q", shallow ? "FETCH_HEAD" : ref], root, signal);
    await git(["submodule", "update", "-q", "--init", "--recursive", "--depth=1"], root, signal);
    const inside = await Deno.realPath(join(root, folder));
    const own = await Deno.realPath(root);
    if (inside !== own && !inside.startsWith(`${own}/`)) {
      throw new Error(`the folder "${folder}" is not in the repository`);
    }
    await Deno.remove(join(root, ".git"), { recursive: true });
    return { folder: inside, end };
  } catch (e) {
    await end();
    throw e;
  }
}
