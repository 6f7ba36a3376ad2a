/** Signals to a process of a container. */
import type { Engine } from "../../core/mod.ts";
import { isEngineError } from "../../core/mod.ts";
import { ExitError } from "../../cli/plugin/mod.ts";
import type { Process } from "./processes.ts";

/** The name of a signal without SIG, or its number. Throws ExitError. */
export function signalName(text: string): string {
  const name = text.toUpperCase().replace(/^SIG/, "");
  if (!/^([A-Z][A-Z0-9+-]{1,9}|[1-9]|[1-5]\d|6[0-4])$/.test(name)) {
    throw new ExitError(1, `"${text}" is no signal`);
  }
  return name;
}

/**
 * Sends a signal. The main process gets it from the engine. Any other is known by its number on
 * the host alone, so a helper that sees the host's processes sends it.
 */
export async function sendSignal(
  engine: Engine,
  process: Process,
  name: string,
  options: { image: string; signal: AbortSignal },
): Promise<void> {
  const { signal, image } = options;
  const { State } = await engine.containers.inspect(process.containerId, { signal });
  if (State.Pid === process.pid) {
    return await engine.containers.kill(process.containerId, { killSignal: name, signal });
  }
  let id: string;
  try {
    ({ id } = await engine.containers.create({
      Image: image,
      Entrypoint: ["kill"],
      Cmd: [`-${name}`, String(process.pid)],
      User: "0",
      HostConfig: { PidMode: "host", NetworkMode: "none" },
    }, { signal }));
  } catch (e) {
    if (!isEngineError(e, "not_found")) throw e;
    throw new ExitError(1, `the image "${image}" is needed to send it: dockerctl pull ${image}`);
  }
  try {
    const { result } = await engine.containers.wait(id, { condition: "next-exit", signal });
    await engine.containers.start(id, { signal });
    const { statusCode } = await result;
    if (statusCode !== 0) {
      throw new ExitError(1, `process ${process.pid} takes no ${name}, or is gone`);
    }
  } finally {
    await engine.containers.remove(id, { force: true, signal: AbortSignal.timeout(20_000) })
      .catch(() => {});
  }
}
