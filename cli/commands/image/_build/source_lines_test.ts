/** Tests of the lines that are shown where a build failed; the expected ones are buildx's. */
import assert from "node:assert/strict";
import { failedLines } from "./source_lines.ts";

const lines = (text: string, step: string | undefined, message = "") =>
  failedLines({ name: "Dockerfile", text }, step, message).split("\n");

Deno.test("failedLines() marks an instruction of several lines, with one around it", () => {
  const text =
    "# a comment\nFROM busybox:1 AS one\nARG X=1\nRUN echo a \\\n  # why\n  && exit 3\nRUN echo after\n";
  assert.deepEqual(lines(text, "[2/3] RUN echo a   && exit 3"), [
    "Dockerfile:4",
    "--------------------",
    "   3 |     ARG X=1",
    "   4 | >>> RUN echo a \\",
    "   5 | >>>   # why",
    "   6 | >>>   && exit 3",
    "   7 |     RUN echo after",
    "--------------------",
    "",
  ]);
});

Deno.test("failedLines() shows two lines on each side of one, as far as there are any", () => {
  const text = "FROM a\nRUN true\nRUN true\n\nRUN true\n\n\nRUN false\n\nRUN true\nRUN true\n";
  const rows = lines(text, "[5/7] RUN false");
  assert.deepEqual(rows.slice(2, -2).map((r) => r.slice(0, 10).trimEnd()), [
    "   6 |",
    "   7 |",
    "   8 | >>>",
    "   9 |",
    "  10 |",
  ]);
  assert.deepEqual(lines("FROM nosuch:1\nRUN true\n", "[1/2] FROM nosuch:1").slice(2, -2), [
    "   1 | >>> FROM nosuch:1",
    "   2 |     RUN true",
    "   3 |     ",
  ]);
  // Of the same lines the one that stands where the step stands.
  assert.equal(lines(text, "[4/7] RUN true")[0], "Dockerfile:5");
});

Deno.test("failedLines() finds what variables, here-documents and metadata stand for", () => {
  const text = "FROM busybox:1\nARG F=zz\nCOPY $F /x\nRUN <<EOF\nexit 4\nEOF\n" +
    "COPY --from=zip /a /b\nRUN --mount=type=bind,from=zap/zap:2,target=/m false\n";
  const first = (step: string) => lines(text, step)[0];
  assert.equal(first("[2/4] COPY zz /x"), "Dockerfile:3");
  assert.equal(first("[3/4] RUN <<EOF (exit 4)"), "Dockerfile:4");
  assert.equal(first("[internal] load metadata for docker.io/library/zip:latest"), "Dockerfile:7");
  assert.equal(first("[internal] load metadata for docker.io/zap/zap:2"), "Dockerfile:8");
  assert.equal(
    first("[stage-0 5/5] RUN --mount=type=bind,from=zap/zap:2,target=/m false"),
    "Dockerfile:8",
  );
  assert.equal(first("[internal] load .dockerignore"), "");
  const message = "dockerfile parse error on line 3: unknown instruction: FOO";
  assert.equal(lines("FROM a\nRUN b \\\nFOO x\n", undefined, message)[0], "Dockerfile:2");
});
