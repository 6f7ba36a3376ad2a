/**
 * Deno has no working Object.prototype.__proto__, and blessed builds its classes with it
 * (`A.prototype.__proto__ = B.prototype`). Imported before blessed; it must stay while blessed
 * runs, as program.js reads `options.__proto__`.
 */
Object.defineProperty(Object.prototype, "__proto__", {
  configurable: true,
  get(this: object) {
    return Object.getPrototypeOf(this);
  },
  set(this: object, proto: object | null) {
    if (proto === null || typeof proto === "object") Object.setPrototypeOf(this, proto);
  },
});
