import type { Transport } from "./transport/types.ts";

/** Everything an engine can do, over one transport. */
export interface Engine extends AsyncDisposable {
  readonly transport: Transport;
}

/** An engine over a transport that the caller made. Disposing it closes the transport. */
export function createEngine(transport: Transport): Engine {
  return {
    transport,
    [Symbol.asyncDispose]: () => transport.close(),
  };
}
