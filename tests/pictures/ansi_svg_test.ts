/** A terminal's text becomes a picture, cell by cell. */
import assert from "node:assert/strict";
import { ansiToSvg } from "./ansi_svg.ts";

Deno.test("ansiToSvg() places runs by cell, wide characters counting two", () => {
  const svg = ansiToSvg("ab\x1b[1mc\x1b[0m漢d\n", 20, "t");
  assert.match(svg, /<text x="10.0" [^>]*>ab</);
  assert.match(svg, /<text x="26.8" [^>]*font-weight="bold">c</);
  assert.match(svg, /<text x="35.2" [^>]*textLength="25.2"[^>]*>漢d</);
});

Deno.test("ansiToSvg() reads 16, 256 and true colours, and inverse", () => {
  const svg = ansiToSvg("\x1b[31ma\x1b[38;5;196mb\x1b[38;2;1;2;3mc\x1b[0;7md", 10, "t");
  assert.match(svg, /fill="#e06c75">a</);
  assert.match(svg, /fill="#ff0000">b</);
  assert.match(svg, /fill="#010203">c</);
  assert.match(svg, /<rect [^>]*fill="#d7dae0"\/><text [^>]*fill="#14171c">d</);
});

Deno.test("ansiToSvg() escapes what XML would read", () => {
  assert.match(ansiToSvg("<a&b>", 10, "x<y"), />&lt;a&amp;b&gt;</);
});

Deno.test("ansiToSvg() leaves spaces at a run's ends to the ground", () => {
  const svg = ansiToSvg("  ab  \x1b[44m  \x1b[0m", 10, "t");
  assert.match(svg, /<text x="26.8" [^>]*textLength="16.8"[^>]*>ab</);
  assert.match(svg, /<rect x="60.4" [^>]*width="16.8"/);
});
