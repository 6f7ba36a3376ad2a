/**
 * Programs run inside a container's network namespace. Few images have ping, ip and nc; so a
 * short-lived helper that has them joins the namespace, and the container itself is the fallback.
 */
import type { ContainerInspect, Engine } from "../../core/mod.ts";
import { isEngineError } from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import { nameOf, notRunning } from "./targets.ts";

/** Kept on helpers, so that forgotten ones can be told. */
export const HELPER_LABEL = "dockerctl.net.helper";
/** A helper ends by itself after this, should nobody be left to remove it. Seconds. */
const HELPER_LIFE = 3600;
/** Characters of a program's output that are kept. */
const MAX_OUTPUT = 64 * 1024;

/** How a program ended. */
export interface Result {
  code: number;
  /** stdout and stderr together. */
  output: string;
  /** It did not end in time. */
  late: boolean;
}

/** What is told while a program runs. */
export interface RunOptions {
  signal: AbortSignal;
  /** Milliseconds; without it until it ends. */
  limit?: number;
  /** Given and then ended; `open` stays open and says nothing. */
  stdin?: Uint8Array | "open";
  onOutput?(data: Uint8Array): Promise<void> | void;
}

/** Runs programs in one network namespace. */
export interface Toolbox extends AsyncDisposable {
  run(words: readonly string[], options: RunOptions): Promise<Result>;
  /** `helper IMAGE`, or the container's name. */
  by: string;
}

/** The image for helpers: the one asked for, else one that is there already and has the tools. */
async function helperImage(engine: Engine, wish: string, signal: AbortSignal) {
  try {
    await engine.images.inspect(wish, { signal });
    return wish;
  } catch (e) {
    if (!isEngineError(e, "not_found", "bad_request")) throw e;
  }
  const images = await engine.images.list({ signal });
  return images.flatMap((i) => i.repoTags)
    .find((tag) => /(^|\/)(busybox|alpine)(:|$)/.test(tag));
}

/** Opens a toolbox in the namespace of a running container. Throws ExitError where there is none. */
export async function openToolbox(
  engine: Engine,
  container: ContainerInspect,
  options: { image: string; signal: AbortSignal },
): Promise<Toolbox> {
  const why = notRunning(container);
  if (why !== undefined) throw new ExitError(1, why);
  const { signal } = options;
  const image = await helperImage(engine, options.image, signal);
  if (image !== undefined) {
    const { id } = await engine.containers.create({
      Image: image,
      Entrypoint: ["sleep"],
      Cmd: [`${HELPER_LIFE}`],
      User: "0",
      Labels: { [HELPER_LABEL]: nameOf(container) },
      HostConfig: { NetworkMode: `container:${container.Id}`, AutoRemove: true },
    }, { signal });
    const remove = () =>
      engine.containers.remove(id, { force: true, signal: AbortSignal.timeout(20_000) })
        .then(() => {}, () => {});
    try {
      await engine.containers.start(id, { signal });
    } catch (e) {
      await remove();
      throw e;
    }
    return {
      by: `helper ${image}`,
      run: (words, o) => exec(engine, id, words, o),
      [Symbol.asyncDispose]: remove,
    };
  }
  const probe = await exec(engine, container.Id, ["sh", "-c", "command -v ping || command -v nc"], {
    signal,
    limit: 10_000,
  });
  if (probe.code !== 0) {
    throw new ExitError(
      1,
      `${
        nameOf(container)
      } has no network tools, and there is no image "${options.image}" to bring ` +
        `them: pull it, or name another with --image`,
    );
  }
  return {
    by: nameOf(container),
    run: (words, o) => exec(engine, container.Id, words, o),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Runs a program in a container and gathers what it says. */
export async function exec(
  engine: Engine,
  container: string,
  words: readonly string[],
  { signal, limit, stdin, onOutput }: RunOptions,
): Promise<Result> {
  const { id } = await engine.exec.create(container, {
    cmd: words,
    attachStdin: stdin !== undefined,
    attachStdout: true,
    attachStderr: true,
    signal,
  });
  const late = limit === undefined ? undefined : AbortSignal.timeout(limit);
  const stop = late === undefined ? signal : AbortSignal.any([signal, late]);
  let output = "";
  const decoder = new TextDecoder();
  try {
    await using session = await engine.exec.start(id, { tty: false, signal: stop });
    if (stdin !== undefined && stdin !== "open") {
      await session.write(stdin);
      await session.closeWrite();
    }
    for await (const { data } of session.output) {
      if (output.length < MAX_OUTPUT) output += decoder.decode(data, { stream: true });
      await onOutput?.(data);
    }
  } catch (e) {
    if (!late?.aborted || signal.aborted) throw e;
    return { code: -1, output, late: true };
  }
  // The engine may need a moment to know the code after the streams have ended.
  for (;;) {
    const { running, exitCode } = await engine.exec.inspect(id, { signal });
    if (!running) return { code: exitCode ?? -1, output, late: false };
    if (late?.aborted) return { code: -1, output, late: true };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
