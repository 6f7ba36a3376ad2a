/** Tests of ports.ts: values of `--publish` and `--expose`. */
import assert from "node:assert/strict";
import { parsePorts } from "./ports.ts";

const bindings = (spec: string) => parsePorts([spec], []).bindings;

Deno.test("parsePorts() reads every form of -p", () => {
  const cases: [string, Record<string, [string, string][]>][] = [
    ["80", { "80/tcp": [["", ""]] }],
    ["8080:80", { "80/tcp": [["", "8080"]] }],
    ["8080:80/UDP", { "80/udp": [["", "8080"]] }],
    ["127.0.0.1:8080:80", { "80/tcp": [["127.0.0.1", "8080"]] }],
    ["127.0.0.1::80", { "80/tcp": [["127.0.0.1", ""]] }],
    ["[::1]:8080:80/sctp", { "80/sctp": [["::1", "8080"]] }],
    ["::1:8080:80", { "80/tcp": [["::1", "8080"]] }],
    ["8000-8001:80-81", { "80/tcp": [["", "8000"]], "81/tcp": [["", "8001"]] }],
    ["8000-8010:80", { "80/tcp": [["", "8000-8010"]] }],
    ["published=8080,target=80,protocol=udp", { "80/udp": [["", "8080"]] }],
    ["target=80", { "80/tcp": [["", ""]] }],
  ];
  for (const [spec, want] of cases) {
    const shown = Object.fromEntries(
      Object.entries(bindings(spec)).map((
        [key, list],
      ) => [key, list.map((b) => [b.HostIp, b.HostPort])]),
    );
    assert.deepEqual(shown, want, spec);
  }
  assert.deepEqual(parsePorts(["1:80", "2:80"], ["90-91/udp", "80"]), {
    exposed: { "80/tcp": {}, "90/udp": {}, "91/udp": {} },
    bindings: { "80/tcp": [{ HostIp: "", HostPort: "1" }, { HostIp: "", HostPort: "2" }] },
  });
});

Deno.test("parsePorts() refuses with docker's words", () => {
  const cases: [string, string][] = [
    ["99999:1", "invalid hostPort: 99999"],
    ["1:99999", "invalid containerPort: 99999"],
    ["8080:", "no port specified: 8080:<empty>"],
    ["x:80", "invalid hostPort: x"],
    ["1.2.3:80:80", "invalid IP address: 1.2.3"],
    ["80:80/icmp", "invalid proto: icmp"],
    [
      "1-3:80-81",
      "invalid ranges specified for container and host Ports: 80-81 and 1-3",
    ],
    ["target=80,=x", "invalid publish opts format (should be name=value but got '=x')"],
  ];
  for (const [spec, message] of cases) assert.throws(() => bindings(spec), { message }, spec);
  assert.throws(() => parsePorts([], ["1:2"]), {
    message: "invalid port format for --expose: 1:2",
  });
  assert.throws(() => parsePorts([], ["2-1"]), {
    message: "invalid range format for --expose: 2-1, error: invalid range specified for port: 2-1",
  });
});
