/** Tests of decode.ts: documents under Go's types, as templates see them. */
import assert from "node:assert/strict";
import { execute, parseFormat } from "../template.ts";
import { decodeAs } from "./decode.ts";

Deno.test("%T names times, spans and maps as Go does", () => {
  const network = decodeAs("network.Inspect", { Created: "2026-01-02T03:04:05Z", Containers: {} });
  const format = '{{printf "%T %T %T" .Containers .Labels .Created}}';
  assert.equal(
    execute(parseFormat(format), network),
    "map[string]network.EndpointResource map[string]string time.Time",
  );
  const image = decodeAs("image.InspectResponse", { Metadata: {} });
  assert.equal(
    execute(parseFormat('{{printf "%T" .Metadata.LastTagTime}}'), image),
    "time.Time",
  );
});
