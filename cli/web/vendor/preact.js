/** The library that the page is drawn with; packed by itself when dockerctl is built. */
export * from "htm/preact/standalone";
