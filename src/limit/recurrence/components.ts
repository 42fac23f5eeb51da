/** Strongly connected components of a directed graph (Tarjan), without recursion. */

/**
 * The components of the graph with these nodes; `next` gives the nodes that a node needs. A component comes after
 * those that it needs, nodes of one in the order of `nodes`.
 */
export function stronglyConnected(
  nodes: readonly number[],
  next: (node: number) => readonly number[],
): readonly (readonly number[])[] {
  const index = new Map<number, number>();
  const low = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();
  const found: number[][] = [];
  const rank = new Map(nodes.map((node, k) => [node, k]));
  for (const root of nodes) {
    if (index.has(root)) continue;
    const stack = [{ node: root, left: [...next(root)].reverse() }];
    const enter = (node: number): void => {
      index.set(node, index.size);
      low.set(node, index.get(node) ?? 0);
      open.push(node);
      isOpen.add(node);
    };
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { node } = top;
      const child = top.left.pop();
      if (child !== undefined) {
        if (!index.has(child)) {
          enter(child);
          stack.push({ node: child, left: [...next(child)].reverse() });
        } else if (isOpen.has(child)) low.set(node, Math.min(low.get(node) ?? 0, index.get(child) ?? 0));
        continue;
      }
      stack.pop();
      const parent = stack.at(-1);
      if (parent !== undefined) low.set(parent.node, Math.min(low.get(parent.node) ?? 0, low.get(node) ?? 0));
      if (low.get(node) !== index.get(node)) continue;
      const component: number[] = [];
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        isOpen.delete(member);
        component.push(member);
        if (member === node) break;
      }
      found.push(component.sort((x, y) => (rank.get(x) ?? 0) - (rank.get(y) ?? 0)));
    }
  }
  return found;
}
