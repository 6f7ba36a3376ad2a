/** A bounded number of open files that are written at their end. */

/** So many files are open at once; a log that is written seldom is opened again. */
const MAX_OPEN = 200;

/** Writes bytes at the end of a file; a test can have a disk that is full. */
export interface FileLayer {
  /** Writes some of `bytes`, returns how many. */
  write(file: Deno.FsFile, bytes: Uint8Array): number;
}

const disk: FileLayer = { write: (file, bytes) => file.writeSync(bytes) };

/** Files that are written at their end, by path; those used least lately are closed. */
export class OpenFiles implements Disposable {
  readonly #open = new Map<string, Deno.FsFile>();

  constructor(readonly layer: FileLayer = disk) {}

  /** Makes a file that is not there; throws AlreadyExists if it is. */
  create(path: string): void {
    this.#keep(path, Deno.openSync(path, { createNew: true, append: true, mode: 0o600 }));
  }

  /** All of `bytes`, at the end of the file. */
  append(path: string, bytes: Uint8Array): void {
    const file = this.#get(path);
    let at = 0;
    while (at < bytes.length) at += this.layer.write(file, bytes.subarray(at));
  }

  truncate(path: string, length: number): void {
    this.#get(path).truncateSync(length);
  }

  close(path: string): void {
    this.#open.get(path)?.close();
    this.#open.delete(path);
  }

  [Symbol.dispose](): void {
    for (const file of this.#open.values()) file.close();
    this.#open.clear();
  }

  #get(path: string): Deno.FsFile {
    const file = this.#open.get(path);
    if (file === undefined) return this.#keep(path, Deno.openSync(path, { append: true }));
    this.#open.delete(path);
    this.#open.set(path, file);
    return file;
  }

  #keep(path: string, file: Deno.FsFile): Deno.FsFile {
    this.#open.set(path, file);
    if (this.#open.size > MAX_OPEN) {
      for (const oldest of this.#open.keys()) {
        this.close(oldest);
        break;
      }
    }
    return file;
  }
}
