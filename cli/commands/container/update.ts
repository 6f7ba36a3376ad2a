/** `container update`: update configuration of one or more containers. */
import { joinErrors } from "../../spec/errors.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { bytes, cpus, swapBytes, uint16 } from "../_flags/flag_kinds.ts";
import { parseRestartPolicy } from "./_run/to_create_request.ts";
import { UNPROTECT } from "./_recreate/options.ts";

/** `update`: changes limits and the restart policy of containers. */
export const update = defineCommand({
  path: "container update",
  aliases: ["update"],
  summary: "Update configuration of one or more containers",
  args: [{ name: "container", variadic: true, complete: "container" }],
  options: {
    "unprotect": UNPROTECT,
    "blkio-weight": uint16(
      "Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)",
    ),
    "cpu-period": {
      type: "number",
      value: "int",
      summary: "Limit CPU CFS (Completely Fair Scheduler) period",
    },
    "cpu-quota": {
      type: "number",
      value: "int",
      summary: "Limit CPU CFS (Completely Fair Scheduler) quota",
    },
    "cpu-rt-period": {
      type: "number",
      value: "int",
      summary: "Limit the CPU real-time period in microseconds",
    },
    "cpu-rt-runtime": {
      type: "number",
      value: "int",
      summary: "Limit the CPU real-time runtime in microseconds",
    },
    "cpu-shares": {
      type: "number",
      short: "c",
      value: "int",
      summary: "CPU shares (relative weight)",
    },
    "cpus": cpus("Number of CPUs"),
    "cpuset-cpus": { type: "string", summary: "CPUs in which to allow execution (0-3, 0,1)" },
    "cpuset-mems": { type: "string", summary: "MEMs in which to allow execution (0-3, 0,1)" },
    "kernel-memory": bytes("Kernel memory limit (deprecated)", { hidden: true }),
    "memory": bytes("Memory limit", { short: "m" }),
    "memory-reservation": bytes("Memory soft limit"),
    "memory-swap": swapBytes(
      "Swap limit equal to memory plus swap: -1 to enable unlimited swap",
    ),
    "pids-limit": {
      type: "number",
      value: "int",
      summary: "Tune container pids limit (set -1 for unlimited)",
    },
    "restart": {
      type: "string",
      summary: "Restart policy to apply when a container exits",
      complete: ["always", "no", "on-failure", "unless-stopped"],
    },
  },
  async run(ctx, input) {
    if ([...input.given].every((flag) => flag === "unprotect")) {
      throw new ExitError(1, "you must provide one or more flags when using this command");
    }
    const body = {
      BlkioWeight: input.blkioWeight,
      CpusetCpus: input.cpusetCpus ?? "",
      CpusetMems: input.cpusetMems ?? "",
      CpuShares: input.cpuShares ?? 0,
      Memory: input.memory,
      MemoryReservation: input.memoryReservation,
      MemorySwap: input.memorySwap,
      ...(input.kernelMemory && { KernelMemory: input.kernelMemory }),
      CpuPeriod: input.cpuPeriod ?? 0,
      CpuQuota: input.cpuQuota ?? 0,
      CpuRealtimePeriod: input.cpuRtPeriod ?? 0,
      CpuRealtimeRuntime: input.cpuRtRuntime ?? 0,
      NanoCpus: input.cpus,
      ...(input.pidsLimit && { PidsLimit: input.pidsLimit }),
      RestartPolicy: parseRestartPolicy(input.restart ?? ""),
    };
    const engine = await ctx.engine();
    if (input.unprotect) {
      await (await import("./_recreate/unprotect.ts")).askUnprotect(ctx, engine, input.container);
    }
    const warnings: string[] = [];
    const errors: unknown[] = [];
    for (const name of input.container) {
      try {
        const answer = await engine.containers.update(name, body, { signal: ctx.signal });
        warnings.push(...answer.warnings);
        await ctx.streams.stdout.write(`${name}\n`);
      } catch (error) {
        if (ctx.signal.aborted) throw error;
        errors.push(error);
      }
    }
    if (warnings.length > 0) await ctx.streams.stdout.write(`${warnings.join("\n")}\n`);
    if (errors.length > 0) throw new ExitError(1, joinErrors(errors));
  },
});
