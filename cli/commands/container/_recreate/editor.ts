/** A container's `run` line in the person's editor, until it can be read or is left alone. */
import {
  type ContainerInspect,
  type Engine,
  inspectToRunArguments,
  quoteWord,
  type RecreateEdits,
} from "../../../../core/mod.ts";
import { inspectToCreateRequest } from "../../../../core/recreate/create_request.ts";
import { isPodman } from "../../../../core/versions.ts";
import { parseLossless } from "../../../../core/recreate/lossless.ts";
import { errorText } from "../../../spec/errors.ts";
import { splitLine } from "../../../spec/split_line.ts";
import { type CommandContext, ExitError } from "../../../spec/types.ts";
import { createFlags } from "../_run/flags.ts";
import { editsOfLines } from "./edits.ts";

/** An editor that never comes to a line that can be read is let go after that many times. */
const MAX_ROUNDS = 100;
const MAX_BYTES = 1024 * 1024;

/** The words of a `run` line, an option a line, as text for an editor. */
export function lineText(words: readonly string[]): string {
  const lines: string[] = ["docker run"];
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    if (!word.startsWith("--")) {
      // The image and its command: options have ended.
      lines.push(words.slice(i).map(quoteWord).join(" "));
      break;
    }
    const option = (createFlags as Record<string, { type: string }>)[word.slice(2)];
    const takes = option !== undefined && option.type !== "boolean";
    lines.push(takes ? `${word} ${quoteWord(words[++i] ?? "")}` : word);
  }
  return lines.join(" \\\n  ") + "\n";
}

/**
 * The words after `docker run` in what was written; comments and line ends taken out, but for those
 * in quotes, which are a value's own.
 */
export function wordsOfText(text: string): string[] {
  const words = splitLine(oneLine(text).trim());
  if (/^(\S*\/)?(docker|dockerctl|podman)$/.test(words[0] ?? "")) words.shift();
  if (words[0] === "container") words.shift();
  if (words[0] !== "run") throw new Error('The line must begin with "docker run"');
  return words.slice(1);
}

/** The text without comments and with blanks for ends of lines, outside of quotes. Throws where a quote stays open. */
function oneLine(text: string): string {
  let line = "", quote = "", begins = true;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quote === "" && begins && char === "#") {
      while (i + 1 < text.length && text[i + 1] !== "\n") i++;
      continue;
    }
    begins = char === "\n";
    if (char === "\\" && quote !== "'") {
      const next = text[i + 1] === "\r" && text[i + 2] === "\n" ? "\r\n" : text[i + 1] ?? "";
      i += next.length;
      begins = next.endsWith("\n");
      line += !begins ? char + next : quote === "" ? " " : "";
    } else if (quote === "" && (char === "\n" || char === "\r")) {
      line += " ";
    } else {
      if (char === quote) quote = "";
      else if (quote === "" && (char === "'" || char === '"')) quote = char;
      line += char;
    }
  }
  if (quote !== "") throw new Error(`A quote (${quote}) is not closed`);
  return line;
}

/**
 * What the person wants to be different; undefined where the file was left as it was. Throws
 * ExitError where the editor fails, or leaves a line alone that cannot be read.
 */
export async function editedRequest(
  ctx: CommandContext,
  engine: Engine,
  container: string,
): Promise<RecreateEdits | undefined> {
  const { signal } = ctx;
  const text = await engine.containers.inspectText(container, { signal });
  const c = parseLossless<ContainerInspect>(text);
  const image = await engine.images.inspect(c.Image, { signal }).catch(() => undefined);
  const podman = isPodman(await engine.transport.greeting(signal));
  const before = inspectToRunArguments(podman ? inDockersWords(c) : c, image?.Config);
  const dir = await Deno.makeTempDir({ prefix: "dockerctl-edit-" });
  const file = `${dir}/run.sh`;
  const head = "# The line that makes this container. Lines that begin with # do not count.\n" +
    "# What is different when you save it is shown and asked about.\n";
  let content = head + lineText(before);
  const original = content;
  try {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      await Deno.writeTextFile(file, content, { mode: 0o600 });
      await runEditor(ctx, file);
      const info = await Deno.stat(file).catch(() => undefined);
      if (info === undefined) {
        throw new ExitError(1, "The editor took the file away: nothing was changed");
      }
      if (info.size > MAX_BYTES) throw new ExitError(1, "The file is too large to be a line");
      const now = await Deno.readTextFile(file);
      // As it was, or emptied: nothing is wanted.
      if (now === original || emptied(now)) return undefined;
      try {
        const edits = editsOfLines(before.slice(1), wordsOfText(now), c, ctx.env);
        return Object.keys(edits).length === 0 ? undefined : edits;
      } catch (error) {
        const why = errorText(error).split("\n")[0];
        // Saved as it was after the message: the person gives up.
        if (now === content) throw new ExitError(1, `${why}: nothing was changed`);
        // The comments above go; a value may have lines that begin like one.
        const rest = now.replace(/^(?:#[^\n]*\n)+/, "");
        content = `${head}#\n# Cannot be read: ${why}\n${rest}`;
      }
    }
    throw new ExitError(1, "The line could not be read: nothing was changed");
  } finally {
    await Deno.remove(dir, { recursive: true }).catch(() => {});
  }
}

/** A container of podman's, whose inspect has words that no flag takes, as docker's would be. */
function inDockersWords(c: ContainerInspect): ContainerInspect {
  const { config, hostConfig } = inspectToCreateRequest(c, { podman: true, volumes: false });
  return { ...c, Config: config, HostConfig: hostConfig };
}

/** Nothing but comments. */
function emptied(text: string): boolean {
  return text.split("\n").every((line) => line.startsWith("#") || line.trim() === "");
}

async function runEditor(ctx: CommandContext, file: string): Promise<void> {
  const named = ctx.env["VISUAL"] || ctx.env["EDITOR"] || "vi";
  const [program, ...args] = splitLine(named.trim()).filter((w) => w !== "");
  ctx.streams.stdin.setRaw(false);
  let status: Deno.CommandStatus;
  try {
    status = await new Deno.Command(program, {
      args: [...args, file],
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn().status;
  } catch (error) {
    throw new ExitError(
      1,
      `The editor "${named}" cannot be started: ${
        (error as Error).message
      }. Set EDITOR to another one`,
    );
  }
  if (!status.success) {
    throw new ExitError(
      1,
      `The editor "${named}" ended with exit code ${status.code}: nothing was changed`,
    );
  }
}
