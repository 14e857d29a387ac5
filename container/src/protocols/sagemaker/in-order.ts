/** What was made of an item, or that no more can be read. */
export type Ordered<T> = { readonly value: T } | { readonly broken: unknown };

/**
 * Works on several items at once and gives what became of them in their order, each as soon as it and all before it are done.
 * A source that breaks is told of last.
 *
 * @param most how many items are in work at once
 */
export async function* inOrder<Item, T>(
  items: AsyncIterator<Item>,
  work: (item: Item) => Promise<T>,
  most: number,
): AsyncGenerator<Ordered<T>> {
  const inWork: Promise<T>[] = [];
  const pull = () => items.next().catch((broken: unknown) => ({ broken }));
  let next: ReturnType<typeof pull> | undefined = pull();
  let broken: { broken: unknown } | undefined;
  while (next || inWork.length > 0) {
    const arrival = next && inWork.length < most ? next.then(() => 'arrival' as const) : undefined;
    const first = inWork[0]?.then(() => 'first' as const);
    const event = await Promise.race([first, arrival].filter((promise) => promise !== undefined));
    if (event === 'first') {
      yield { value: await (inWork.shift() as Promise<T>) };
      continue;
    }
    const pulled = await (next as NonNullable<typeof next>);
    next = undefined;
    if ('broken' in pulled) broken = pulled;
    else if (!pulled.done) {
      inWork.push(work(pulled.value));
      next = pull();
    }
  }
  if (broken) yield broken;
}
