/** Containers of every kind that an engine here can make, and what of them is to stay the same. */
import type { EngineContext } from "../../engine/mod.ts";

/**
 * Command lines that together use every option of `create` that an engine here can take; `@` is
 * the test's prefix, `%` its folder. Each is made a container of.
 */
export const LINES: readonly string[] = [
  "",
  "--env A=1 --env B=2 --env-file %/env",
  "--label a=b --label c= --label-file %/labels",
  "--entrypoint sh IMAGE -c 'sleep 1'",
  "--entrypoint '' IMAGE sleep 1",
  "--hostname host1 --domainname example.org",
  "--user 1000:1000 --group-add 5 --group-add 6",
  "--workdir /tmp",
  "--tty --interactive",
  "--attach stdout --attach stderr",
  "--attach stdin",
  "--restart always",
  "--restart on-failure:3",
  "--restart unless-stopped",
  "--rm",
  "--stop-signal SIGINT --stop-timeout 3",
  "--stop-timeout 0",
  "--init",
  "--init=false",
  "--read-only --tmpfs /run:size=1m --tmpfs /scratch",
  "--publish 18080:80 --publish 127.0.0.1:18081:81/udp --expose 9000",
  "--publish 80 --publish-all",
  "--publish 18100-18102:100-102",
  "--expose 7000-7003",
  "--volume @data:/data --volume /anonymous",
  "--volume %:/folder:ro --volume @data:/more:nocopy",
  "--mount type=volume,target=/anon2",
  "--mount type=volume,source=@data,target=/v,readonly,volume-nocopy",
  "--mount type=bind,source=%,target=/b,bind-propagation=rprivate",
  "--mount type=tmpfs,target=/t,tmpfs-size=65536,tmpfs-mode=1770",
  "--volumes-from @source",
  "--volume /one --volume /two --mount type=volume,target=/three",
  "--network @net --network-alias one --network-alias two",
  "--network @net --ip 10.231.0.77",
  "--network @net --mac-address 02:42:0a:00:00:05",
  "--mac-address 02:42:0a:00:00:06",
  "--network none",
  "--network host",
  "--network container:@source",
  "--network @net --link-local-ip 169.254.9.9",
  "--link @source:db",
  "--dns 1.1.1.1 --dns-search example.org --dns-option ndots:2",
  "--add-host a:10.0.0.1 --add-host b:10.0.0.2",
  "--cap-add NET_ADMIN --cap-add SYS_TIME --cap-drop MKNOD",
  "--cap-drop ALL",
  "--privileged",
  "--security-opt no-new-privileges --security-opt seccomp=unconfined",
  "--security-opt systempaths=unconfined",
  "--device /dev/null:/dev/zero2:r --device-cgroup-rule 'c 1:3 mr'",
  "--ulimit nofile=1024:2048 --ulimit core=0 --ulimit nproc=-1",
  "--sysctl net.ipv4.ip_forward=1",
  "--shm-size 32m --ipc shareable",
  "--ipc container:@source",
  "--ipc host --pid host --uts host",
  "--pid container:@source",
  "--cgroupns host",
  "--log-driver json-file --log-opt max-size=1m --log-opt max-file=2 --log-opt labels=a",
  "--log-driver none",
  "--memory 64m --memory-reservation 32m --memory-swap 128m --cpus 0.5",
  "--cpu-shares 512 --cpuset-cpus 0 --cpuset-mems 0 --pids-limit 50 --oom-score-adj 100",
  "--cpu-period 50000 --cpu-quota 25000 --memory 32m --memory-swap -1 --kernel-memory 0",
  "--blkio-weight 0 --oom-kill-disable=false --memory-swappiness 50 --memory 64m",
  "--health-cmd 'test -e /' --health-interval 10s --health-timeout 2s --health-retries 2 --health-start-period 5s",
  "--no-healthcheck",
  "--runtime runc --isolation default --cgroup-parent /dockerctl-test",
  "--annotation a=b",
  "--gpus 0",
  "--device-read-bps /dev/null:1mb",
  "--userns host --volume-driver local --volume @data:/d",
  "--platform linux/amd64",
];

/** Fields that are another container's by nature, or name what was anonymous. */
export function comparable(text: string, c: Record<string, unknown>): unknown {
  const id = String(c["Id"]);
  const copy = JSON.parse(text.replaceAll(id, "ID").replaceAll(id.slice(0, 12), "SHORT"));
  for (const field of ["Created", "GraphDriver", "State", "SizeRw", "LogPath"]) delete copy[field];
  for (const field of ["HostnamePath", "HostsPath", "ResolvConfPath"]) delete copy[field];
  // A volume that was anonymous is bound by its name.
  const names = new Set(
    (copy.Mounts as { Name?: string }[]).map((m) => m.Name).filter((n) =>
      /^[0-9a-f]{64}$/.test(n ?? "")
    ),
  );
  const binds = (copy.HostConfig.Binds ?? []) as string[];
  const own = binds.filter((b) => !names.has(b.split(":")[0]));
  copy.HostConfig.Binds = own.length > 0 ? own : null;
  for (const m of copy.HostConfig.Mounts ?? []) if (names.has(m.Source)) delete m.Source;
  for (const m of copy.Mounts) if (names.has(m.Name)) delete m.Mode;
  copy.Mounts.sort((a: { Destination: string }, b: { Destination: string }) =>
    a.Destination < b.Destination ? -1 : 1
  );
  for (
    const end of Object.values(copy.NetworkSettings.Networks ?? {}) as Record<string, unknown>[]
  ) {
    for (const empty of ["IPAMConfig", "DriverOpts", "Aliases"]) {
      const value = end[empty];
      const none = value === null || value === undefined || Object.keys(value).length === 0;
      if (none) delete end[empty];
    }
    delete end["NetworkID"];
  }
  return copy;
}

/** The words of `create` for one of {@link LINES}. */
export function wordsOf(line: string, c: EngineContext, name: string): string[] {
  const words = (line.match(/'[^']*'|\S+/g) ?? []).map((w) =>
    w.replace(/^'(.*)'$/, "$1").replaceAll("@", c.prefix).replaceAll("%", c.dir)
  );
  const at = words.indexOf("IMAGE");
  const options = at < 0 ? words : words.slice(0, at);
  const command = at < 0 ? ["sleep", "1000"] : words.slice(at + 1);
  return ["create", "--name", name, "--label", c.label, ...options, c.image, ...command];
}
