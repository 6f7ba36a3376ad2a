/** The folder of ssh's control sockets, which nobody else may enter, and what killed ones left. */
import { dirname } from "node:path";

/** A path of a unix socket is no longer than this on any system; ssh appends 17 characters. */
const MAX_SOCKET_PATH = 85;
const PREFIX = "dockerctl-ssh-";

/** A folder that only we may enter, or undefined where connections cannot be shared. */
export async function privateFolder(): Promise<string | undefined> {
  if (Deno.build.os === "windows") return undefined;
  try {
    const folder = await Deno.makeTempDir({ prefix: `${PREFIX}${Deno.pid}-` });
    await Deno.chmod(folder, 0o700);
    void sweep(dirname(folder)).catch(() => {});
    if (folder.length <= MAX_SOCKET_PATH) return folder;
    await Deno.remove(folder);
  } catch { /* then without */ }
  return undefined;
}

/** Removes our own folders of processes that are gone: killed, they could not. */
export async function sweep(dir: string): Promise<void> {
  // Only Linux tells whether a process is there by a file.
  if (Deno.build.os !== "linux") return;
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    const pid = name.startsWith(PREFIX)
      ? /^(\d+)-/.exec(name.slice(PREFIX.length))?.[1]
      : undefined;
    if (!isDirectory || pid === undefined) continue;
    const path = `${dir}/${name}`;
    const info = await Deno.lstat(path).catch(() => undefined);
    if (info === undefined || info.uid !== Deno.uid() || !info.isDirectory) continue;
    const alive = await Deno.lstat(`/proc/${pid}`).then(() => true, () => false);
    if (!alive) await Deno.remove(path, { recursive: true }).catch(() => {});
  }
}
