/** A call with the request it made, for tests. */
import { createEngine, type Engine } from "../engine.ts";
import type { EngineGreeting } from "../transport/types.ts";
import {
  type MemoryAnswer,
  type MemoryRequest,
  type MemoryRoutes,
  memoryTransport,
} from "./memory_transport.ts";

/** A request without what was left unset. */
export type Sent = Partial<MemoryRequest>;

/** What a call gave and what it sent. */
export interface Recorded<T> {
  result: T;
  sent: Sent[];
}

/** Makes a call that gets `answer`, whatever it asks; unit tests look at what it sent. */
export async function recorded<T>(
  answer: MemoryAnswer,
  call: (engine: Engine) => Promise<T>,
  greeting?: Partial<EngineGreeting>,
): Promise<Recorded<T>> {
  const routes = new Proxy({}, { get: () => answer }) as MemoryRoutes;
  const transport = memoryTransport(routes, greeting);
  await using engine = createEngine(transport);
  const result = await call(engine);
  return { result, sent: transport.requests.map(given) };
}

/** The items of an iterable as a list. */
export async function items<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of iterable) list.push(item);
  return list;
}

function given(request: MemoryRequest): Sent {
  const { query, ...rest } = request;
  const left = defined(rest);
  const asked = query === undefined ? {} : defined(query);
  return Object.keys(asked).length > 0 ? { ...left, query: asked } : left;
}

function defined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, v]) => v !== undefined),
  ) as Partial<T>;
}
