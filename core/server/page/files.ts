/** The page's files: a fixed map in memory, packed once, under a name that changes with any of them. */
import type { Route } from "../routes.ts";
import type { ApiAnswer, ApiRequest } from "../types.ts";
import { refusal } from "../admission.ts";
import { admitVisitor, PAGE_HEADERS } from "./rules.ts";

/** One file as it is sent. */
export interface PageFile {
  type: string;
  /** As it is, and packed. */
  plain: Uint8Array;
  br?: Uint8Array;
  gzip?: Uint8Array;
}

/** All of them; `version` is a hash over all, and a folder of their addresses. */
export interface PageFiles {
  version: string;
  /** The document at `/`. */
  document: PageFile;
  /** The others, by name. */
  files: ReadonlyMap<string, PageFile>;
}

/** Reads the files when the page is first asked for. */
export type LoadPage = () => Promise<PageFiles>;

function send(request: ApiRequest, file: PageFile, etag: string, cache: string): ApiAnswer {
  const headers: Record<string, string> = {
    ...PAGE_HEADERS,
    "content-type": file.type,
    "cache-control": cache,
    etag,
    vary: "accept-encoding",
  };
  if (request.headers["if-none-match"] === etag) return { status: 304, headers, open: true };
  const takes = (request.headers["accept-encoding"] ?? "").split(",").map((e) =>
    e.split(";", 1)[0].trim()
  );
  for (const coding of ["br", "gzip"] as const) {
    const packed = file[coding];
    if (packed === undefined || !takes.includes(coding)) continue;
    return {
      status: 200,
      headers: { ...headers, "content-encoding": coding },
      body: packed,
      open: true,
    };
  }
  return { status: 200, headers, body: file.plain, open: true };
}

const absent = (): ApiAnswer => ({
  ...refusal(404, "there is no such file", PAGE_HEADERS),
  open: true,
});

/** The document and what it loads. */
export const FILE_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/",
    id: "Page",
    summary: "The page for a browser",
    access: "read",
    length: "call",
    admit: admitVisitor,
    answer: { status: 200, summary: "The document", type: "text/html" },
    handle: async ({ request, sources }) => {
      const page = await sources.page?.();
      if (page === undefined) return absent();
      // Asked for anew each time: it names the files of this version.
      return send(request, page.document, `"${page.version}"`, "no-cache");
    },
  },
  {
    method: "GET",
    path: "/ui/f/{version}/{name*}",
    id: "PageFile",
    summary: "A file of the page",
    access: "read",
    length: "call",
    admit: admitVisitor,
    answer: { status: 200, summary: "The file" },
    handle: async ({ request, sources, params }) => {
      const page = await sources.page?.();
      const file = page?.files.get(params.name);
      if (page === undefined || file === undefined || params.version !== page.version) {
        return absent();
      }
      const etag = `"${page.version}-${params.name.replace(/[^\w.-]/g, "-")}"`;
      return send(request, file, etag, "public, max-age=31536000, immutable");
    },
  },
];
