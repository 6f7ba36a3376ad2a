/**
 * Files and folders of ours at places that can be foretold: whose they are is looked at before they
 * are used, links of other users are not followed, and others get no rights to what we make.
 *
 * Trusted are the user who runs us and root. A link of theirs is followed (dotfiles are often
 * links), one of anybody else is not; nor is what is no plain file ever opened, since a FIFO would
 * hang us. On Windows, which has no such owners, all is trusted.
 */
import { EngineError } from "./errors.ts";

/** What others may do with a path of ours. */
export type OthersMay =
  /** Neither read nor write: secrets. */
  | "nothing"
  /** Read; the default. */
  | "read"
  /** Whatever its mode says; only the owner counts. */
  | "any";

/** Settings of {@link checkOwn}. */
export interface OwnOptions {
  /** What the path is called in messages: `token file`. */
  what?: string;
  others?: OthersMay;
}

const S_ISVTX = 0o1000;

function refused(path: string, what: string, why: string, hint?: string): EngineError {
  return new EngineError(`The ${what} ${path} ${why}`, { code: "config", op: "open", hint });
}

const trusted = (uid: number | null): boolean => {
  const own = Deno.uid();
  return own === null || uid === null || uid === own || uid === 0;
};

function checkOwner(info: Deno.FileInfo, path: string, what: string): void {
  if (!trusted(info.uid)) {
    throw refused(
      path,
      info.isSymlink ? `link of the ${what}` : what,
      `belongs to another user (uid ${info.uid})`,
      "Name another place, or make it yours: chown",
    );
  }
}

/**
 * What stands at `path`, its links of ours and root's followed; undefined where there is nothing.
 *
 * @throws {EngineError} of code `config` for what belongs to another user, for a link of another
 * user, and for what others may use more than `others` says.
 */
export function checkOwn(
  path: string,
  { what = "file", others = "read" }: OwnOptions = {},
): Deno.FileInfo | undefined {
  let info = statOf(path, Deno.lstatSync);
  if (info === undefined) return undefined;
  checkOwner(info, path, what);
  if (info.isSymlink) {
    info = statOf(path, Deno.statSync);
    if (info === undefined) return undefined;
    checkOwner(info, path, what);
  }
  if (Deno.uid() === null || info.mode === null || others === "any") return info;
  const forbidden = others === "nothing" ? 0o077 : 0o022;
  if ((info.mode & forbidden) !== 0) {
    const can = others === "nothing" ? "read or written" : "written";
    const rights = info.isDirectory ? "700" : "600";
    throw refused(
      path,
      what,
      `can be ${can} by others`,
      `Make it yours alone: chmod ${rights} ${path}`,
    );
  }
  return info;
}

/**
 * Makes a folder with those above it, for its owner alone, where it is not there; one that is there
 * is checked as {@link checkOwn} does. A folder in which others may rename it away is refused, too.
 *
 * @throws {EngineError} of code `config`; errors of the file system as they come.
 */
export function ownFolder(path: string, { what = "folder", others }: OwnOptions = {}): void {
  Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
  const info = checkOwn(path, { what, others });
  if (info !== undefined && !info.isDirectory) throw refused(path, what, "is no folder");
  checkParent(path, what);
}

/** Refuses a path in a folder where anybody may put another thing in its place. */
export function checkParent(path: string, what: string): void {
  const parent = path.replace(/\/+$/, "").replace(/[^/]*$/, "") || "/";
  const { mode } = Deno.statSync(parent.startsWith("/") ? parent : `./${parent}`);
  if (Deno.uid() !== null && mode !== null && (mode & 0o002) !== 0 && (mode & S_ISVTX) === 0) {
    throw refused(
      path,
      what,
      "lies in a folder where everybody may replace it",
      `Take that right away: chmod o-w ${parent}`,
    );
  }
}

/** How {@link openOwn} opens. */
export interface OpenOwnOptions extends OwnOptions {
  read?: boolean;
  write?: boolean;
  append?: boolean;
  truncate?: boolean;
  /** Makes the file, with rights for its owner alone, where it is not there. */
  create?: boolean;
}

/**
 * Opens a plain file of ours. What stands there is looked at before, and again once it is open: in
 * between it could have been changed for another.
 *
 * @throws {EngineError} of code `config` as {@link checkOwn} does, and for what is no plain file;
 * errors of the file system as they come.
 */
export function openOwn(path: string, options: OpenOwnOptions = {}): Deno.FsFile {
  const { what = "file", others, create, ...how } = options;
  if (how.write === undefined && how.append === undefined) how.read ??= true;
  for (;;) {
    if (create && statOf(path, Deno.lstatSync) === undefined) {
      try {
        // Never follows a link, and fails if somebody was quicker.
        return Deno.openSync(path, {
          ...how,
          truncate: false,
          write: !how.append,
          createNew: true,
          mode: 0o600,
        });
      } catch (e) {
        if (!(e instanceof Deno.errors.AlreadyExists)) throw e;
        continue;
      }
    }
    const before = checkOwn(path, { what, others });
    if (before === undefined && create) {
      throw refused(path, what, "is a link to what is not there");
    }
    if (before !== undefined && !before.isFile) throw refused(path, what, "is no plain file");
    // Truncated only once it is known to be ours.
    const file = Deno.openSync(path, { ...how, truncate: false });
    const after = file.statSync();
    if (before === undefined || after.ino !== before.ino || after.dev !== before.dev) {
      file.close();
      throw refused(path, what, "was changed for another while it was opened");
    }
    if (how.truncate) file.truncateSync(0);
    return file;
  }
}

/**
 * The text of a file of ours; undefined where there is none.
 *
 * @throws {EngineError} of code `config` as {@link openOwn} does, and for one larger than `limit`
 * bytes.
 */
export function readOwnText(
  path: string,
  limit: number,
  options: OwnOptions = {},
): string | undefined {
  let file: Deno.FsFile;
  try {
    file = openOwn(path, options);
  } catch (e) {
    if (e instanceof Deno.errors.NotFound) return undefined;
    throw e;
  }
  try {
    const { size } = file.statSync();
    if (size > limit) {
      throw refused(path, options.what ?? "file", `is larger than ${limit} bytes`);
    }
    const bytes = new Uint8Array(size);
    let have = 0;
    while (have < size) {
      const n = file.readSync(bytes.subarray(have));
      if (n === null) break;
      have += n;
    }
    return new TextDecoder().decode(bytes.subarray(0, have));
  } finally {
    file.close();
  }
}

/** Puts a file of ours in place of the one that may be there: a reader sees the old one or the new. */
export function writeOwnText(path: string, text: string): void {
  const part = `${path}.${crypto.randomUUID()}`;
  try {
    Deno.writeTextFileSync(part, text, { createNew: true, mode: 0o600 });
    Deno.renameSync(part, path);
  } catch (e) {
    try {
      Deno.removeSync(part);
    } catch { /* it was never made */ }
    throw e;
  }
}

function statOf(
  path: string,
  stat: (path: string) => Deno.FileInfo,
): Deno.FileInfo | undefined {
  try {
    return stat(path);
  } catch (e) {
    if (e instanceof Deno.errors.NotFound) return undefined;
    throw e;
  }
}
