/** Which session a build has: what of its context the engine fetches over it. */
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { EngineError, isEngineError } from "../../errors.ts";
import type { Transport } from "../../transport/types.ts";
import type { BuildContext, BuildImageOptions } from "../build.ts";
import { contextPath, mustBe } from "../context.ts";
import type { LocalSource } from "./local_files.ts";
import { checkSecrets } from "./secrets.ts";
import { openSession, sharedKey } from "./session.ts";

/** An open session, for one build. */
export interface OpenedSession extends AsyncDisposable {
  id: string;
  /** Name of the Dockerfile; absent where the context is sent, or fetched from elsewhere. */
  dockerfile?: string;
}

/** Opens one; undefined where none is needed, or the engine gives none. */
export async function sessionFor(
  transport: Transport,
  context: BuildContext,
  options: BuildImageOptions,
): Promise<OpenedSession | undefined> {
  const { auths, secrets, sshAgents, signal } = options;
  const needed = secrets !== undefined || sshAgents !== undefined;
  const isFolder = "folder" in context;
  if (!isFolder && !needed && auths === undefined && options.authOf === undefined) {
    return undefined;
  }
  checkSecrets(secrets ?? {});
  const ofRecord = (key: string) =>
    Promise.resolve(auths && Object.hasOwn(auths, key) ? auths[key] : undefined);
  const files = isFolder ? await sourcesOf(context.folder, options) : undefined;
  try {
    const session = await openSession(transport, {
      sources: files?.sources ?? {},
      authOf: options.authOf ?? ofRecord,
      secrets,
      agents: sshAgents,
      key: await sharedKey(isFolder ? context.folder : ""),
      signal,
    });
    return { ...session, dockerfile: files?.name };
  } catch (e) {
    // A server in between, or an engine of old: an archive does it, too, but for what is secret.
    if (isEngineError(e) && e.status !== undefined && !signal?.aborted) {
      if (!needed) return undefined;
      throw new EngineError(
        "The engine gives no BuildKit session, which secrets and ssh agents need",
        { code: "unsupported", op: "build image", cause: e },
      );
    }
    throw e;
  }
}

async function sourcesOf(
  folder: string,
  { dockerfile, dockerfileAt, dockerfileText }: BuildImageOptions,
): Promise<{ name: string; sources: Record<string, LocalSource> }> {
  await mustBe(folder, "the build context");
  const context = { folder };
  // Not the folder that they stand in: of that the engine has no business to know.
  const files = new Map<string, Uint8Array>();
  const sources = { context, dockerfile: { files } };
  if (dockerfileText !== undefined && dockerfileAt === undefined) {
    const bytes = typeof dockerfileText === "string"
      ? new TextEncoder().encode(dockerfileText)
      : dockerfileText;
    files.set("Dockerfile", bytes);
    return { name: "Dockerfile", sources };
  }
  const path = dockerfileAt ?? join(folder, contextPath(dockerfile ?? "Dockerfile"));
  await mustBe(path, "the Dockerfile");
  const name = basename(path);
  files.set(name, await readFile(path));
  const ignore = await readFile(`${path}.dockerignore`).catch(() => undefined);
  if (ignore !== undefined) files.set(`${name}.dockerignore`, ignore);
  return { name, sources };
}
