/**
 * The entry of the worker that searches the record; in the bundle it lies beside the chunks, where
 * core/recorder/search/pool.ts looks for it.
 */
import "../core/recorder/search/worker_main.ts";
