/** `net ping`, `net send` and `net listen`: something goes from one container to another. */
import { definePluginCommand, ExitError } from "../../cli/plugin/mod.ts";
import { hostAndPort } from "./targets.ts";
import { openToolbox, type Result } from "./toolbox.ts";

const image = {
  type: "string",
  summary: "Image that has ping and nc (default: the setting `image`)",
  complete: "image",
} as const;

const from = {
  name: "container",
  summary: "Where it goes out",
  complete: "container:running",
} as const;

/** What a program said went wrong, in its last line. */
function failed({ code, output, late }: Result, otherwise: string): ExitError {
  const said = output.trim().split("\n").at(-1)?.trim();
  return new ExitError(
    code > 0 && code < 126 ? code : 1,
    late ? "no answer in time" : said || otherwise,
  );
}

/** `net ping A TARGET`. */
export const pingCommand = definePluginCommand({
  path: "net ping",
  summary: "Ping a container or an address from inside a container's network",
  args: [from, { name: "target", complete: "container:running" }],
  options: {
    count: { type: "number", short: "n", default: 4, summary: "How often" },
    image,
  },
  async run(ctx, { container, target, count, image }) {
    if (count < 1) throw new ExitError(1, "--count is 1 or more");
    const { signal, out } = ctx;
    const engine = await ctx.engine();
    const a = await engine.containers.inspect(container, { signal });
    await using tools = await openToolbox(engine, a, {
      image: image ?? String(ctx.config.image),
      signal,
    });
    const decoder = new TextDecoder();
    const result = await tools.run(["ping", "-c", String(count), target], {
      signal,
      onOutput: (data) => out.raw(cleanLines(decoder.decode(data, { stream: true }))),
    });
    if (result.code !== 0) throw new ExitError(1);

    function cleanLines(text: string): string {
      return text.split("\n").map(out.clean).join("\n");
    }
  },
});

/** The port of `TARGET:PORT`. */
function wantPort(text: string): { host: string; port: number } {
  try {
    const { host, port } = hostAndPort(text);
    if (port === undefined || host === "") throw new RangeError(`"${text}" is not TARGET:PORT`);
    return { host, port };
  } catch (e) {
    throw new ExitError(1, (e as Error).message);
  }
}

/** `net send A TARGET:PORT [MESSAGE]`. */
export const sendCommand = definePluginCommand({
  path: "net send",
  summary: "Send a message from a container to another one over their network",
  description: "MESSAGE, else stdin, goes over a TCP connection made inside the network of " +
    "CONTAINER. What is answered within --wait seconds is printed.",
  args: [
    from,
    { name: "target", summary: "TARGET:PORT" },
    { name: "message", optional: true },
  ],
  options: {
    wait: { type: "number", default: 1, summary: "Seconds to wait for an answer" },
    image,
  },
  examples: [
    { text: "To `dockerctl net listen db 9000`", command: "dockerctl net send app db:9000 hello" },
  ],
  async run(ctx, { container, target, message, wait, image }) {
    const { signal, out } = ctx;
    const { host, port } = wantPort(target);
    const stdin = message === undefined
      ? await readAll(ctx.streams.stdin.read(signal))
      : bytes(message + "\n");
    const engine = await ctx.engine();
    const a = await engine.containers.inspect(container, { signal });
    await using tools = await openToolbox(engine, a, {
      image: image ?? String(ctx.config.image),
      signal,
    });
    // After the message the other side may answer, and may keep the line open: `timeout` ends it.
    const script = `{ cat; sleep ${Math.max(0, wait)}; } | timeout ${
      Math.max(0, wait) + 10
    } nc -w 5 "$1" "$2"`;
    const result = await tools.run(["sh", "-c", script, "sh", host, String(port)], {
      signal,
      stdin,
      limit: (wait + 20) * 1000,
    });
    if (result.code !== 0) throw failed(result, `${host}:${port} takes no message`);
    if (result.output !== "") await out.raw(result.output.split("\n").map(out.clean).join("\n"));
  },
});

/** `net listen A PORT`. */
export const listenCommand = definePluginCommand({
  path: "net listen",
  summary: "Print what is sent to a port inside a container's network",
  args: [{ ...from, summary: "Where to listen" }, { name: "port", type: "number" }],
  options: {
    count: {
      type: "number",
      short: "n",
      default: 0,
      summary: "End after so many messages; 0: never",
    },
    image,
  },
  async run(ctx, { container, port, count, image }) {
    if (port < 1 || port > 65_535) throw new ExitError(1, `${port} is no port: 1 to 65535`);
    const { signal, out } = ctx;
    const engine = await ctx.engine();
    const a = await engine.containers.inspect(container, { signal });
    await using tools = await openToolbox(engine, a, {
      image: image ?? String(ctx.config.image),
      signal,
    });
    if (!ctx.global.json) await out.error(`Listening on ${container}:${port}`);
    for (let n = 0; count === 0 || n < count; n++) {
      // With an ended stdin nc would end the connection before anything has come.
      const result = await tools.run(["nc", "-l", "-p", String(port)], {
        signal,
        stdin: "open",
      });
      if (result.code !== 0) throw failed(result, `cannot listen on ${port}`);
      if (ctx.global.json) await out.json({ message: result.output });
      else await out.raw(result.output.split("\n").map(out.clean).join("\n"));
    }
  },
});

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A message is a few lines, not a file: 1 MiB. */
async function readAll(input: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of input) {
    size += part.length;
    if (size > 1024 * 1024) throw new ExitError(1, "the message is larger than 1 MiB");
    parts.push(part.slice());
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
