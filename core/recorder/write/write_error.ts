/** The error of a record that cannot be written. */

/** The record cannot be written now: the disk is full, or not to be written at all. */
export class WriteError extends Error {
  override readonly name = "WriteError";
}
