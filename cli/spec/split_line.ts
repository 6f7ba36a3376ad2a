/**
 * A line as a shell cuts it into words: blanks between, quotes and backslashes as in sh. A quote
 * that is still open ends with the line. A line that ends with a blank has one more, empty, word,
 * which is the one being typed.
 */
export function splitLine(line: string): string[] {
  const words: string[] = [];
  let word = "";
  let inWord = false;
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (quote === "'") {
      if (char === "'") quote = "";
      else word += char;
    } else if (
      char === "\\" && i + 1 < line.length && (quote === "" || '"\\$`'.includes(line[i + 1]))
    ) {
      word += line[++i];
      inWord = true;
    } else if (quote === '"') {
      if (char === '"') quote = "";
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      inWord = true;
    } else if (/\s/.test(char)) {
      if (inWord) words.push(word);
      word = "";
      inWord = false;
    } else {
      word += char;
      inWord = true;
    }
  }
  words.push(word);
  return words;
}
