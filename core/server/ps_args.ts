/**
 * Which arguments of `ps` a client may give to `top`: the engine runs that program on its host,
 * outside of the container, as root.
 */

/** Words without a value. */
const PLAIN = new Set(["aux", "auxw", "auxww", "axu", "ax", "-aux", "w", "ww", "-H", "--forest"]);
/** Letters that can stand together behind a dash: which processes, how wide, in which format. */
const LETTERS = new Set("AefFlLTwyjcdaMPZ");
/** What would show more than the processes themselves. */
const FORBIDDEN_FIELDS = new Set(["env", "environ"]);

/** Why arguments are not passed on, or undefined. */
export function psArgsProblem(text: string): string | undefined {
  const words = text.split(/[ \t]/).filter((word) => word !== "");
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (PLAIN.has(word)) continue;
    if (word.startsWith("--sort=")) {
      if (!isFieldList(word.slice("--sort=".length))) return refused(word);
      continue;
    }
    const bare = word === "o" || word === "O";
    if (!bare && (word[0] !== "-" || word.length < 2)) return refused(word);
    let at = bare ? 0 : 1;
    while (at < word.length && LETTERS.has(word[at])) at++;
    if (at === word.length) continue;
    // `-o pid,args`, `-opid,args`, `-eo pid`; the header after = is what the title becomes.
    if (word[at] !== "o" && word[at] !== "O") return refused(word);
    const list = word.slice(at + 1) || words[++i] || "";
    if (!isFieldList(list)) return refused(list || word);
  }
}

function refused(word: string): string {
  return `the argument ${JSON.stringify(word.slice(0, 100))} of ps is not passed on`;
}

/** Names of fields, each with a title perhaps. */
function isFieldList(text: string): boolean {
  if (text === "") return false;
  for (const item of text.split(",")) {
    const equals = item.indexOf("=");
    const [name, title] = equals < 0 ? [item, ""] : [item.slice(0, equals), item.slice(equals + 1)];
    const field = name.startsWith("+") || name.startsWith("-") ? name.slice(1) : name;
    if (field === "" || FORBIDDEN_FIELDS.has(field)) return false;
    for (const char of field) {
      if (
        !(char >= "a" && char <= "z" || char === "_" || char === "%" || char === ":" ||
          char >= "0" && char <= "9")
      ) return false;
    }
    for (const char of title) {
      const word = char >= "a" && char <= "z" || char >= "A" && char <= "Z" ||
        char >= "0" && char <= "9";
      if (!word && !"_%-+.".includes(char)) return false;
    }
  }
  return true;
}
