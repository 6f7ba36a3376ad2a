/** `--cidfile`: the file that gets the id of a container. */
import { pathError } from "../../_flags/env_file.ts";

/** The file of `--cidfile`: made before the container, removed again if there comes none. */
export class CidFile {
  #written = false;

  private constructor(private readonly path: string | undefined) {}

  /**
   * Makes the file, or nothing where no path is given.
   *
   * @throws {Error} with docker's words; a file that is there already is never overwritten.
   */
  static async open(path: string | undefined): Promise<CidFile> {
    if (!path) return new CidFile(undefined);
    try {
      await Deno.stat(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw pathError("stat", path, error);
      try {
        await Deno.writeTextFile(path, "", { createNew: true });
      } catch (cause) {
        const reason = pathError("open", path, cause).message;
        throw new Error(`failed to create the container ID file: ${reason}`);
      }
      return new CidFile(path);
    }
    throw new Error(
      `container ID file found, make sure the other container isn't running or delete ${path}`,
    );
  }

  /** Writes the id. */
  async write(id: string): Promise<void> {
    if (this.path === undefined) return;
    try {
      await Deno.writeTextFile(this.path, id);
    } catch (error) {
      const reason = pathError("write", this.path, error).message;
      throw new Error(`failed to write the container ID to the file: ${reason}`);
    }
    this.#written = true;
  }

  /** Removes the file if no id was written. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.path === undefined || this.#written) return;
    await Deno.remove(this.path).catch(() => {});
  }
}
