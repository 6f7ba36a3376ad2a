/** What this build is. From source (not compiled) the commit is empty. */
export interface BuildInfo {
  /** Of dockerctl: `0.1.0`. */
  version: string;
  /** Short commit id, with `-dirty` when the tree had changes; empty if unknown. */
  commit: string;
  /** When the commit was made, ISO 8601; empty if unknown. */
  commitTime: string;
  /** Runtime inside: `2.9.6`. */
  deno: string;
  /** As Deno names it: `x86_64-unknown-linux-gnu`. */
  target: string;
  os: string;
  arch: string;
}

/** The build sets this in what starts a program, so it is read late, never at import. */
declare global {
  var __dockerctlBuild: { version: string; commit: string; commitTime: string } | undefined;
}

/** What this build is. */
export function buildInfo(): BuildInfo {
  const { version, commit, commitTime } = globalThis.__dockerctlBuild ??
    { version: "0.1.0-dev", commit: "", commitTime: "" };
  return {
    version,
    commit,
    commitTime,
    deno: Deno.version.deno,
    target: Deno.build.target,
    os: Deno.build.os,
    arch: Deno.build.arch,
  };
}
