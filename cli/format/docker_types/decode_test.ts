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

/** What a template says of a container with these settings. */
const said = (template: string, hostConfig: object = { Memory: 67108864, BlkioWeight: 3 }) =>
  execute(
    parseFormat(template),
    decodeAs("container.InspectResponse", { HostConfig: hostConfig, State: { Pid: 7 } }),
  );

Deno.test("numbers have the kind that docker's types give them", () => {
  const of = (...names: string[]) =>
    said(`{{printf "${names.map(() => "%T").join(" ")}" ${names.join(" ")}}}`);
  assert.equal(
    of(".HostConfig.Memory", ".HostConfig.BlkioWeight", ".State.Pid", ".HostConfig.ConsoleSize"),
    "int64 uint16 int [2]uint",
  );
  assert.equal(
    said('{{printf "%T" .HostConfig.PidsLimit}}', { PidsLimit: 5 }),
    "*int64",
  );
  assert.equal(
    of(".HostConfig.NetworkMode", ".HostConfig.Binds"),
    "container.NetworkMode []string",
  );
});

Deno.test("a number of any kind is printed, compared and counted as one", () => {
  assert.equal(
    said(
      '{{with .HostConfig}}{{printf "%d %x %s %f %c" .Memory .Memory .Memory .Memory .Memory}}{{end}}',
    ),
    "67108864 4000000 %!s(int64=67108864) %!f(int64=67108864) \ufffd",
  );
  assert.equal(
    said(
      "{{with .HostConfig}}{{eq .Memory 67108864}} {{lt .BlkioWeight .Memory}} {{json .Memory}}" +
        "{{range .BlkioWeight}}x{{end}}{{if .ShmSize}}y{{end}} {{slice `abcdef` .BlkioWeight}}{{end}}",
    ),
    "true true 67108864xxx def",
  );
  assert.throws(
    () => said('{{truncate "abc" .HostConfig.Memory}}'),
    /wrong type for value; expected int; got int64/,
  );
  assert.equal(said('{{truncate "abcdefghi" .State.Pid}}'), "abcdefg");
  const ulimits = { Ulimits: [{ Name: "nofile", Soft: 10, Hard: 20 }] };
  assert.equal(said("{{range .HostConfig.Ulimits}}{{.}}{{end}}", ulimits), "nofile=10:20");
});

Deno.test("spans and times give numbers of Go's kinds", () => {
  const image = decodeAs("image.InspectResponse", { Metadata: {} });
  const time = '{{printf "%T %v" .Metadata.LastTagTime.Unix .Metadata.LastTagTime.UnixNano}}';
  assert.equal(execute(parseFormat(time), image), "int64 -6795364578871345152");
  const checked = decodeAs("container.InspectResponse", {
    Config: { Healthcheck: { Interval: 90e9 } },
  });
  assert.equal(
    execute(
      parseFormat(
        '{{with .Config.Healthcheck.Interval}}{{printf "%T %f %T %f" . . .Seconds .Seconds}}{{end}}',
      ),
      checked,
    ),
    "time.Duration %!f(time.Duration=90000000000) float64 90.000000",
  );
});

Deno.test("without types a number is what stood in the JSON", () => {
  const run = (text: string) => execute(parseFormat(text), { A: 7 }, { untyped: true });
  assert.equal(run('{{printf "%T %v" .A .A}} {{json .A}} {{json .}}'), 'json.Number 7 7 {"A":7}');
  assert.throws(() => run("{{eq .A 7}}"), /incompatible types for comparison/);
});
