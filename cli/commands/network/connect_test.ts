/** Tests of connect.ts: `network connect`. */
import assert from "node:assert/strict";
import type { Engine } from "../../../core/mod.ts";
import type { AnyCommandSpec } from "../../spec/types.ts";
import { parseCommand } from "../../spec/parse.ts";
import { testContext } from "../../spec/testing.ts";
import { networkConnect } from "./connect.ts";

/** What `network connect …` sends as the endpoint. */
async function endpointOf(...words: string[]): Promise<unknown> {
  let sent: unknown;
  const connect = (_network: string, _container: string, options: { endpoint: unknown }) => {
    sent = options.endpoint;
    return Promise.resolve();
  };
  const spec: AnyCommandSpec = networkConnect;
  const parsed = parseCommand(spec, words);
  assert.ok(parsed.kind === "run");
  await spec.run(
    testContext({ engine: { networks: { connect } } as unknown as Engine }),
    parsed.input,
  );
  return sent;
}

Deno.test("network connect sends what docker sends: no alias is an empty list, no link none at all", async () => {
  assert.deepEqual(JSON.parse(JSON.stringify(await endpointOf("n", "c"))), {
    IPAMConfig: {},
    Links: null,
    Aliases: [],
    DriverOpts: {},
  });
  assert.deepEqual(
    JSON.parse(
      JSON.stringify(
        await endpointOf("--alias", "a,b", "--ip", "10.0.0.2", "--link", "x:y", "n", "c"),
      ),
    ),
    {
      IPAMConfig: { IPv4Address: "10.0.0.2" },
      Links: ["x:y"],
      Aliases: ["a", "b"],
      DriverOpts: {},
    },
  );
});
