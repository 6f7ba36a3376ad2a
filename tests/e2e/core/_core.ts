/** What the tests of core on a real engine share. */
import { connect, type Engine, type StdChunk } from "../../../core/mod.ts";
import type { EngineContext } from "../../engine/mod.ts";

/** The core's own client on the engine under test. */
export function client(context: EngineContext): Promise<Engine> {
  return connect({ host: context.host, env: {} });
}

/** Runs a shell line in a new container that stays; gives its name. */
export async function sleeper(
  engine: Engine,
  context: EngineContext,
  name: string,
  script = "sleep 600",
): Promise<string> {
  const full = `${context.prefix}-${name}`;
  await engine.containers.create({
    Image: context.image,
    Cmd: ["sh", "-c", script],
    Labels: labels(context),
    HostConfig: { NetworkMode: "none", Init: false },
    // The shell has no handler of its own, and as process 1 none by the kernel.
    StopSignal: "KILL",
  }, { name: full });
  await engine.containers.start(full);
  return full;
}

/** The label by which the test's objects are removed. */
export function labels(context: EngineContext): Record<string, string> {
  const [key, value] = context.label.split("=");
  return { [key]: value };
}

/** All items of a stream. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** All bytes of a stream. */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(
    await new Blob(await all(chunks) as Uint8Array<ArrayBuffer>[]).arrayBuffer(),
  );
}

/** What came on each of the two streams. */
export async function textOf(
  chunks: AsyncIterable<StdChunk>,
): Promise<{ stdout: string; stderr: string }> {
  const text = { stdout: "", stderr: "" };
  for await (const { stream, data } of chunks) text[stream] += new TextDecoder().decode(data);
  return text;
}

/** Waits until `done` gives something; a generous end, for a busy machine. */
export async function until<T>(done: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const got = await done();
    if (got) return got;
    if (Date.now() > end) throw new Error("it did not come about in a minute");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
