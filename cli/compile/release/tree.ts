/** What is installed, as one tree of files below a prefix: the same in the archive, the package and what install.sh lays out. */

/** A file of the tree; its path is relative to the prefix (`bin/dockerctl`). */
export interface TreeFile {
  path: string;
  mode: number;
  bytes: Uint8Array;
}

/** What the tree is made of. */
export interface TreeParts {
  binary: Uint8Array;
  /** Manual pages by file name, `dockerctl-run.1`. */
  pages: ReadonlyMap<string, string>;
  /** Completion scripts by shell. */
  completions: Readonly<Record<"bash" | "zsh" | "fish", string>>;
  /** Our licence and those of what is inside, one text. */
  licences: string;
  changelog: string;
  readme: string;
  /** The bill of materials, CycloneDX in JSON. */
  sbom: string;
  /** install.sh, with which `upgrade --self` lays out the next version. */
  installer: string;
}

/** Where zsh looks: Debian's packages have a folder of their own, everybody else site-functions. */
export type ZshFolder = "site-functions" | "vendor-completions";

const text = (path: string, content: string): TreeFile => ({
  path,
  mode: 0o644,
  bytes: new TextEncoder().encode(content),
});

/** The files to install, sorted by path. `gzip` packs a manual page, where pages are to be packed. */
export async function installTree(
  parts: TreeParts,
  zsh: ZshFolder,
  gzip?: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>,
): Promise<TreeFile[]> {
  const files: TreeFile[] = [
    { path: "bin/dockerctl", mode: 0o755, bytes: parts.binary },
    text("share/bash-completion/completions/dockerctl", parts.completions.bash),
    text(`share/zsh/${zsh}/_dockerctl`, parts.completions.zsh),
    text("share/fish/vendor_completions.d/dockerctl.fish", parts.completions.fish),
    text("share/doc/dockerctl/LICENSES", parts.licences),
    text("share/doc/dockerctl/CHANGELOG.md", parts.changelog),
    text("share/doc/dockerctl/README.md", parts.readme),
    text("share/doc/dockerctl/sbom.cdx.json", parts.sbom),
  ];
  // Packages are upgraded by their own managers.
  if (zsh === "site-functions") files.push(text("share/dockerctl/install.sh", parts.installer));
  for (const [name, page] of parts.pages) {
    const file = text(`share/man/man1/${name}`, page);
    if (gzip === undefined) files.push(file);
    else files.push({ ...file, path: `${file.path}.gz`, bytes: await gzip(file.bytes) });
  }
  return files.toSorted((a, b) => a.path < b.path ? -1 : 1);
}
