/** Gets a site's image onto its host: there already, pulled, or built. */
import { ExitError, type PluginContext } from "../../cli/plugin/mod.ts";
import {
  configDir,
  type Engine,
  EngineError,
  isEngineError,
  parseReference,
  type RegistryAuth,
  registryCredentials,
  registryKey,
} from "../../core/mod.ts";
import type { Wish } from "./wish.ts";

/** An image that is on the host. */
export interface Got {
  reference: string;
  /** It was not there before. */
  fresh: boolean;
}

/** Lines of a build's output that are told when it fails. */
const TAIL = 12;

/** Gets the image, and tells before it begins what there will be to take back; throws an ExitError that says what is wrong with it. */
export async function getImage(
  ctx: PluginContext,
  engine: Engine,
  where: string,
  wish: Wish,
  begins: (got: Got) => void,
): Promise<void> {
  if (wish.build !== undefined) return await build(ctx, engine, where, wish, begins);
  const reference = wish.image!;
  try {
    parseReference(reference);
  } catch {
    throw new ExitError(125, `--image ${JSON.stringify(reference)} is no name of an image`);
  }
  const there = await has(engine, reference, ctx.signal);
  begins({ reference, fresh: !there });
  if (there) return;
  await ctx.out.error(`Pulling ${reference}${where}`);
  try {
    const auth = await credentials(ctx, reference);
    const options = { signal: ctx.signal, ...auth !== undefined && { auth } };
    for await (const _ of engine.images.pull(reference, options)) { /* read to its end */ }
  } catch (e) {
    if (!(e instanceof EngineError) || ctx.signal.aborted) throw e;
    throw new ExitError(125, `--image ${reference} cannot be had${where}: ${e.message}`);
  }
}

async function has(engine: Engine, reference: string, signal: AbortSignal): Promise<boolean> {
  try {
    await engine.images.inspect(reference, { signal });
    return true;
  } catch (e) {
    if (isEngineError(e, "not_found")) return false;
    throw e;
  }
}

async function credentials(ctx: PluginContext, image: string): Promise<RegistryAuth | undefined> {
  const dir = configDir({ env: ctx.env, configDir: ctx.global.config });
  try {
    const key = registryKey(parseReference(image).domain);
    return await registryCredentials(key, {
      env: ctx.env,
      configDir: dir,
      signal: ctx.signal,
      warn: () => {},
    });
  } catch (e) {
    if (ctx.signal.aborted) throw e;
    await ctx.out.error(`WARNING: ${(e as Error).message}`);
    return undefined;
  }
}

async function build(
  ctx: PluginContext,
  engine: Engine,
  where: string,
  { name, build: folder = "" }: Wish,
  begins: (got: Got) => void,
): Promise<void> {
  const reference = `dockerctl-site/${name.toLowerCase().replace(/[_.-]+$/, "")}:latest`;
  if (await has(engine, reference, ctx.signal)) {
    throw new ExitError(
      125,
      `There is an image ${reference}${where} already, of another site: remove it, or rename this one`,
    );
  }
  begins({ reference, fresh: true });
  await ctx.out.error(`Building ${folder}${where}`);
  const said: string[] = [];
  const options = { tags: [reference], forceRemove: true, signal: ctx.signal };
  try {
    for await (const event of engine.images.build({ folder }, options)) {
      const text = event.kind === "output"
        ? event.text
        : event.kind === "trace"
        ? event.trace.logs.map((l) => new TextDecoder().decode(l.data)).join("")
        : "";
      said.push(...text.split("\n").filter((l) => l.trim() !== ""));
      said.splice(0, said.length - TAIL);
    }
  } catch (e) {
    if (!(e instanceof EngineError) || ctx.signal.aborted) throw e;
    for (const line of said) await ctx.out.error(`  ${line.slice(0, 300)}`);
    throw new ExitError(125, `--image ${folder} cannot be built${where}: ${e.message}`);
  }
}
