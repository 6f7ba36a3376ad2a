/** What the shell hands to its commands, and how `exit` leaves it. */

/** Where a command of the shell reads and writes. */
export interface ShellIo {
  stdin: AsyncIterable<Uint8Array>;
  out(data: string | Uint8Array): Promise<void>;
  err(data: string | Uint8Array): Promise<void>;
  signal: AbortSignal;
}

/** What `exit` throws to end the shell. */
export class ShellExit extends Error {
  constructor(readonly exitCode: number) {
    super();
  }
}
