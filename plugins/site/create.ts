/** `site create`: a site from nothing to an answered request; what fails leaves nothing behind. */
import { definePluginCommand, ExitError, type PluginContext } from "../../cli/plugin/mod.ts";
import { type Engine, EngineError, isEngineError } from "../../core/mod.ts";
import { urlOf, waitForAnswer } from "./answer.ts";
import { clear, putContent, slotsOf } from "./content.ts";
import { readSite } from "./folder.ts";
import { getImage, type Got } from "./image.ts";
import { keep } from "./kept.ts";
import { ownerOf } from "./owner.ts";
import { hostOf, LABEL, on, portOf } from "./site.ts";
import { innerPort, readWish, type Wish } from "./wish.ts";

/** Taking back may take so long, in milliseconds. */
const UNDO_LIMIT = 20_000;

/** `site create NAME`. */
export const createCommand = definePluginCommand({
  path: "site create",
  summary: "Make a site of an image and a folder, on any host, and see that it answers",
  description: "The folder is copied into the container, so that it need not be on the host. " +
    "Whatever fails on the way, and Ctrl-C, leaves nothing behind.",
  examples: [{
    text: "A folder shown by nginx on the host web1",
    command: "dockerctl site create blog --image nginx --host web1 --memory 128m --from ./public " +
      "--to /usr/share/nginx/html --port 8080:80",
  }],
  args: [{ name: "name", summary: "Name of the site, and of its container" }],
  options: {
    image: {
      type: "string",
      summary: "Image to pull, or folder with a Dockerfile (./web, /srv/web)",
      complete: "image",
    },
    host: {
      type: "string",
      summary: "A host of the list, a context, or an address",
      complete: "host",
    },
    memory: { type: "string", value: "bytes", summary: "Memory limit" },
    from: { type: "string", value: "folder", summary: "Folder to show", complete: "directory" },
    to: { type: "string", value: "path", summary: "Where the image looks for it" },
    user: {
      type: "string",
      value: "user[:group]",
      summary: "Who the site runs as and who owns its files (default: as the image says)",
    },
    port: {
      type: "string",
      value: "port[:port]",
      summary: "Port of the host, and of the container (default: a free one)",
    },
    reload: {
      type: "string",
      default: "restart",
      value: "how",
      summary: "What a deploy ends with: restart, none, or a signal like HUP",
      complete: ["restart", "none", "HUP", "USR1", "USR2"],
    },
    wait: {
      type: "number",
      default: 30,
      value: "seconds",
      summary: "How long to wait for an answer; 0: do not ask",
    },
  },
  async run(ctx, { name, host: word, wait, ...flags }) {
    const wish = readWish(name, flags);
    await create(ctx, wish, word, wait);
  },
});

/** What was made so far, to be taken back. */
interface Made {
  engine: Engine;
  container?: string;
  image?: Got;
}

async function create(
  ctx: PluginContext,
  wish: Wish,
  word: string | undefined,
  wait: number,
): Promise<void> {
  const { signal, out } = ctx;
  const from = await Deno.realPath(wish.from).catch(() => wish.from);
  const { entries } = await readSite(ctx, from);
  const host = await hostOf(ctx, word);
  const { engine } = host;
  const where = on(word);
  await check(engine, wish, where, signal);
  const made: Made = { engine };
  try {
    await getImage(ctx, engine, where, wish, (got) => void (made.image = got));
    const { id, user, inner } = await makeContainer(made, wish, where, signal);
    const owner = await ownerOf(engine, id, user, signal);
    const slots = await slotsOf(engine, id, wish.to, signal);
    await putContent(engine, id, slots, { entries, owner, to: wish.to }, signal);
    // Where the image itself was a site's.
    await clear(engine, id, slots.used, signal);
    await start(engine, id, wish, where, signal);
    const container = await engine.containers.inspect(id, { signal });
    const port = portOf({ container }) ?? inner;
    if (wait > 0) {
      const limit = wait * 1000;
      const status = await waitForAnswer({ engine, id, host: host.address, port, limit, signal });
      if (status >= 400) {
        await out.error(
          `It answers with status ${status}: is --to ${wish.to} what the image shows?`,
        );
      }
    }
    await keep(ctx, {
      name: wish.name,
      ...(word ?? host.name) !== "" && { host: word ?? host.name },
      from,
      at: ctx.now().toISOString(),
    });
    made.container = made.image = undefined;
    await out.line(urlOf(host.address, port));
  } catch (e) {
    await undo(ctx, made, wish.name, where);
    throw e;
  }
}

/** Looks at what can be known before anything is made. */
async function check(
  engine: Engine,
  wish: Wish,
  where: string,
  signal: AbortSignal,
): Promise<void> {
  const info = await engine.system.info({ signal });
  const total = info.MemTotal ?? 0;
  if (wish.memory !== undefined && total > 0 && wish.memory > total) {
    const gb = (n: number) => `${(n / 1024 ** 3).toFixed(1)} GB`;
    throw new ExitError(
      125,
      `--memory: ${gb(wish.memory)} is more than there is${where}, ${gb(total)}`,
    );
  }
  const all = await engine.containers.list({ all: true, signal });
  const same = all.find((c) => c.names.includes(wish.name) || c.name === wish.name);
  if (same !== undefined) {
    const site = same.labels[LABEL.site] === wish.name;
    throw new ExitError(
      125,
      `There is a ${site ? "site" : "container"} called ${wish.name}${where} already` +
        (site ? `: dockerctl site deploy ${wish.name}, or site rm ${wish.name}` : ""),
    );
  }
  const taken = all.find((c) =>
    wish.port > 0 && c.ports.some((p) => p.publicPort === wish.port && p.type === "tcp")
  );
  if (taken !== undefined) {
    throw new ExitError(125, `--port: ${wish.port}${where} is taken by ${taken.name}`);
  }
}

async function makeContainer(
  made: Made,
  wish: Wish,
  where: string,
  signal: AbortSignal,
): Promise<{ id: string; user: string; inner: number }> {
  const { engine } = made;
  const image = await engine.images.inspect(made.image!.reference, { signal });
  const config = image.Config ?? {};
  const inner = innerPort(wish, Object.keys(config.ExposedPorts ?? {}));
  const mount = Object.keys(config.Volumes ?? {}).find((v) => v.replace(/\/+$/, "") === wish.to);
  if (mount !== undefined) {
    throw new ExitError(125, `--to ${wish.to} is a volume of the image: name a folder in it`);
  }
  const tcp = `${inner}/tcp`;
  // Not cut off by Ctrl-C: who does not get the answer does not know what to take back.
  const { id } = await engine.containers.create({
    Image: made.image!.reference,
    ...wish.user !== undefined && { User: wish.user },
    ExposedPorts: { [tcp]: {} },
    Labels: {
      [LABEL.site]: wish.name,
      [LABEL.to]: wish.to,
      [LABEL.reload]: wish.reload,
      ...wish.build !== undefined && { [LABEL.built]: made.image!.reference },
    },
    HostConfig: {
      ...wish.memory !== undefined && { Memory: wish.memory },
      PortBindings: { [tcp]: [{ HostPort: wish.port === 0 ? "" : `${wish.port}` }] },
      RestartPolicy: { Name: "unless-stopped" },
    },
  }, { name: wish.name, signal: AbortSignal.timeout(UNDO_LIMIT) }).catch((e) => {
    if (!isEngineError(e, "conflict")) throw e;
    throw new ExitError(125, `There is a container called ${wish.name}${where} already`);
  });
  made.container = id;
  signal.throwIfAborted();
  return { id, user: wish.user ?? config.User ?? "", inner };
}

async function start(
  engine: Engine,
  id: string,
  wish: Wish,
  where: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await engine.containers.start(id, { signal });
  } catch (e) {
    if (!(e instanceof EngineError) || signal.aborted) throw e;
    if (/port is already allocated|address already in use/.test(e.message)) {
      throw new ExitError(125, `--port: ${wish.port}${where} is taken by another program`);
    }
    throw new ExitError(125, `The site does not start${where}: ${e.message}`);
  }
}

/** Takes back what was made. What cannot be taken back is told, with what does it. */
async function undo(
  ctx: PluginContext,
  { engine, container, image }: Made,
  name: string,
  where: string,
): Promise<void> {
  const signal = AbortSignal.timeout(UNDO_LIMIT);
  const gone = async (what: string, remove: () => Promise<unknown>) => {
    try {
      await remove();
    } catch (e) {
      // Not there yet, or somebody else uses it by now: an image is not forced.
      if (isEngineError(e, "not_found") || isEngineError(e, "conflict")) return;
      await ctx.out.error(`Left behind${where}: ${what}: ${(e as Error).message}`);
    }
  };
  if (container !== undefined) {
    const options = { force: true, volumes: true, signal };
    await gone(
      `${name} (dockerctl site rm ${name})`,
      () => engine.containers.remove(container, options),
    );
  }
  if (image?.fresh) {
    await gone(
      `the image ${image.reference}`,
      () => engine.images.remove(image.reference, { signal }),
    );
  }
}
