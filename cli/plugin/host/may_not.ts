/** The words for what a plugin was refused. */
import { EngineError } from "../../../core/errors.ts";

/** A refusal of other command lines, which only a plugin that may change the engine may run. */
export function mayNotRun(name: string, op = "run a command"): EngineError {
  if (op !== "run a command") {
    return new EngineError(`The plugin "${name}" may not ${op} of dockerctl`, {
      code: "denied",
      op,
    });
  }
  return new EngineError(`The plugin "${name}" may not run commands of dockerctl`, {
    code: "denied",
    op,
    hint: 'Needs permissions: { engine: "write" }',
  });
}
