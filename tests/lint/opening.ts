/** The lint of first lines: every file opens with one sentence that says what it is. */
import { inProject } from "./layers.ts";

/**
 * Folders and files whose authors have not come to it yet. The list only ever gets shorter; a test
 * fails when something on it needs no exception any more.
 */
export const NOT_YET: readonly string[] = [
  "cli/plugin/",
  "cli/tui/",
  "core/_path.ts",
  "core/_path_test.ts",
  "core/_values.ts",
  "core/bind.ts",
  "core/bind_test.ts",
  "core/config/",
  "core/doc_lint_test.ts",
  "core/engine.ts",
  "core/lazy_iterable_test.ts",
  "core/live/",
  "core/logs/",
  "core/own_path_test.ts",
  "core/read_ahead.ts",
  "core/read_ahead_test.ts",
  "core/recorder/",
  "core/recreate/run_line_test.ts",
  "core/server/",
  "core/session.ts",
  "core/session_test.ts",
  "core/stream/json_stream.ts",
  "core/stream/json_stream_test.ts",
  "core/testing/",
  "core/timestamp_test.ts",
  "core/transport/pace_test.ts",
  "core/versions.ts",
  "core/versions_test.ts",
  "plugins/exec/exec_test.ts",
  "plugins/mod_test.ts",
  "plugins/net/net_test.ts",
  "plugins/net/steps.ts",
  "plugins/top/top_test.ts",
];

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

/** Whether a file of the project is one that the lint lets pass for now. */
export function isNotYet(file: string): boolean {
  return NOT_YET.some((path) => path.endsWith("/") ? file.startsWith(path) : file === path);
}

const opening: Deno.lint.Rule = {
  create(context) {
    const file = inProject(context.filename);
    if (file === undefined || isNotYet(file)) return {};
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
