/**
 * undici's Pool alone: the package's index also loads fetch, caches, websockets and mocks, which
 * is two to three times the code and doubles the time to start.
 */
import type { Pool as UndiciPool } from "undici";
import PoolImpl from "undici/lib/dispatcher/pool.js";

export const Pool = PoolImpl as unknown as typeof UndiciPool;
export type Pool = UndiciPool;
