/** The programs that keep logins for docker, asked as docker asks them. */
import { EngineError } from "../errors.ts";
import { reason } from "./config_file.ts";

/** A helper may ask a person for a key, but not for ever. */
const TIMEOUT_MS = 120_000;

/** The most a helper may answer, in bytes. */
const MAX_ANSWER = 1024 * 1024;

const DOING = { get: "getting", store: "storing", erase: "erasing" } as const;

/**
 * Runs `docker-credential-NAME VERB` with `input` on its stdin. Gives what it wrote, and the error
 * to throw where it failed: whether it did may depend on what it wrote.
 *
 * @throws {EngineError} of code `config` when there is no such program, `timeout`, `aborted`.
 */
export async function runHelper(
  name: string,
  verb: keyof typeof DOING,
  input: string,
  options: { env?: Readonly<Record<string, string | undefined>>; signal?: AbortSignal },
): Promise<{ text: string; failed?: EngineError }> {
  const program = `docker-credential-${name}`;
  const op = `${verb} credentials`;
  const error = (why: string, out: string, cause?: unknown) =>
    new EngineError(`error ${DOING[verb]} credentials - err: ${why}, out: \`${out}\``, {
      code: "config",
      op,
      cause,
    });
  const late = AbortSignal.timeout(TIMEOUT_MS);
  const tooMuch = new AbortController();
  const ends = [late, tooMuch.signal, ...options.signal ? [options.signal] : []];
  const aborted = (cause: unknown) =>
    new EngineError(`${op}: cancelled`, { code: "aborted", op, cause });
  if (options.signal?.aborted) throw aborted(options.signal.reason);
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: [verb],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.any(ends),
    }).spawn();
  } catch (e) {
    const missing = `exec: "${program}": executable file not found in $PATH`;
    throw error(e instanceof Deno.errors.NotFound ? missing : reason(e), "", e);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reading = (async () => {
    for await (const chunk of child.stdout) {
      size += chunk.length;
      if (size > MAX_ANSWER) tooMuch.abort();
      else chunks.push(chunk);
    }
  })();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const [{ code }] = await Promise.all([child.status, reading]);
  if (options.signal?.aborted) throw aborted(options.signal.reason);
  if (late.aborted) {
    const seconds = TIMEOUT_MS / 1000;
    throw new EngineError(`${program} gave no answer within ${seconds} seconds`, {
      code: "timeout",
      op,
    });
  }
  if (tooMuch.signal.aborted) throw error(`more than ${MAX_ANSWER} bytes`, "");
  const text = (await new Blob(chunks as Uint8Array<ArrayBuffer>[]).text()).trim();
  return code === 0 ? { text } : { text, failed: error(`exit status ${code}`, text) };
}
