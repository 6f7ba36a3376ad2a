/** A shell in a container, and its own terminal: which to run, and what to do where there is none. */
import { quoteWord } from "../../../core/recreate/quote_word.ts";
import { sanitise } from "../../format/sanitise.ts";
import { type Msg, quiet, type Result } from "../model/messages.ts";
import type { Model } from "../model/model.ts";
import { type Container, nameOf, notRunning } from "../model/objects.ts";
import type { Overlay } from "../model/overlays.ts";
import { say } from "../model/say.ts";
import { menu } from "../overlays/menu.ts";
import { selectedContainer } from "../record/record.ts";

/** What this takes of the messages. */
export function takeShell(model: Model, msg: Msg): Result | undefined {
  const byId = (id: string) => model.containers.find((c) => c.id === id);
  switch (msg.type) {
    case "shell":
    case "attach":
      return enter(model, msg);
    case "shells": {
      const c = byId(msg.id);
      if (c === undefined) return quiet(model);
      if (msg.found.length === 1 && !msg.choose) return run(model, c, msg.found[0]);
      return quiet({ ...model, overlay: shellMenu(c, msg.found) });
    }
    case "runShell": {
      const c = byId(msg.id);
      return c === undefined ? quiet(model) : run(model, c, msg.shell);
    }
    case "forgetShell": {
      const { [msg.image]: _, ...shells } = model.shells;
      return quiet({ ...model, shells });
    }
    case "interactive":
      return [model, [{ type: "interactive", argv: msg.argv, title: msg.title }]];
  }
}

function enter(model: Model, msg: Extract<Msg, { type: "shell" | "attach" }>): Result {
  const c = selectedContainer(model);
  if (c === undefined) return quiet(model);
  const why = notRunning(c);
  if (why !== undefined) return quiet(say(model, { kind: "warn", text: why }));
  if (msg.type === "attach") {
    return [model, [{ type: "attach", id: c.id, title: nameOf(c) }]];
  }
  const shell = model.shells[c.image];
  if (shell !== undefined && !msg.choose) return run(model, c, shell);
  return [model, [{ type: "shells", id: c.id, choose: msg.choose ?? false }]];
}

function run(model: Model, c: Container, shell: string): Result {
  const argv = ["exec", "-it", c.id, shell];
  return [{ ...model, shells: { ...model.shells, [c.image]: shell } }, [
    { type: "interactive", argv, title: nameOf(c), shellOf: c.image },
  ]];
}

/** Which of its shells to run in a container; where it has none, what can be done about that. */
function shellMenu(c: Container, found: readonly string[]): Overlay {
  const name = sanitise(nameOf(c));
  if (found.length === 0) {
    return menu(`${name} has no shell`, [{
      label: "bring one in from another image",
      detail: `dockerctl sh ${quoteWord(name)}`,
      msg: { type: "interactive", argv: ["sh", c.id], title: nameOf(c) },
    }]);
  }
  return menu(
    `Shell in ${name}`,
    found.map((shell) => ({
      label: shell.slice(shell.lastIndexOf("/") + 1),
      detail: shell,
      msg: { type: "runShell", id: c.id, shell },
    })),
  );
}
