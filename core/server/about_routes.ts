/** The routes that tell of the server itself. */
import type { Route } from "./routes.ts";

/** What the server says of itself; `document` makes its OpenAPI document. */
export const aboutRoutes = (document: (version: string) => unknown): readonly Route[] => [
  {
    method: "GET",
    path: "/v1",
    id: "About",
    summary: "What is served here",
    access: "read",
    length: "call",
    answer: {
      status: 200,
      summary: "The server",
      type: "application/json",
      schema: {
        type: "object",
        required: ["version", "write", "privileged"],
        properties: {
          version: { type: "string", description: "dockerctl's version" },
          endpoint: { type: "string", description: "The engine, as a DOCKER_HOST string" },
          record: { type: "string", description: "Where the record lies" },
          write: { type: "boolean", description: "Whether calls that change something pass" },
          privileged: {
            type: "boolean",
            description: "Whether containers may reach their host",
          },
        },
      },
    },
    handle: async ({ sources, policy, signal }) => {
      const record = await sources.record?.info(signal).catch(() => undefined);
      return {
        status: 200,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          version: sources.version,
          ...(sources.transport && { endpoint: sources.transport.endpoint }),
          ...(record && { record: record.place }),
          write: policy.allowWrite,
          privileged: policy.allowPrivileged,
        }) + "\n",
      };
    },
  },
  {
    method: "GET",
    path: "/v1/openapi.json",
    id: "OpenApi",
    summary: "This document",
    access: "read",
    length: "call",
    answer: {
      status: 200,
      summary: "OpenAPI 3.1",
      type: "application/json",
      schema: { type: "object" },
    },
    handle: ({ sources }) =>
      Promise.resolve({
        status: 200,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(document(sources.version), null, 2) + "\n",
      }),
  },
];
