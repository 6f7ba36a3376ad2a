/** Text that compressed documents have in common: a short one needs none of it itself. */

/**
 * What a document of a container mostly holds; a window of deflate. Never changed: what was written
 * with it can be read with it alone. A better one gets a number of its own.
 */
export const DICTIONARY: Uint8Array = new TextEncoder().encode(
  '{"status":"unhealthy","from":"starting","failing":3,"output":"","exitCode":1,"at":"2026-' +
    '{"id":"sha256:","repoDigests":["@sha256:"],"repoTags":[],"os":"linux","architecture":"amd64",' +
    '"config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],' +
    '"Cmd":["/bin/sh","-c"],"Entrypoint":["/docker-entrypoint.sh"],"WorkingDir":"/app","User":""}}' +
    '{"+":{"State":{"+":{"Status":{"=":"restarting"},"Running":{"=":true},"Paused":{"=":false},' +
    '"Pid":{"=":0},"ExitCode":{"=":137},"Error":{"=":""},"OOMKilled":{"=":false},' +
    '"StartedAt":{"=":"2026-"},"FinishedAt":{"=":"2026-"},"Health":{"+":{"Status":{"=":"healthy"},' +
    '"FailingStreak":{"=":0}}}}},"RestartCount":{"=":1},"Name":{"=":"/"},' +
    '"HostConfig":{"+":{"Memory":{"=":0},"MemorySwap":{"=":0},"RestartPolicy":{"=":' +
    '{"Name":"always","MaximumRetryCount":0}}}},"NetworkSettings":{"+":{"SandboxID":{"=":""},' +
    '"SandboxKey":{"=":""},"Ports":{"=":{}},"EndpointID":{"=":""},"Gateway":{"=":""},' +
    '"IPAddress":{"=":""},"IPPrefixLen":{"=":0},"MacAddress":{"=":""},"Networks":{"+":{"bridge":' +
    '{"+":{"EndpointID":{"=":""},"NetworkID":{"=":""},"DNSNames":{"=":null}}}}}}}}}' +
    '{"Id":"","Created":"2026-","Path":"docker-entrypoint.sh","Args":["-c"],"State":{"Status":' +
    '"running","Running":true,"Paused":false,"Restarting":false,"OOMKilled":false,"Dead":false,' +
    '"Pid":0,"ExitCode":0,"Error":"","StartedAt":"0001-01-01T00:00:00Z","FinishedAt":' +
    '"0001-01-01T00:00:00Z","Health":{"Status":"starting","FailingStreak":0}},"Image":"sha256:",' +
    '"ResolvConfPath":"/var/lib/docker/containers//resolv.conf","HostnamePath":' +
    '"/var/lib/docker/containers//hostname","HostsPath":"/var/lib/docker/containers//hosts",' +
    '"LogPath":"/var/lib/docker/containers//-json.log","Name":"/","RestartCount":0,"Driver":' +
    '"overlay2","Platform":"linux","MountLabel":"","ProcessLabel":"","AppArmorProfile":' +
    '"docker-default","ExecIDs":null,"HostConfig":{"Binds":null,"ContainerIDFile":"","LogConfig":' +
    '{"Type":"json-file","Config":{"max-file":"3","max-size":"10m"}},"NetworkMode":"bridge",' +
    '"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":""}]},"RestartPolicy":{"Name":' +
    '"unless-stopped","MaximumRetryCount":0},"AutoRemove":false,"VolumeDriver":"","VolumesFrom":' +
    'null,"ConsoleSize":[0,0],"CapAdd":null,"CapDrop":null,"CgroupnsMode":"private","Dns":[],' +
    '"DnsOptions":[],"DnsSearch":[],"ExtraHosts":null,"GroupAdd":null,"IpcMode":"private",' +
    '"Cgroup":"","Links":null,"OomScoreAdj":0,"PidMode":"","Privileged":false,"PublishAllPorts":' +
    'false,"ReadonlyRootfs":false,"SecurityOpt":null,"UTSMode":"","UsernsMode":"","ShmSize":' +
    '67108864,"Runtime":"runc","Isolation":"","CpuShares":0,"Memory":0,"NanoCpus":0,' +
    '"CgroupParent":"","BlkioWeight":0,"BlkioWeightDevice":[],"BlkioDeviceReadBps":[],' +
    '"BlkioDeviceWriteBps":[],"BlkioDeviceReadIOps":[],"BlkioDeviceWriteIOps":[],"CpuPeriod":0,' +
    '"CpuQuota":0,"CpuRealtimePeriod":0,"CpuRealtimeRuntime":0,"CpusetCpus":"","CpusetMems":"",' +
    '"Devices":[],"DeviceCgroupRules":null,"DeviceRequests":null,"MemoryReservation":0,' +
    '"MemorySwap":0,"MemorySwappiness":null,"OomKillDisable":null,"PidsLimit":null,"Ulimits":[],' +
    '"CpuCount":0,"CpuPercent":0,"IOMaximumIOps":0,"IOMaximumBandwidth":0,"MaskedPaths":' +
    '["/proc/acpi","/proc/asound","/proc/interrupts","/proc/kcore","/proc/keys",' +
    '"/proc/latency_stats","/proc/sched_debug","/proc/scsi","/proc/timer_list",' +
    '"/proc/timer_stats","/sys/devices/virtual/powercap","/sys/firmware"],"ReadonlyPaths":' +
    '["/proc/bus","/proc/fs","/proc/irq","/proc/sys","/proc/sysrq-trigger"]},"GraphDriver":' +
    '{"Data":{"ID":"","LowerDir":"/var/lib/docker/overlay2/-init/diff:/var/lib/docker/overlay2/' +
    '/diff","MergedDir":"/var/lib/docker/overlay2//merged","UpperDir":' +
    '"/var/lib/docker/overlay2//diff","WorkDir":"/var/lib/docker/overlay2//work"},"Name":' +
    '"overlay2"},"Mounts":[{"Type":"volume","Name":"","Source":"/var/lib/docker/volumes//_data",' +
    '"Destination":"/data","Driver":"local","Mode":"z","RW":true,"Propagation":""},{"Type":"bind",' +
    '"Source":"/","Destination":"/","Mode":"ro","RW":false,"Propagation":"rprivate"}],"Config":' +
    '{"Hostname":"","Domainname":"","User":"","AttachStdin":false,"AttachStdout":false,' +
    '"AttachStderr":false,"ExposedPorts":{"80/tcp":{}},"Tty":false,"OpenStdin":false,' +
    '"StdinOnce":false,"Env":["PATH"],"Cmd":["sh","-c"],"Healthcheck":{"Test":["CMD-SHELL",""],' +
    '"Interval":30000000000,"Timeout":5000000000,"StartPeriod":0,"Retries":3},"Image":"",' +
    '"Volumes":null,"WorkingDir":"","Entrypoint":null,"OnBuild":null,"Labels":{' +
    '"com.docker.compose.project":"","com.docker.compose.service":"",' +
    '"com.docker.compose.config-hash":"","com.docker.compose.container-number":"1",' +
    '"com.docker.compose.oneoff":"False","com.docker.compose.version":"",' +
    '"com.docker.compose.project.working_dir":"","com.docker.compose.project.config_files":"",' +
    '"org.opencontainers.image.":""},"StopSignal":"SIGTERM"},"NetworkSettings":{"Bridge":"",' +
    '"SandboxID":"","SandboxKey":"/var/run/docker/netns/","Ports":{"80/tcp":[{"HostIp":"0.0.0.0",' +
    '"HostPort":""},{"HostIp":"::","HostPort":""}]},"HairpinMode":false,' +
    '"LinkLocalIPv6Address":"","LinkLocalIPv6PrefixLen":0,"SecondaryIPAddresses":null,' +
    '"SecondaryIPv6Addresses":null,"EndpointID":"","Gateway":"172.17.0.1",' +
    '"GlobalIPv6Address":"","GlobalIPv6PrefixLen":0,"IPAddress":"172.17.0.","IPPrefixLen":16,' +
    '"IPv6Gateway":"","MacAddress":"02:42:ac:11:00:","Networks":{"bridge":{"IPAMConfig":null,' +
    '"Links":null,"Aliases":null,"MacAddress":"02:42:ac:11:00:","DriverOpts":null,"GwPriority":0,' +
    '"NetworkID":"","EndpointID":"","Gateway":"172.17.0.1","IPAddress":"172.17.0.",' +
    '"IPPrefixLen":16,"IPv6Gateway":"","GlobalIPv6Address":"","GlobalIPv6PrefixLen":0,' +
    '"DNSNames":null}}}}',
);
