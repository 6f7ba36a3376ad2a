/**
 * A client for the Docker Engine API.
 * @module
 */
export { codeOfStatus, EngineError, isEngineError } from "./errors.ts";
export type { EngineErrorCode, EngineErrorInfo } from "./errors.ts";
export { createEngine } from "./engine.ts";
export type { Engine } from "./engine.ts";
export type {
  Duplex,
  EngineGreeting,
  QueryValue,
  Transport,
  WireRequest,
  WireResponse,
} from "./transport/types.ts";
