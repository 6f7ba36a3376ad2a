/** Which shell a container has. */
import type { Engine } from "../../core/mod.ts";

/** In the order of preference. */
export const SHELLS: readonly string[] = ["bash", "zsh", "fish", "ash", "sh"];

/** Where shells are, for images whose PATH has none of these. */
const FOLDERS = ["/bin", "/usr/bin", "/usr/local/bin", "/busybox", "/sbin"];

/** What a try of a shell gives: its name, or that there is none. */
export async function findShell(
  engine: Engine,
  container: string,
  options: { shells: readonly string[]; user?: string; signal: AbortSignal },
): Promise<string | undefined> {
  const { shells, user, signal } = options;
  const there = await present(engine, container, shells, signal);
  for (const path of there) {
    if (await runs(engine, container, path, user, signal)) return path;
  }
}

/** The shells whose files are there: asked of the engine, so that nothing is run in vain. */
async function present(
  engine: Engine,
  container: string,
  shells: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const found: string[] = [];
  for (const shell of shells) {
    for (const path of shell.startsWith("/") ? [shell] : FOLDERS.map((f) => `${f}/${shell}`)) {
      try {
        const { mode, isSymlink } = await engine.containers.archive.stat(container, path, {
          signal,
        });
        // A link may lead anywhere: it is tried.
        if (isSymlink || (mode & 0o111) !== 0) {
          found.push(path);
          break;
        }
      } catch {
        signal.throwIfAborted();
      }
    }
  }
  return found;
}

/** Whether a shell starts and ends well: a file of another architecture does not. */
async function runs(
  engine: Engine,
  container: string,
  path: string,
  user: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const { id } = await engine.exec.create(container, {
    cmd: [path, "-c", "exit 42"],
    attachStdout: true,
    attachStderr: true,
    user,
    signal,
  });
  {
    await using session = await engine.exec.start(id, { tty: false, signal });
    for await (const _ of session.output) { /* nothing is said */ }
  }
  for (let n = 0; n < 100; n++) {
    const { running, exitCode } = await engine.exec.inspect(id, { signal });
    if (!running) return exitCode === 42;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
