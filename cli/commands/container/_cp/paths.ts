/** The paths of `cp`, and what they mean for the names in the archive. */
import { cut } from "../../_flags/go_values.ts";
import { cleanPath } from "../../_flags/go_values.ts";

/** One side of a copy: a path here, or a path in a container. */
export interface CopySide {
  container?: string;
  path: string;
}

/**
 * Splits `CONTAINER:PATH`. A path here that has a colon is written with `./` or `/` in front
 * (docker/cli container/cp.go).
 */
export function splitCopyArgument(text: string): CopySide {
  if (text.startsWith("/")) return { path: text };
  const [container, path, found] = cut(text, ":");
  if (!found || container.startsWith(".") || container === "") return { path: text };
  return { container, path };
}

/** `path.Base`: the last element, without trailing slashes. */
export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") return path === "" ? "." : "/";
  return trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

function directoryName(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf("/") + 1) || (path.includes("/") ? "/" : "."));
}

/** The path ends in `/.`, or is `.`: the contents of a directory are meant, not itself. */
export function meansContents(path: string): boolean {
  return baseName(path) === ".";
}

/** The path can only be a directory: it ends in `/` or `/.`. */
export function assertsDirectory(path: string): boolean {
  return path.endsWith("/") || meansContents(path);
}

/** Gives a cleaned path the trailing `/` or `/.` that the person wrote. */
export function keepEnding(cleaned: string, written: string): string {
  let path = cleaned;
  if (meansContents(written) && !meansContents(path)) path = `${path.replace(/\/$/, "")}/.`;
  else if (written.endsWith("/") && !path.endsWith("/")) path += "/";
  return path;
}

/** Directory and last element; a meant `.` stays the last element. */
export function splitEntry(path: string): [directory: string, base: string] {
  let cleaned = cleanPath(path);
  if (meansContents(path)) cleaned = cleaned === "/" ? "/." : `${cleaned}/.`;
  return [directoryName(cleaned), cleaned.slice(cleaned.lastIndexOf("/") + 1) || "/"];
}

/** A link's target seen from where the link is. */
export function linkedPath(link: string, target: string): string {
  return target.startsWith("/") ? target : cleanPath(`${splitEntry(link)[0]}/${target}`);
}

/**
 * The path to read when a link was followed, and the name the result is to keep: `cp -L link dst`
 * makes a `link`, not the name of its target.
 */
export function followedName(written: string, target: string): { path: string; rename: string } {
  let path = target;
  if (meansContents(written) && !meansContents(path)) path = `${path.replace(/\/$/, "")}/.`;
  if (written.endsWith("/") && !path.endsWith("/")) path += "/";
  const rename = baseName(written) === baseName(path) ? "" : baseName(written);
  return { path, rename };
}

/** What is known of a source or destination. */
export interface CopyEnd {
  path: string;
  exists: boolean;
  isDirectory: boolean;
  /** The name that the source is to have, where it differs. */
  rename?: string;
}

/** Where an archive is to be unpacked, and which first name in it becomes which. */
export interface CopyPlan {
  directory: string;
  rename?: { from: string; to: string };
}

/**
 * Decides how a copy comes out, by docker's rules: into an existing directory, onto a file, or as
 * a new name (moby/go-archive copy.go).
 *
 * @throws {Error} with docker's words.
 */
export function planCopy(source: CopyEnd, destination: CopyEnd): CopyPlan {
  const [directory, base] = splitEntry(destination.path);
  const from = source.rename || splitEntry(source.path)[1];
  if (destination.exists && destination.isDirectory) return { directory: destination.path };
  if (destination.exists && source.isDirectory) throw new Error("cannot copy directory");
  if (!destination.exists && !source.isDirectory && assertsDirectory(destination.path)) {
    throw new Error("no such directory");
  }
  return { directory, rename: { from, to: base } };
}

/** The name of an entry after the plan: only the first occurrence changes. */
export function renamed(name: string, rename: CopyPlan["rename"]): string {
  if (!rename) return name;
  const from = rename.from === "/" ? "" : rename.from;
  const at = name.indexOf(from);
  return at < 0 ? name : name.slice(0, at) + rename.to + name.slice(at + from.length);
}
