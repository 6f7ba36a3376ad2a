/**
 * The lint of exported variables: chunks of the bundle become scripts (cli/compile/scripts.ts), whose
 * exports are what they are when the script has run. A variable that changes later would be seen
 * in its old state by who imports it.
 */
import { inProject } from "./layers.ts";

const ADVICE =
  "export a function that gives the value: what changes later is not seen in the binary";

const constant: Deno.lint.Rule = {
  create(context) {
    if (inProject(context.filename) === undefined) return {};
    /** Variables of the module's top that may change. */
    const changing = new Set<string>();
    return {
      Program(program) {
        for (const node of program.body) {
          const exported = node.type === "ExportNamedDeclaration";
          const declared = exported ? node.declaration : node;
          if (declared?.type !== "VariableDeclaration" || declared.kind === "const") continue;
          if (exported) context.report({ node, message: ADVICE });
          for (const { id } of declared.declarations) {
            if (id.type === "Identifier") changing.add(id.name);
          }
        }
      },
      ExportSpecifier(node) {
        if (node.local.type === "Identifier" && changing.has(node.local.name)) {
          context.report({ node, message: ADVICE });
        }
      },
    };
  },
};

const plugin: Deno.lint.Plugin = { name: "exports", rules: { constant } };
export default plugin;
