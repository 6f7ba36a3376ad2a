/** What the figures were measured on; figures of two machines say nothing about each other. */
export interface Machine {
  cpu: string;
  cores: number;
  memory: string;
  kernel: string;
  /** Programs ready to run, on average of the last minute, when the benchmark began. */
  load: number;
  deno: string;
}

export async function machine(): Promise<Machine> {
  const info = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  return {
    cpu: /^model name\s*:\s*(.*)$/m.exec(info)?.[1] ?? Deno.build.arch,
    cores: navigator.hardwareConcurrency,
    memory: `${Math.round(Deno.systemMemoryInfo().total / 2 ** 30)} GiB`,
    kernel: `${Deno.build.os} ${Deno.osRelease()}`,
    load: Math.round(Deno.loadavg()[0] * 100) / 100,
    deno: Deno.version.deno,
  };
}
