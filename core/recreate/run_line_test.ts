/** Tests of the run line that a container becomes. */
import assert from "node:assert/strict";
import type { ContainerConfig, ContainerInspect, HostConfig } from "../mod.ts";
import { inspectToRunArguments, inspectToRunLine } from "./run_line.ts";

const ID = "4f1c".repeat(16);

interface Parts {
  config?: ContainerConfig;
  host?: HostConfig;
  networks?: ContainerInspect["NetworkSettings"]["Networks"];
}

/** What the engine says of `docker run -d --name web nginx`, and of what a test adds. */
function made({ config, host, networks }: Parts = {}): ContainerInspect {
  return {
    Id: ID,
    Name: "/web",
    Image: "sha256:1",
    Config: { Hostname: ID.slice(0, 12), Image: "nginx", ...config },
    HostConfig: {
      NetworkMode: "default",
      ShmSize: 67_108_864,
      IpcMode: "private",
      CgroupnsMode: "private",
      Runtime: "runc",
      RestartPolicy: { Name: "no" },
      LogConfig: { Type: "json-file", Config: {} },
      ...host,
    },
    NetworkSettings: { Networks: networks ?? { bridge: {} } },
  } as unknown as ContainerInspect;
}

/** The words between `--name web` and the image. */
function flags(parts: Parts, image?: ContainerConfig): string {
  const line = inspectToRunArguments(made(parts), image).join(" ");
  return /^run --detach --name web ?(.*) nginx$/.exec(line)?.[1] ?? line;
}

Deno.test("inspectToRunArguments() says nothing of what is so by itself", () => {
  assert.deepEqual(inspectToRunArguments(made()), ["run", "--detach", "--name", "web", "nginx"]);
});

const cases: readonly [string, Parts][] = [
  ["--hostname front --domainname example.org", {
    config: { Hostname: "front", Domainname: "example.org" },
  }],
  ["--user 1000:1000 --workdir /srv", { config: { User: "1000:1000", WorkingDir: "/srv" } }],
  ["--env A=1 --env B=two words", { config: { Env: ["A=1", "B=two words"] } }],
  ["--label a=b --label bare", { config: { Labels: { a: "b", bare: "" } } }],
  ["--stop-signal SIGINT --stop-timeout 3", { config: { StopSignal: "SIGINT", StopTimeout: 3 } }],
  ["--health-cmd curl -f x --health-interval 30s --health-timeout 500ms --health-retries 3", {
    config: {
      Healthcheck: {
        Test: ["CMD-SHELL", "curl -f x"],
        Interval: 30e9,
        Timeout: 5e8,
        Retries: 3,
      },
    },
  }],
  ["--no-healthcheck", { config: { Healthcheck: { Test: ["NONE"] } } }],
  ["--publish 8080:80 --publish 127.0.0.1:53:53/udp --publish [::1]:9:9 --publish 7", {
    host: {
      PortBindings: {
        "80/tcp": [{ HostIp: "", HostPort: "8080" }],
        "53/udp": [{ HostIp: "127.0.0.1", HostPort: "53" }],
        "9/tcp": [{ HostIp: "::1", HostPort: "9" }],
        "7/tcp": [{ HostIp: "", HostPort: "" }],
      },
    },
  }],
  ["--publish-all --expose 81", {
    config: { ExposedPorts: { "81/tcp": {} } },
    host: { PublishAllPorts: true },
  }],
  ["--volume /a:/b:ro --volume data:/data --volume /anonymous", {
    config: { Volumes: { "/anonymous": {}, "/data": {} } },
    host: { Binds: ["/a:/b:ro", "data:/data"] },
  }],
  ["--mount type=bind,source=/a,target=/b,readonly --tmpfs /t:size=1m --volumes-from other", {
    host: {
      Mounts: [{ Type: "bind", Source: "/a", Target: "/b", ReadOnly: true }],
      Tmpfs: { "/t": "size=1m" },
      VolumesFrom: ["other"],
    },
  }],
  ['--mount type=volume,source=v,target=/v,volume-nocopy,"volume-opt=o=a,b"', {
    host: {
      Mounts: [{
        Type: "volume",
        Source: "v",
        Target: "/v",
        VolumeOptions: { NoCopy: true, DriverConfig: { Options: { o: "a,b" } } },
      }],
    },
  }],
  ["--mount type=tmpfs,target=/t,tmpfs-size=1024,tmpfs-mode=1777", {
    host: {
      Mounts: [{ Type: "tmpfs", Target: "/t", TmpfsOptions: { SizeBytes: 1024, Mode: 0o1777 } }],
    },
  }],
  ["--network host", { host: { NetworkMode: "host" }, networks: {} }],
  ["--network container:db", { host: { NetworkMode: "container:db" }, networks: {} }],
  ["--network shop --network-alias front --ip 10.0.0.9", {
    host: { NetworkMode: "shop" },
    networks: {
      shop: { Aliases: ["front", ID.slice(0, 12)], IPAMConfig: { IPv4Address: "10.0.0.9" } },
    },
  }],
  ["--network bridge --network name=shop,alias=front", {
    networks: { bridge: {}, shop: { Aliases: ["front"] } },
  }],
  ["--dns 1.1.1.1 --dns-option ndots:1 --dns-search a.example --add-host h:1.2.3.4", {
    host: {
      Dns: ["1.1.1.1"],
      DnsOptions: ["ndots:1"],
      DnsSearch: ["a.example"],
      ExtraHosts: ["h:1.2.3.4"],
    },
  }],
  ["--memory 268435456 --memory-reservation 1000 --cpus 1.5 --cpuset-cpus 0-1 --pids-limit 50", {
    host: {
      Memory: 268_435_456,
      MemorySwap: 536_870_912,
      MemoryReservation: 1000,
      NanoCpus: 1.5e9,
      CpusetCpus: "0-1",
      PidsLimit: 50,
    },
  }],
  ["--memory 100 --memory-swap -1", { host: { Memory: 100, MemorySwap: -1 } }],
  ["--shm-size 1000 --ulimit nofile=1:2 --ulimit core=0 --device /dev/a --device /dev/b:/dev/c:r", {
    host: {
      ShmSize: 1000,
      Ulimits: [{ Name: "nofile", Soft: 1, Hard: 2 }, { Name: "core", Soft: 0, Hard: 0 }],
      Devices: [
        { PathOnHost: "/dev/a", PathInContainer: "/dev/a", CgroupPermissions: "rwm" },
        { PathOnHost: "/dev/b", PathInContainer: "/dev/c", CgroupPermissions: "r" },
      ],
    },
  }],
  ["--gpus all", { host: { DeviceRequests: [{ Count: -1, Capabilities: [["gpu"]] }] } }],
  ["--privileged --cap-add NET_ADMIN --cap-drop ALL --group-add 5", {
    host: {
      Privileged: true,
      CapAdd: ["NET_ADMIN"],
      CapDrop: ["ALL"],
      GroupAdd: ["5"],
      SecurityOpt: ["label=disable"],
    },
  }],
  ["--security-opt no-new-privileges --read-only --init --ipc host --pid host --sysctl a=1", {
    host: {
      SecurityOpt: ["no-new-privileges"],
      ReadonlyRootfs: true,
      Init: true,
      IpcMode: "host",
      PidMode: "host",
      Sysctls: { a: "1" },
    },
  }],
  ["--restart on-failure:3 --log-driver local --log-opt max-size=1m", {
    host: {
      RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 },
      LogConfig: { Type: "local", Config: { "max-size": "1m" } },
    },
  }],
];
for (const [expected, parts] of cases) {
  Deno.test(`inspectToRunArguments() gives ${expected}`, () =>
    assert.equal(flags(parts), expected));
}

Deno.test("inspectToRunArguments() leaves out what the image brings along", () => {
  const image: ContainerConfig = {
    Env: ["PATH=/bin"],
    Labels: { maker: "me" },
    Cmd: ["serve"],
    Entrypoint: ["/start"],
    ExposedPorts: { "80/tcp": {} },
    Volumes: { "/data": {} },
    WorkingDir: "/srv",
    User: "www",
    StopSignal: "SIGQUIT",
    Healthcheck: { Test: ["CMD", "ok"] },
  };
  assert.equal(flags({ config: { ...image, Image: "nginx" } }, image), "");
  const env = { ...image, Image: "nginx", Env: ["PATH=/bin", "A=1"] };
  assert.equal(flags({ config: env }, image), "--env A=1");
});

Deno.test("inspectToRunArguments() gives the command, with the entrypoint's arguments before it", () => {
  const image = { Cmd: ["serve"], Entrypoint: ["/start", "-x"] };
  const end = (config: ContainerConfig) => inspectToRunArguments(made({ config }), image).slice(4);
  assert.deepEqual(end({ ...image, Cmd: ["other", "a b"] }), ["nginx", "other", "a b"]);
  assert.deepEqual(end({ Entrypoint: ["/mine", "-y"], Cmd: ["z"] }), [
    "--entrypoint",
    "/mine",
    "nginx",
    "-y",
    "z",
  ]);
  assert.deepEqual(end({ Entrypoint: null, Cmd: ["z"] }), ["--entrypoint", "", "nginx", "z"]);
});

Deno.test("inspectToRunArguments() keeps a terminal, attached streams and --rm", () => {
  const config = { OpenStdin: true, Tty: true, AttachStdout: true };
  assert.deepEqual(inspectToRunArguments(made({ config, host: { AutoRemove: true } })), [
    ..."run --interactive --tty --rm --name web nginx".split(" "),
  ]);
});

Deno.test("inspectToRunLine() quotes as a shell takes it", () => {
  const config = { Env: ["A=it's $HOME"], Entrypoint: [], Cmd: ["sh", "-c", "echo a; echo b"] };
  const image = { Entrypoint: ["/x"] };
  assert.equal(
    inspectToRunLine(made({ config }), image),
    "docker run --detach --name web --env 'A=it'\\''s $HOME' --entrypoint '' nginx " +
      "sh -c 'echo a; echo b'",
  );
});
