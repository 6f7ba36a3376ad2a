/** Why a message could not be told. */

/** How a failure is to be met. */
export interface SendErrorOptions {
  /** The receiver will not take this very message, however often it is sent. */
  refused?: boolean;
  /** It asked to wait for so long; milliseconds. */
  wait?: number;
}

/** A message that could not be told; the words are for a person and hold no secret. */
export class SendError extends Error {
  readonly refused: boolean;
  readonly wait: number | undefined;

  constructor(message: string, options: SendErrorOptions = {}) {
    super(message);
    this.refused = options.refused ?? false;
    this.wait = options.wait;
  }
}
