/** A release's notes: the part of CHANGELOG.md that tells of its version. */

/** The part below `## VERSION` (or `## VERSION - DATE`), else what is under Unreleased; throws where there is neither. */
export function notesOf(changelog: string, version: string): string {
  const parts = changelog.split(/^## /m).slice(1);
  const titled = (title: string) =>
    parts.find((part) => {
      const head = part.slice(0, part.indexOf("\n")).replace(/[[\]]/g, "").trim();
      return head === title || head.startsWith(`${title} `);
    });
  const part = titled(version) ?? titled("Unreleased");
  if (part === undefined) throw new Error(`CHANGELOG.md tells nothing of ${version}`);
  return `# dockerctl ${version}\n\n${part.slice(part.indexOf("\n") + 1).trim()}\n`;
}
