/** Pulls the image of a container, or the one that it is to have. */
import type { Engine } from "../../../../core/mod.ts";
import { isEngineError } from "../../../../core/errors.ts";
import { parseReference } from "../../../../core/images/reference.ts";
import { type CommandContext, ExitError } from "../../../spec/types.ts";
import { credentialsForImage } from "../../_lib/credentials.ts";
import { showProgress } from "../../_lib/progress.ts";

/** Whether a registry can be asked for newer ones of this reference. */
export function followable(reference: string): boolean {
  if (/^(sha256:)?[0-9a-f]{12,64}$/.test(reference)) return false;
  try {
    return parseReference(reference).digest === undefined;
  } catch {
    return false;
  }
}

/** Pulls a reference with its registry's credentials; progress on stderr. */
export async function pullReference(
  ctx: CommandContext,
  engine: Engine,
  reference: string,
  quiet: boolean,
): Promise<void> {
  const auth = await credentialsForImage(ctx, reference);
  const { tag, digest } = parseReference(reference);
  // Without a tag all of them would come.
  const whole = tag === undefined && digest === undefined ? `${reference}:latest` : reference;
  const events = engine.images.pull(whole, { auth, signal: ctx.signal });
  await showProgress(ctx, events, quiet ? undefined : ctx.streams.stderr);
}

/** Pulls the image of a container (`reference` where another is wanted). */
export async function pullFor(
  ctx: CommandContext,
  engine: Engine,
  container: string,
  reference: string | undefined,
  quiet: boolean,
): Promise<void> {
  const wanted = reference ??
    (await engine.containers.inspect(container, { signal: ctx.signal })).Config.Image ?? "";
  if (!followable(wanted)) {
    throw new ExitError(
      1,
      `${container} was made from ${wanted}, which has no tag to follow: name an image with --image`,
    );
  }
  await pullReference(ctx, engine, wanted, quiet);
}

/** Pulls an image that is not there. */
export async function fetchMissing(
  ctx: CommandContext,
  engine: Engine,
  reference: string,
): Promise<void> {
  try {
    await engine.images.inspect(reference, { signal: ctx.signal });
  } catch (error) {
    if (!isEngineError(error, "not_found")) throw error;
    await pullReference(ctx, engine, reference, false);
  }
}
