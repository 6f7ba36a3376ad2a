/** An engine where docker's own client would look for one: by itself, as it brings the HTTP client. */
import type { ConnectOptions } from "./config/open_transport.ts";
import { createEngine, type Engine, type EngineOptions } from "./engine.ts";

/**
 * An engine at the endpoint that docker itself would take: `--host`, `--context`, DOCKER_HOST,
 * DOCKER_CONTEXT, the current context, the default socket, and only then the sockets of other
 * engines. The HTTP client is loaded here and not before. Throws EngineError of code `config` when
 * the endpoint cannot be understood, `unreachable` or `denied` where nothing was configured and no
 * socket answers.
 */
export async function connect(options: ConnectOptions & EngineOptions = {}): Promise<Engine> {
  const { openTransport } = await import("./config/open_transport.ts");
  return createEngine(await openTransport(options), { protect: options.protect });
}
