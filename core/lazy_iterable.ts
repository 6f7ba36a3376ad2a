/**
 * An iterable that is opened by its first `next()`. From then on the inner iterator is called
 * directly, so nothing is paid per item; leaving the loop early leaves the inner one too.
 */
export function lazyIterable<T>(open: () => Promise<AsyncIterable<T>>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator](): AsyncIterator<T> {
      let inner: AsyncIterator<T> | undefined;
      let opening: Promise<AsyncIterator<T>> | undefined;
      let left = false;
      const end = (): Promise<IteratorResult<T>> =>
        Promise.resolve({ done: true, value: undefined });
      return {
        next() {
          if (inner) return inner.next();
          if (left) return end();
          opening ??= open().then((items) => inner = items[Symbol.asyncIterator]());
          return opening.then((iterator) => iterator.next());
        },
        async return() {
          left = true;
          await (inner ?? await opening?.catch(() => undefined))?.return?.();
          return await end();
        },
      };
    },
  };
}
