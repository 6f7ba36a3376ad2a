/** What keeping a container's documents costs: bytes on disk and CPU time for each of its changes. */
import { join } from "node:path";
import type { DocumentAction } from "../../../core/recorder/documents/types.ts";
import { DocumentFiles } from "../../../core/recorder/documents/document_files.ts";
import { partsOf } from "../../../core/recorder/documents/parts.ts";
import type { BenchCase } from "../types.ts";

/** The life of a container, again and again. */
const LIFE: readonly DocumentAction[] = ["create", "connect", "start", "die", "start", "die"];
const CONTAINERS = 100;

const hex = (n: number, seed: number) =>
  Array.from({ length: n }, (_, i) => ((seed * 31 + i * i * 7 + seed * i) % 16).toString(16)).join(
    "",
  );

/** A document as long as an engine's: 4 to 5 kB, a quarter of it names of its own. */
function documentOf(container: number, change: number): string {
  const id = hex(64, container + 1), path = `/var/lib/docker/containers/${id}`;
  const running = LIFE[change % LIFE.length] === "start";
  const end = (n: number) => ({
    IPAMConfig: null,
    Links: null,
    Aliases: null,
    MacAddress: running ? "02:42:ac:11:00:02" : "",
    DriverOpts: null,
    GwPriority: 0,
    NetworkID: hex(64, n),
    EndpointID: running ? hex(64, n * 977 + change) : "",
    Gateway: running ? "172.17.0.1" : "",
    IPAddress: running ? "172.17.0.2" : "",
    IPPrefixLen: running ? 16 : 0,
    DNSNames: null,
  });
  return JSON.stringify({
    Id: id,
    Created: "2026-11-30T10:00:00.123456789Z",
    Path: "docker-entrypoint.sh",
    Args: ["nginx", "-g", "daemon off;"],
    State: {
      Status: running ? "running" : "exited",
      Running: running,
      Paused: false,
      Restarting: false,
      OOMKilled: false,
      Dead: false,
      Pid: running ? 1000 + change : 0,
      ExitCode: 0,
      Error: "",
      StartedAt: `2026-11-30T10:00:${String(change % 60).padStart(2, "0")}.123456789Z`,
      FinishedAt: `2026-11-30T10:00:${String(change % 60).padStart(2, "0")}.987654321Z`,
    },
    Image: `sha256:${hex(64, 5)}`,
    ResolvConfPath: `${path}/resolv.conf`,
    HostnamePath: `${path}/hostname`,
    HostsPath: `${path}/hosts`,
    LogPath: `${path}/${id}-json.log`,
    Name: `/web-${container}`,
    RestartCount: change,
    Driver: "overlay2",
    HostConfig: {
      Binds: ["data:/data"],
      NetworkMode: "shop",
      Memory: 268_435_456,
      RestartPolicy: { Name: "always", MaximumRetryCount: 0 },
      MaskedPaths: ["/proc/acpi", "/proc/kcore", "/proc/keys", "/sys/firmware"],
      ReadonlyPaths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
    },
    GraphDriver: {
      Name: "overlay2",
      Data: { UpperDir: `/var/lib/docker/overlay2/${hex(64, 3)}/diff` },
    },
    Mounts: [{ Type: "volume", Name: "data", Source: "/var/lib/docker/volumes/data/_data" }],
    Config: {
      Hostname: id.slice(0, 12),
      Env: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", `PASSWORD=${hex(24, container)}`],
      Image: "shop/web:1.27",
      Labels: { "com.docker.compose.project": "shop", "com.docker.compose.service": "web" },
    },
    NetworkSettings: {
      SandboxID: running ? hex(64, change * 13) : "",
      Networks: { shop: end(7), back: end(9) },
    },
  });
}

/** Keeps the changes; bytes and milliseconds for each. */
function keep(dir: string): { bytes: number; ms: number } {
  const texts = Array.from(
    { length: CONTAINERS },
    (_, c) => LIFE.map((_, n) => documentOf(c, n)),
  );
  const folder = join(dir, crypto.randomUUID());
  const files = new DocumentFiles(folder, true);
  const start = performance.now();
  for (const [c, all] of texts.entries()) {
    for (const [n, text] of all.entries()) {
      const parts = partsOf(text);
      const time = BigInt(1_790_000_000_000 + c * 100_000 + n * 1_000) * 1_000_000n;
      files.put(parts.document.Id, [{ time, action: LIFE[n], name: `web-${c}` }], parts);
    }
  }
  const ms = performance.now() - start;
  const { changes, bytes } = files.counters;
  Deno.removeSync(folder, { recursive: true });
  return { bytes: bytes / changes, ms: ms / changes };
}

/** A recorder of a busy machine sees a change a second: 0.5 ms are 0.05 % of a CPU. */
export const recordDocuments: readonly BenchCase[] = [
  {
    name: "record-documents-bytes",
    summary: "Bytes on disk for each change of a container (create, connect, start, die, …)",
    aim: "under 1,000",
    reached: ({ dockerctl }) => dockerctl < 1_000,
    unit: "B",
    pairs: 1,
    warmUp: 0,
    engineless: true,
    prepare: ({ dir }) =>
      Promise.resolve({ dockerctl: { measure: () => Promise.resolve(keep(dir).bytes) } }),
  },
  {
    name: "record-documents-cpu",
    summary: "CPU time for each change of a container that is kept, in the recorder",
    aim: "under 1 ms",
    reached: ({ dockerctl }) => dockerctl < 1,
    unit: "ms",
    pairs: 10,
    warmUp: 2,
    engineless: true,
    prepare: ({ dir }) =>
      Promise.resolve({ dockerctl: { measure: () => Promise.resolve(keep(dir).ms) } }),
  },
];
