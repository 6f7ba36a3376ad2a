/** What a process uses, as the system tells it. */

/** Memory in bytes that is its own and in use; time in milliseconds that it has had a processor. */
export interface Usage {
  memory: number;
  busyMs: number;
}

/** Clock ticks a second in /proc: 100 wherever Linux runs (USER_HZ). */
const TICKS = 100;
const PAGE = 4096;

/** Of a child of ours; undefined where it has ended, or the system does not tell. */
export async function usageOf(pid: number): Promise<Usage | undefined> {
  try {
    return Deno.build.os === "linux" ? ofProc(pid) : await ofPs(pid);
  } catch {
    return undefined;
  }
}

/** Reading /proc does not wait, and is quicker than a thread for it. */
function ofProc(pid: number): Usage {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  // The name in brackets may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const busy = Number(fields[11]) + Number(fields[12]);
  return { memory: Number(fields[21]) * PAGE, busyMs: busy * (1000 / TICKS) };
}

async function ofPs(pid: number): Promise<Usage | undefined> {
  const { success, stdout } = await new Deno.Command("/bin/ps", {
    args: ["-o", "rss=,time=", "-p", String(pid)],
    stdin: "null",
    stderr: "null",
  }).output();
  const found = /^\s*(\d{1,12})\s+(?:(\d{1,6})-)?(?:(\d{1,6}):)?(\d{1,6}):(\d{1,2}(?:\.\d{1,3})?)/
    .exec(new TextDecoder().decode(stdout.subarray(0, 200)));
  if (!success || found === null) return undefined;
  const [, kib, days = 0, hours = 0, minutes, seconds] = found;
  const busy = Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 +
    Number(seconds);
  return { memory: Number(kib) * 1024, busyMs: busy * 1000 };
}
