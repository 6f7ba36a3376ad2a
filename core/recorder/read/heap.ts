/** A binary heap in an array, the least one first: what merging several ordered sources needs. */

/** Whether `a` comes before `b`. */
export type Before<T> = (a: T, b: T) => boolean;

/** Puts one in. */
export function pushHeap<T>(heap: T[], item: T, before: Before<T>): void {
  let at = heap.push(item) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(heap[at], heap[parent])) return;
    [heap[at], heap[parent]] = [heap[parent], heap[at]];
    at = parent;
  }
}

/** Takes the least one away. */
export function dropHeap<T>(heap: T[], before: Before<T>): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  heap[0] = last;
  sinkHeap(heap, before);
}

/** Puts the first one, which has become greater, where it belongs. */
export function sinkHeap<T>(heap: T[], before: Before<T>): void {
  const item = heap[0];
  let at = 0;
  for (;;) {
    let least = 2 * at + 1;
    if (least >= heap.length) break;
    if (least + 1 < heap.length && before(heap[least + 1], heap[least])) least++;
    if (!before(heap[least], item)) break;
    heap[at] = heap[least];
    at = least;
  }
  heap[at] = item;
}
