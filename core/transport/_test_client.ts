/** What tests of the transport share: requests, refusals, both ways of carrying a request. */
import assert from "node:assert/strict";
import { EngineError, type EngineErrorCode } from "../errors.ts";
import { createTransport, type CreateTransportOptions } from "./create.ts";
import type { Transport, WireRequest } from "./types.ts";

export const bytes = (s: string) => new TextEncoder().encode(s);

/** The EngineError that `p` must be rejected with. */
export async function refusal(p: Promise<unknown>, code: EngineErrorCode): Promise<EngineError> {
  try {
    await p;
  } catch (e) {
    assert.ok(e instanceof EngineError, `an EngineError, not ${e}`);
    assert.equal(e.code, code, e.message);
    return e;
  }
  assert.fail(`no error of code ${code}`);
}

/** Gives a transport to an endpoint, and closes it. */
export type Using = (
  endpoint: string,
  body: (t: Transport) => Promise<void>,
  options?: CreateTransportOptions,
) => Promise<void>;

const usingOf = (more: CreateTransportOptions): Using => async (endpoint, body, options = {}) => {
  const t = createTransport(endpoint, { ...options, ...more });
  try {
    await body(t);
  } finally {
    await t.close();
  }
};

/** A test over a connection of our own and over undici's pools: both must do the same. */
export function testBoth(name: string, body: (using_: Using) => Promise<void>): void {
  Deno.test(name, () => body(usingOf({})));
  Deno.test(`${name}, over undici`, () => body(usingOf({ pooled: true })));
}

export const get = (path: string, more: Partial<WireRequest> = {}): WireRequest => ({
  method: "GET",
  path,
  op: "test",
  ...more,
});
