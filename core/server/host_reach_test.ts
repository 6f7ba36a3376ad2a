/** Tests of what a container could reach of its host. */
import assert from "node:assert/strict";
import { containerReach, createReach } from "./host_reach.ts";

Deno.test("createReach() lets through what stays within the container", () => {
  for (
    const document of [
      { Image: "a", Cmd: ["x"], Labels: { a: "b" }, HostConfig: null },
      { Image: "a", HostConfig: {} },
      {
        Image: "a",
        HostConfig: {
          Binds: ["data:/data", "data:/data:ro,nocopy"],
          Mounts: [
            { Type: "volume", Source: "v", Target: "/v", VolumeOptions: { NoCopy: true } },
            { Type: "tmpfs", Target: "/t", TmpfsOptions: { SizeBytes: 1 } },
          ],
          NetworkMode: "my-net",
          PortBindings: { "80/tcp": [{ HostPort: "8080" }] },
          Privileged: false,
          CapAdd: null,
          CapDrop: ["ALL"],
          SecurityOpt: ["no-new-privileges"],
          IpcMode: "private",
          PidMode: "",
          Devices: [],
          LogConfig: { Type: "", Config: {} },
          MaskedPaths: null,
          Runtime: "",
          OomScoreAdj: 0,
          FieldOfTomorrow: false,
        },
        NetworkingConfig: { EndpointsConfig: { "my-net": {} } },
      },
    ]
  ) assert.equal(createReach(document), undefined, JSON.stringify(document));
});

Deno.test("createReach() names what reaches the host", () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ Privileged: true }, /^a privileged container$/],
    [{ privileged: true }, /the field "privileged"/],
    [{ Privileged: "yes" }, /privileged/],
    [{ Binds: ["/:/host"] }, /the mount "\/:\/host"/],
    [{ Binds: ["./x:/host"] }, /the mount/],
    [{ Binds: ["~/x:/host"] }, /the mount/],
    [{ Binds: ["a:/b:/c:ro"] }, /the mount/],
    [{ Binds: ["a\n:/b"] }, /the mount/],
    [{ Binds: "/:/host" }, /no list/],
    [{ binds: ["/:/host"] }, /the field "binds"/],
    [{ Mounts: [{ Type: "bind", Source: "/", Target: "/h" }] }, /a mount of type "bind"/],
    [{ Mounts: [{ type: "bind", Source: "/", Target: "/h" }] }, /the field "type"/],
    [{ Mounts: [{ Type: "volume", type: "bind", Source: "/", Target: "/h" }] }, /"type"/],
    [
      {
        Mounts: [{
          Type: "volume",
          Target: "/h",
          VolumeOptions: { DriverConfig: { Options: { o: "bind", device: "/" } } },
        }],
      },
      /a driver's options/,
    ],
    [
      { Mounts: [{ Type: "volume", VolumeOptions: { driverconfig: { Name: "x" } } }] },
      /driverconfig/,
    ],
    [{ Mounts: [{ Type: "volume", Source: "/etc", Target: "/h" }] }, /the mount of "\/etc"/],
    [{ VolumesFrom: ["other"] }, /mounts of another container/],
    [{ VolumeDriver: "sshfs" }, /volume driver "sshfs"/],
    [{ Devices: [{ PathOnHost: "/dev/sda" }] }, /a device/],
    [{ DeviceRequests: [{ Count: -1 }] }, /a device/],
    [{ DeviceCgroupRules: ["a *:* rwm"] }, /devices/],
    [{ CapAdd: ["SYS_ADMIN"] }, /an added capability/],
    [{ SecurityOpt: ["no-new-privileges", "seccomp=unconfined"] }, /"seccomp=unconfined"/],
    [{ NetworkMode: "host" }, /network mode "host"/],
    [{ NetworkMode: "container:web" }, /network mode/],
    [{ PidMode: "host" }, /pid mode "host"/],
    [{ PidMode: "container:web" }, /pid mode/],
    [{ IpcMode: "host" }, /ipc mode/],
    [{ UTSMode: "host" }, /UTS mode/],
    [{ UsernsMode: "host" }, /user namespace/],
    [{ CgroupnsMode: "host" }, /cgroup namespace/],
    [{ CgroupParent: "/" }, /cgroup parent/],
    [{ OomScoreAdj: -1000 }, /OOM score/],
    [{ Runtime: "other" }, /a runtime/],
    [{ MaskedPaths: [] }, /unmasked paths/],
    [{ maskedpaths: [] }, /the field "maskedpaths"/],
    [{ ReadonlyPaths: [] }, /writable paths/],
    [{ Annotations: { a: "b" } }, /annotations/],
    [{ LogConfig: { Type: "syslog", Config: { "syslog-address": "tcp://10.0.0.1" } } }, /syslog/],
    [{ LogConfig: { type: "syslog" } }, /"type"/],
    [{ FieldOfTomorrow: true }, /the field "FieldOfTomorrow"/],
    [{ constructor: 1 }, /the field "constructor"/],
  ];
  for (const [HostConfig, says] of cases) {
    assert.match(createReach({ Image: "a", HostConfig }) ?? "", says, JSON.stringify(HostConfig));
  }
  assert.match(createReach({ hostconfig: { Privileged: true } }) ?? "", /the field "hostconfig"/);
  assert.match(createReach({ HoſtConfig: { Privileged: true } }) ?? "", /the field "HoſtConfig"/);
  assert.match(createReach([]) ?? "", /no document/);
});

Deno.test("containerReach() judges containers as the engine inspects them", () => {
  const HostConfig = {
    NetworkMode: "default",
    IpcMode: "private",
    PidMode: "",
    Binds: ["vol:/data:rw"],
    Devices: [],
    CapAdd: null,
    MaskedPaths: ["/proc/acpi"],
    ReadonlyPaths: ["/proc/bus"],
    Runtime: "runc",
    LogConfig: { Type: "syslog" },
  };
  const volume = [{ Type: "volume", Source: "/var/lib/docker/volumes/vol/_data" }];
  assert.equal(containerReach({ HostConfig, Mounts: volume }), undefined);
  assert.match(containerReach({}) ?? "", /does not tell/);
  assert.equal(containerReach({ Mounts: [] }), undefined);
  assert.match(
    containerReach({ HostConfig: { ...HostConfig, Privileged: true } }) ?? "",
    /privileged/,
  );
  assert.match(
    containerReach({ HostConfig: { ...HostConfig, MaskedPaths: [] } }) ?? "",
    /unmasked/,
  );
  assert.match(containerReach({ HostConfig: { ...HostConfig, PidMode: "host" } }) ?? "", /pid/);
  assert.match(
    containerReach({ HostConfig, Mounts: [{ Type: "bind", Source: "/etc" }] }) ?? "",
    /the mount "\/etc"/,
  );
});
