import { EngineError } from "../../../core/errors.ts";
import type { Transport, WireRequest } from "../../../core/transport/types.ts";
import type { PluginPermissions } from "../contract/types.ts";

/**
 * Paths of GET calls that hand out what a list and inspect do not: files of a container or image.
 * They read, so `read` has them.
 */
function isRead(request: WireRequest): boolean {
  return request.method === "GET" || request.method === "HEAD";
}

/**
 * A transport that lets through what the plugin declared and refuses the rest before anything is
 * sent: `read` has GET and HEAD alone; a hijacked connection (attach, exec) is a write.
 */
export function guardedTransport(
  transport: Transport,
  plugin: string,
  engine: Required<PluginPermissions>["engine"],
): Transport {
  if (engine === "write") return transport;
  const refuse = (request: WireRequest): EngineError => {
    const may = engine === "read" ? "only to read from the engine" : "nothing on the engine";
    return new EngineError(
      `The plugin "${plugin}" may not ${request.op}: it is allowed ${may}`,
      {
        code: "denied",
        op: request.op,
        hint: `Its "permissions" would have to say engine: ${
          isRead(request) ? '"read"' : '"write"'
        }`,
      },
    );
  };
  return {
    endpoint: transport.endpoint,
    greeting: (signal) => transport.greeting(signal),
    send: (request) =>
      engine === "read" && isRead(request)
        ? transport.send(request)
        : Promise.reject(refuse(request)),
    upgrade: (request) => Promise.reject(refuse(request)),
    // The connection is the caller's, and not a plugin's to close.
    close: () => Promise.resolve(),
  };
}
