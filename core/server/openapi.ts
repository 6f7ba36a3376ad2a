/** The OpenAPI document, made from the route table. */
import type { Route } from "./routes.ts";

/** A parameter, response or schema of the document; plain JSON. */
type Json = Record<string, unknown>;

const ERROR = { $ref: "#/components/schemas/Error" };

const DESCRIPTION = [
  "What `dockerctl record run --listen` and `dockerctl record serve` answer.",
  "Paths below `/v1/engine` are passed on to the Docker Engine and answer with its own documents; " +
  "a version of the engine's API may stand in between (`/v1/engine/v1.41/info`). What is not in " +
  "this list is refused with 403, as is every call marked `x-access: write` unless the server was " +
  "started with --allow-write.",
  "Paths below `/v1` otherwise are dockerctl's own words for containers of all hosts. Those below " +
  "`/ui` are for the page: they want its cookie and its token, and the Origin of the server itself.",
  "Every other request needs a Host header that names the server, and none may have an Origin header. " +
  "401: the token is missing or wrong. 403: refused by the server's rules. 408, 413, 414, 431: too " +
  "slow or too large. 502, 504: the engine behind the server does not answer. 503: too many at once.",
].join("\n\n");

/** The OpenAPI 3.1 document of a table of routes. */
export function openApi(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replaceAll("*}", "}");
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "dockerctl record server",
      version,
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{
      url: "{server}",
      description: "What the server says when it starts",
      variables: { server: { default: "http://127.0.0.1:7700" } },
    }],
    security: [{ token: [] }, { certificate: [] }, {}],
    tags: [
      { name: "server", description: "The server itself" },
      { name: "manage", description: "Containers of all hosts, in dockerctl's own words" },
      { name: "record", description: "What was recorded" },
      { name: "engine", description: "The Docker Engine" },
      { name: "page", description: "The page for browsers, and the same calls for it" },
    ],
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "The token of the server's file" },
        certificate: {
          type: "mutualTLS",
          description: "Where it was started with --tls-client-ca",
        },
      },
      schemas: {
        Error: {
          type: "object",
          required: ["message"],
          properties: { message: { type: "string", description: "What is wrong, in words" } },
        },
      },
      responses: {
        Refused: {
          description: "Refused, by the server or by the engine",
          content: { "application/json": { schema: ERROR } },
        },
      },
    },
  };
}

/** `/ui` is the page's, and what is neither the engine's nor the record's nor about is managed. */
function tagOf(path: string): string {
  if (path === "/" || path.startsWith("/ui/")) return "page";
  if (path === "/v1" || path === "/v1/openapi.json") return "server";
  return /^\/v1\/(engine|record)\b/.exec(path)?.[1] ?? "manage";
}

function operation(route: Route): Json {
  const { answer, body } = route;
  const names = [...route.path.matchAll(/\{(\w+)(\*?)\}/g)];
  const parameters = [
    ...names.map(([, name, many]) => ({
      name,
      in: "path",
      required: true,
      ...(many && { description: "May hold slashes, as names of images do" }),
      schema: { type: "string" },
    })),
    ...(route.query ?? []).map((p) => ({
      name: p.name,
      in: "query",
      description: p.summary,
      schema: p.list
        ? { type: "array", items: { type: p.type ?? "string" } }
        : { type: p.type ?? "string" },
      ...(p.list && { style: "form", explode: true }),
    })),
  ];
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [tagOf(route.path)],
    "x-access": route.access,
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        description: `${body.summary}; at most ${body.limit} bytes`,
        required: !body.optional,
        content: { "application/json": { schema: { type: "object" } } },
      },
    }),
    responses: {
      [answer.status]: {
        description: answer.summary,
        ...(answer.type && {
          content: { [answer.type]: answer.schema ? { schema: answer.schema } : {} },
        }),
      },
      default: { $ref: "#/components/responses/Refused" },
    },
  };
}
