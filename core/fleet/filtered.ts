/** A host's own filter: only containers with its labels are listed. */
import type { Transport } from "../transport/types.ts";

/** A transport whose lists of containers have these labels (`tier=web`), beside what is asked for. */
export function filteredTransport(inner: Transport, labels: readonly string[]): Transport {
  if (labels.length === 0) return inner;
  return {
    endpoint: inner.endpoint,
    greeting: (signal) => inner.greeting(signal),
    upgrade: (request) => inner.upgrade(request),
    close: () => inner.close(),
    send(request) {
      if (request.method !== "GET" || request.path !== "/containers/json") {
        return inner.send(request);
      }
      const given = request.query?.["filters"];
      const filters = typeof given === "string" ? JSON.parse(given) : {};
      // The engine wants all of several labels.
      const wanted = { ...filters, label: [...labelsOf(filters.label), ...labels] };
      const query = { ...request.query, filters: JSON.stringify(wanted) };
      return inner.send({ ...request, query });
    },
  };
}

/** A filter's values: a list, or (as old clients send them) an object whose keys they are. */
function labelsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value;
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
