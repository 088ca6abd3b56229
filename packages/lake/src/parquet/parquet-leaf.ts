// The leaves of a column's Parquet tree: each is one column chunk.
import type { ParquetNode, ParquetPhysicalType } from '@tracelake/schema';

export interface ParquetLeaf {
  readonly path: readonly string[];
  readonly physicalType: ParquetPhysicalType;
  readonly maxRepetition: number;
  readonly maxDefinition: number;
}

/** Leaves below and including `node`, in schema order. */
export function parquetLeaves(node: ParquetNode): readonly ParquetLeaf[] {
  return leavesBelow(node, [], 0, 0);
}

function leavesBelow(
  node: ParquetNode,
  outerPath: readonly string[],
  outerRepetition: number,
  outerDefinition: number,
): readonly ParquetLeaf[] {
  const path = [...outerPath, node.name];
  const maxRepetition = outerRepetition + (node.repetition === 'repeated' ? 1 : 0);
  const maxDefinition = outerDefinition + (node.repetition === 'required' ? 0 : 1);
  if (node.physicalType !== null) return [{ path, physicalType: node.physicalType, maxRepetition, maxDefinition }];
  return node.children.flatMap((child) => leavesBelow(child, path, maxRepetition, maxDefinition));
}
