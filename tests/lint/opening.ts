/** The lint of first lines: every file opens with one sentence that says what it is. */
import { inProject } from "./layers.ts";

const ADVICE = "open the file with one sentence that says what it is: /** The … of …. */";

/** Whether a source opens with a comment that holds a sentence: three words and a full stop. */
export function opensWithSentence(source: string): boolean {
  const text = source.replace(/^\uFEFF?(#![^\n]*\n)?\s*/, "");
  for (let at = text;;) {
    const comment = /^(\/\*[^]*?\*\/|(\/\/[^\n]*(\n|$))+)\s*/.exec(at);
    if (comment === null) return false;
    const words = comment[1].replace(/^\/\*+|\*+\/$/g, "").replace(
      /^[ \t]*(\*+|\/\/+)[ \t]?/gm,
      "",
    );
    // What only tells a tool something is no sentence for people.
    const said = words.split("\n").filter((l) => !/^\s*(deno-|@ts-|@jsx|eslint-|#region)/.test(l));
    if (said.join("").trim() !== "") {
      return /^\s*\S+\s+\S+\s+\S[^]*?[.:?](\s|$)/.test(said.join("\n"));
    }
    at = at.slice(comment[0].length);
  }
}

const opening: Deno.lint.Rule = {
  create(context) {
    const file = inProject(context.filename);
    if (file === undefined) return {};
    return {
      Program(node) {
        if (!opensWithSentence(context.sourceCode.text)) {
          context.report({ range: [node.range[0], node.range[0]], message: ADVICE });
        }
      },
    };
  },
};

const plugin: Deno.lint.Plugin = { name: "files", rules: { opening } };
export default plugin;
