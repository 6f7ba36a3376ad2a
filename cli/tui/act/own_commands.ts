/** Commands of the person's own, from the config: a key runs one on what is chosen in a list. */
import { quoteWord } from "../../../core/recreate/quote_word.ts";
import { sanitise } from "../../format/sanitise.ts";
import { execute, parseFormat } from "../../format/template.ts";
import { splitLine } from "../../spec/split_line.ts";
import { type Msg, quiet, type Result } from "../model/messages.ts";
import type { ListId, Model } from "../model/model.ts";
import {
  type Container,
  type Image,
  imageName,
  type Network,
  projectsOf,
  type Volume,
} from "../model/objects.ts";
import { say } from "../model/say.ts";
import type { Binding } from "../screen/bindings.ts";
import { wordRows } from "../text/wrap.ts";
import { chosen } from "./action.ts";

/** One entry of `tui.commands`. */
export interface OwnCommand {
  /** The list in which the key works. */
  readonly of: ListId;
  readonly key: string;
  readonly label: string;
  /**
   * The words of the command, each a template of docker's `--format`. They are parted before the
   * templates are filled in: a name with blanks or quotes in it stays one word, and there is no
   * shell that it could speak to.
   */
  readonly words: readonly string[];
  /** Asked about first. */
  readonly confirm: boolean;
  /** Its output is not shown; how it ended is said. */
  readonly background: boolean;
}

/** The lists that commands can be for, by the word that the config has for what they list. */
const LISTS: Readonly<Record<string, ListId>> = {
  container: "containers",
  image: "images",
  network: "networks",
  volume: "volumes",
  project: "projects",
};

const FIELDS = ["key", "of", "run", "label", "confirm", "background"];

/** Reads an entry of the config; a sentence where it is wrong. `where` is what it is called. */
export function readOwnCommand(value: unknown, where: string): OwnCommand | string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return `${where} must be an object with "key", "of" and "run"`;
  }
  const given = value as Record<string, unknown>;
  const strange = Object.keys(given).find((name) => !FIELDS.includes(name));
  if (strange !== undefined) return `${where} has no setting "${strange}"`;
  const { key, of, run, label = run, confirm = false, background = false } = given;
  if (typeof key !== "string" || key === "") return `${where} needs a "key"`;
  const list = typeof of === "string" && Object.hasOwn(LISTS, of) ? LISTS[of] : undefined;
  if (list === undefined) return `"of" in ${where} must be one of ${Object.keys(LISTS).join(", ")}`;
  if (typeof run !== "string" || run.trim() === "") return `${where} needs a "run"`;
  if (typeof label !== "string") return `"label" in ${where} must be a text`;
  if (typeof confirm !== "boolean" || typeof background !== "boolean") {
    return `"confirm" and "background" in ${where} must be true or false`;
  }
  const words = wordsOf(run);
  for (const word of words) {
    try {
      parseFormat(word);
    } catch (e) {
      return `"run" in ${where}: ${(e as Error).message}`;
    }
  }
  return { of: list, key, label: label.slice(0, 40), words, confirm, background };
}

/** The words of a line; a template is part of one word, blanks and quotes in it included. */
function wordsOf(line: string): string[] {
  const templates: string[] = [];
  const marked = line.trim().replace(
    /\{\{[^{}]*\}\}/g,
    (t) => `\uE000${templates.push(t) - 1}\uE001`,
  );
  return splitLine(marked).map((w) =>
    w.replace(/\uE000(\d+)\uE001/g, (_, n: string) => templates[Number(n)])
  );
}

/** The keys of commands, by list. Their names for the config are not needed: it has their keys. */
export function ownCommandKeys(
  commands: readonly OwnCommand[],
): Readonly<Record<ListId, readonly Binding[]>> {
  const lists: Record<ListId, Binding[]> = {};
  for (const [n, command] of commands.entries()) {
    (lists[command.of] ??= []).push({
      keys: [command.key],
      id: `commands.${n + 1}`,
      label: sanitise(command.label),
      group: "Commands of the config",
      hint: 5.6,
      disabled: (m) => {
        // What it does is not known: on an engine that must not change it does nothing.
        if (m.readOnly) return "This is read-only: no command of the config is run";
        return chosen(m).length === 0 ? "Nothing is selected" : undefined;
      },
      msg: () => ({ type: "ownCommand", command }),
    });
  }
  return lists;
}

/** What this takes of the messages. */
export function takeOwnCommand(model: Model, msg: Msg): Result | undefined {
  if (msg.type !== "ownCommand") return undefined;
  const { command, sure } = msg;
  if (model.readOnly) return quiet(warn(model, "This is read-only: nothing is run"));
  const lines: string[][] = [];
  for (const row of rowsOf(model, command.of)) {
    try {
      lines.push(command.words.map((w) => execute(parseFormat(w), row)));
    } catch (e) {
      return quiet(warn(model, `${command.label}: ${(e as Error).message}`));
    }
  }
  if (lines.length === 0) return quiet(warn(model, "Nothing is selected"));
  if (lines.length > 1 && !command.background) {
    return quiet(warn(model, `${command.label} is for one at a time: unmark the others with u`));
  }
  if (command.confirm && !sure) {
    return quiet({
      ...model,
      overlay: {
        kind: "confirm",
        question: `${sanitise(command.label)}?`,
        // All of it: what is agreed to is seen.
        lines: lines.flatMap((words) =>
          wordRows(sanitise(words.map(quoteWord).join(" ")), Math.max(20, model.size.columns - 12))
        ),
        yes: "run it",
        msg: { ...msg, sure: true },
      },
    });
  }
  const { background } = command;
  const label = sanitise(command.label);
  return [model, lines.map((argv) => ({ type: "ownCommand", label, argv, background }) as const)];
}

const warn = (model: Model, text: string) => say(model, { kind: "warn", text: sanitise(text) });

/** What is chosen, with the names that `--format` of docker's listings has for its fields. */
function rowsOf(model: Model, list: ListId): Readonly<Record<string, unknown>>[] {
  const ids = new Set(chosen(model));
  const label = (labels: Readonly<Record<string, string>>) => (name: string) => labels[name] ?? "";
  switch (list) {
    case "containers":
      return model.containers.filter((c) => ids.has(c.id)).map((c: Container) => ({
        ID: c.id,
        Name: c.name,
        Names: c.name,
        Image: c.image,
        ImageID: c.imageId,
        Command: c.command,
        State: c.state,
        Status: c.status,
        Ports: c.ports.map((p) => p.publicPort ?? p.privatePort),
        Labels: new Map(Object.entries(c.labels)),
        Label: label(c.labels),
      }));
    case "images":
      return model.images.filter((i) => ids.has(i.id)).map((i: Image) => ({
        ID: i.id,
        Name: imageName(i),
        Labels: new Map(Object.entries(i.labels)),
        Label: label(i.labels),
      }));
    case "networks":
      return model.networks.filter((n) => ids.has(n.id)).map((n: Network) => ({
        ID: n.id,
        Name: n.name,
        Driver: n.driver,
        Scope: n.scope,
        Labels: new Map(Object.entries(n.labels)),
        Label: label(n.labels),
      }));
    case "volumes":
      return model.volumes.filter((v) => ids.has(v.name)).map((v: Volume) => ({
        Name: v.name,
        Driver: v.driver,
        Mountpoint: v.mountpoint,
        Labels: new Map(Object.entries(v.labels)),
        Label: label(v.labels),
      }));
    default:
      return projectsOf(model.containers).filter((p) => ids.has(p.name))
        .map((p) => ({ Name: p.name }));
  }
}
