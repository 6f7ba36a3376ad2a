/** What a test orders to go wrong. Several may apply to a request; the first that answers wins. */
export interface Fault {
  /**
   * Which requests: a route (`GET /containers/{}/logs`, as in the log of requests) or a pattern
   * for `METHOD /path`. All of them when unset.
   */
  on?: string | RegExp;
  /** After so many matching requests it is over. Default: until it is removed. */
  times?: number;
  /** Let so many matching requests pass first. Default 0. */
  after?: number;
  /** Wait that long before anything is answered, in milliseconds of the real clock. */
  delay?: number;
  /** Take the request and never answer. */
  hang?: boolean;
  /** Close the connection instead of an answer. */
  close?: boolean;
  /** These bytes instead of an answer, as they are, then close. */
  garbage?: string | Uint8Array;
  /** This answer instead of the engine's. */
  answer?: {
    status: number;
    headers?: Record<string, string>;
    body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  };
  /** Answer `Connection: Upgrade` with 200 and the raw stream, as proxies make it. */
  noUpgrade?: boolean;
  /** Close the connection after so many bytes of the body, or of the hijacked stream. */
  cutAfter?: number;
  /** Send the body in pieces of that size, each a write of its own. */
  pieces?: number;
  /** Wait so many milliseconds after each write. */
  slow?: number;
  /** Read the request's body that slowly: milliseconds after each piece. */
  slowReader?: number;
  /** Changes the body as it goes by. */
  transform?: (chunk: Uint8Array) => Uint8Array;
}

/** A fault in force. */
export interface ActiveFault {
  /** How many requests it has met. */
  readonly count: number;
  /** Ends it; what it holds up (`hang`, `delay`) stays as it is. */
  remove(): void;
}

interface Entry {
  fault: Fault;
  seen: number;
  count: number;
}

/** The faults in force. */
export class Faults {
  readonly #list = new Set<Entry>();

  add(fault: Fault): ActiveFault {
    const entry: Entry = { fault, seen: 0, count: 0 };
    this.#list.add(entry);
    return {
      get count() {
        return entry.count;
      },
      remove: () => void this.#list.delete(entry),
    };
  }

  clear(): void {
    this.#list.clear();
  }

  /** What applies to this request, counted as met. */
  take(method: string, path: string, route: string): Fault {
    const all: Fault = {};
    for (const e of this.#list) {
      const { on, times, after = 0, ...what } = e.fault;
      const hit = on === undefined ||
        (typeof on === "string" ? on === route || on === `${method} ${path}` : on.test(
          `${method} ${path}`,
        ));
      if (!hit || e.seen++ < after || (times !== undefined && e.count >= times)) continue;
      e.count++;
      for (const [k, v] of Object.entries(what)) {
        if (!(k in all)) Object.assign(all, { [k]: v });
      }
    }
    return all;
  }
}
