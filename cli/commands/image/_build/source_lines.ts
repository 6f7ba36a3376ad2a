/** The lines of a Dockerfile where a build failed, marked as docker's buildx marks them. */
import { parseReference } from "../../../../core/images/reference.ts";

/** A Dockerfile by its name. */
export interface DockerfileSource {
  name: string;
  text: string;
}

/** An instruction of a Dockerfile; lines count from 1. */
interface Instruction {
  first: number;
  last: number;
  /** Its lines as one, without comments. */
  text: string;
  /** Which step of its stage it is; FROM is 1, what makes no layer is 0. */
  position: number;
}

/** Instructions that are steps of their own. */
const STEPS = ["RUN", "COPY", "ADD", "WORKDIR"];
const HEREDOC = /<<-?(["']?)([a-zA-Z_][a-zA-Z0-9_]*)\1/g;

function instructions(text: string): Instruction[] {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  const escape = /^#[ \t]*escape[ \t]*=[ \t]*`/im.test(lines.slice(0, 4).join("\n")) ? "`" : "\\";
  const all: Instruction[] = [];
  let position = 0;
  for (let at = 0; at < lines.length; at++) {
    if (isEmpty(lines[at])) continue;
    const first = at;
    const parts: string[] = [];
    for (;; at++) {
      const line = lines[at];
      if (isEmpty(line)) {
        if (at + 1 < lines.length) continue;
        break;
      }
      const goesOn = line.trimEnd().endsWith(escape) && at + 1 < lines.length;
      parts.push(goesOn ? line.trimEnd().slice(0, -1) : line);
      if (!goesOn) break;
    }
    const joined = parts.join("").trim();
    const word = joined.split(/\s/, 1)[0].toUpperCase();
    if (["RUN", "COPY", "ADD"].includes(word)) {
      for (const [, , end] of joined.matchAll(HEREDOC)) {
        while (at + 1 < lines.length && lines[++at].trim() !== end);
      }
    }
    if (word === "FROM") position = 1;
    else if (STEPS.includes(word)) position++;
    const counted = word === "FROM" || STEPS.includes(word);
    all.push({ first: first + 1, last: at + 1, text: joined, position: counted ? position : 0 });
  }
  return all;
}

function isEmpty(line: string): boolean {
  return /^\s*(#|$)/.test(line);
}

/** Whether a step's name could be an instruction; what holds a variable may have become anything. */
function fits(name: string, { text }: Instruction): boolean {
  const given = name.split(/\s+/);
  const own = text.split(/\s+/);
  if (own[0].toUpperCase() !== given[0].toUpperCase()) return false;
  // A here-document is told with its beginning in parentheses.
  const heredoc = /<<-?["']?\w/.test(text);
  if (heredoc ? own.length > given.length : own.length !== given.length) return false;
  return own.slice(1).every((word, i) => word.includes("$") || word === given[i + 1]);
}

/** Which instruction an image was wanted by: `FROM` or `--from=`. */
function wants(reference: string, { text }: Instruction): boolean {
  const words = text.split(/\s+/);
  const from = words[0].toUpperCase() === "FROM"
    ? words.filter((w) => !w.startsWith("--"))[1]
    : text
      .match(/\bfrom=([^\s,]+)/)?.[1];
  return from !== undefined && canonical(from) === reference;
}

function canonical(text: string): string {
  try {
    const { domain, path, tag, digest } = parseReference(text);
    return `${domain}/${path}${digest ? `@${digest}` : `:${tag ?? "latest"}`}`;
  } catch {
    return text;
  }
}

function find(text: string, step: string | undefined, message: string): Instruction | undefined {
  const all = instructions(text);
  const told = /dockerfile parse error (?:on )?line (\d+)/.exec(message);
  if (told !== null) {
    const line = Number(told[1]);
    return all.find((i) => i.first <= line && line <= i.last);
  }
  const image = /^\[internal\] load metadata for (\S+)$/.exec(step ?? "")?.[1];
  if (image !== undefined) return all.find((i) => wants(image, i));
  const [, position, name] = /^\[[^\]]*?(\d+)\/\d+\] (.+)$/s.exec(step ?? "") ?? [];
  if (name === undefined) return undefined;
  const fitting = all.filter((i) => fits(name, i));
  return fitting.find((i) => i.position === Number(position)) ?? fitting[0];
}

/**
 * The lines of `source` where the step of this name failed, or which the message is about, with
 * some around them; empty where they are not to be found.
 */
export function failedLines(
  source: DockerfileSource,
  step: string | undefined,
  message: string,
): string {
  const found = find(source.text, step, message);
  if (found === undefined) return "";
  const lines = source.text.split("\n");
  let { first, last } = found;
  // As many lines around it as buildx shows.
  for (let shown = 0, most = first === last ? 4 : 2; shown < most; shown++) {
    if (first > 1) (first--, shown++);
    if (last < lines.length) (last++, shown++);
  }
  const rule = "-".repeat(20);
  const rows = lines.slice(first - 1, last).map((line, i) => {
    const marked = first + i >= found.first && first + i <= found.last;
    return ` ${String(first + i).padStart(3)} | ${marked ? ">>>" : "   "} ${
      line.replace(/\r$/, "")
    }`;
  });
  return `${[`${source.name}:${found.first}`, rule, ...rows, rule].join("\n")}\n`;
}
