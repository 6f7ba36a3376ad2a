/** Splits a command line as a shell does: blanks, '…', "…", backslash; nothing is expanded. */
export function words(line: string): string[] {
  const result: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (/\s/.test(char)) {
      if (word !== undefined) result.push(word);
      word = undefined;
    } else if (char === "'" || char === '"') {
      let end = i + 1;
      word ??= "";
      for (; end < line.length && line[end] !== char; end++) {
        if (char === '"' && line[end] === "\\" && /["\\$]/.test(line[end + 1] ?? "")) end++;
        word += line[end];
      }
      if (end >= line.length) throw new TypeError(`Unclosed ${char} in ${line}`);
      i = end;
    } else if (char === "\\") {
      word = (word ?? "") + (line[++i] ?? "");
    } else {
      word = (word ?? "") + char;
    }
  }
  if (word !== undefined) result.push(word);
  return result;
}
