/** Tests of mounts.ts: values of `--mount` and `--volume`. */
import assert from "node:assert/strict";
import { parseMount, parseVolumes } from "./mounts.ts";

const mount = (text: string) => parseMount(text).mount;

Deno.test("parseMount() reads every kind", () => {
  assert.deepEqual(mount("type=bind,source=/a,target=/b,readonly,bind-propagation=rshared"), {
    Type: "bind",
    Source: "/a",
    Target: "/b",
    ReadOnly: true,
    BindOptions: { Propagation: "rshared" },
  });
  assert.deepEqual(mount("src=v,dst=/d,volume-label=a=b,volume-opt=o=rw,volume-nocopy"), {
    Type: "volume",
    Source: "v",
    Target: "/d",
    VolumeOptions: {
      DriverConfig: { Options: { o: "rw" } },
      Labels: { a: "b" },
      NoCopy: true,
    },
  });
  assert.deepEqual(mount("type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=1777"), {
    Type: "tmpfs",
    Target: "/t",
    TmpfsOptions: { SizeBytes: 1048576, Mode: 0o1777 },
  });
  assert.deepEqual(mount('type=volume,"volume-opt=o=a,b",target=/x').VolumeOptions, {
    DriverConfig: { Options: { o: "a,b" } },
  });
  assert.equal(parseMount("type=bind,src=/a,dst=/b,bind-nonrecursive=true").deprecated, true);
});

Deno.test("parseMount() refuses with docker's words", () => {
  const cases: [string, string][] = [
    ["type=bind,source=/a", "target is required"],
    ["type=volume,target=/x,bogus=1", "unexpected key 'bogus' in 'bogus=1'"],
    ["type=volume,target=/x,bogus", "invalid field 'bogus' must be a key=value pair"],
    [
      "type=bind,source=/a,target=/b,volume-nocopy=true",
      "cannot mix 'volume-*' options with mount type 'bind'",
    ],
    ["type=tmpfs,target=/t,tmpfs-size=1x", "invalid value for tmpfs-size: 1x"],
    ["type=tmpfs,target=/t,tmpfs-mode=9", "invalid value for tmpfs-mode: 9"],
    ["target=/x,readonly=maybe", "invalid value for readonly: maybe"],
    [
      "type=bind,source=/a,target=/b,bind-recursive=writable",
      "option 'bind-recursive=writable' requires 'readonly' to be specified in conjunction",
    ],
    ["", "EOF"],
  ];
  for (const [text, message] of cases) assert.throws(() => mount(text), { message }, text);
});

Deno.test("parseVolumes() tells binds from volumes", () => {
  assert.deepEqual(parseVolumes(["/data", "vol:/v", "/a:/b:ro", "/a:/b:ro", "x"]), {
    binds: ["vol:/v", "/a:/b:ro"],
    anonymous: { "/data": {}, "x": {} },
  });
  assert.deepEqual(parseVolumes([]), { binds: null, anonymous: {} });
  assert.deepEqual(parseVolumes(["./sub:/b"]).binds, [`${Deno.cwd()}/sub:/b`]);
  assert.deepEqual(parseVolumes([`.:/b`]).binds, [`${Deno.cwd()}:/b`]);
});

Deno.test("parseVolumes() refuses with docker's words", () => {
  assert.deepEqual(parseVolumes(["::"]).anonymous, { "::": {} });
  const cases: [string, string][] = [
    ["", "invalid empty volume spec"],
    [":::", "invalid spec: :::: empty section between colons"],
    ["aa::b", "invalid spec: aa::b: empty section between colons"],
    ["/a:/b:", "invalid spec: /a:/b:: empty section between colons"],
    ["/a:/b:ro:x", "invalid spec: /a:/b:ro:x: too many colons"],
  ];
  for (const [spec, message] of cases) {
    assert.throws(() => parseVolumes([spec]), { message }, spec);
  }
});
