/** Which processes use which GPU, as nvidia-smi tells, and whose container they are of. */

/** A process that computes on a GPU. */
export interface GpuProcess {
  /** Its number on the host. */
  pid: number;
  /** The program, as nvidia-smi names it. */
  process: string;
  /** `0`, as `--gpus device=0` has it; its UUID where the list of GPUs does not have it. */
  gpu: string;
  /** Such as `NVIDIA A100`; empty where it is not known. */
  model: string;
  /** Bytes of the GPU's memory; unset where that is not told. */
  memory?: number;
}

/** No list is longer (characters, lines). */
const MAX_TEXT = 1024 * 1024;
const MAX_LINES = 10_000;

function cells(text: string): string[][] {
  return text.slice(0, MAX_TEXT).split("\n").slice(0, MAX_LINES)
    .map((line) => line.split(",").map((cell) => cell.trim())).filter((row) => row.length > 1);
}

/**
 * Reads what nvidia-smi prints for `--query-gpu=index,uuid,name` and for
 * `--query-compute-apps=gpu_uuid,pid,used_memory,process_name`, both `--format=csv,noheader,nounits`.
 */
export function gpuProcesses(gpus: string, apps: string): GpuProcess[] {
  const known = new Map(cells(gpus).map(([index, uuid, ...name]) => [uuid, { index, name }]));
  return cells(apps).flatMap(([uuid, pid, memory, ...process]): GpuProcess[] => {
    if (!/^\d{1,10}$/.test(pid ?? "")) return [];
    const gpu = known.get(uuid);
    const mebibytes = Number(memory);
    return [{
      pid: Number(pid),
      process: process.join(","),
      gpu: gpu?.index ?? uuid,
      model: gpu?.name.join(",") ?? "",
      // `[N/A]` where the driver does not say.
      ...(Number.isFinite(mebibytes) && memory !== "" && { memory: mebibytes * 1024 * 1024 }),
    }];
  });
}

/** The container whose control group a process is in (`/proc/PID/cgroup`); undefined: none of these. */
export function containerOfCgroup(cgroup: string, ids: Iterable<string>): string | undefined {
  const text = cgroup.slice(0, 64 * 1024);
  for (const id of ids) if (text.includes(id)) return id;
  return undefined;
}

/** What nvidia-smi says now; undefined where there is none, or it fails. */
export async function readGpuProcesses(signal?: AbortSignal): Promise<GpuProcess[] | undefined> {
  const ask = async (query: string): Promise<string | undefined> => {
    const enough = AbortSignal.timeout(10_000);
    try {
      const { success, stdout } = await new Deno.Command("nvidia-smi", {
        args: [query, "--format=csv,noheader,nounits"],
        stdin: "null",
        stdout: "piped",
        stderr: "null",
        signal: signal === undefined ? enough : AbortSignal.any([signal, enough]),
      }).output();
      return success ? new TextDecoder().decode(stdout) : undefined;
    } catch {
      return undefined;
    }
  };
  const gpus = await ask("--query-gpu=index,uuid,name");
  if (gpus === undefined) return undefined;
  const apps = await ask("--query-compute-apps=gpu_uuid,pid,used_memory,process_name");
  return apps === undefined ? undefined : gpuProcesses(gpus, apps);
}
