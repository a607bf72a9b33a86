type Address = number

/** What the compiled kernels offer; each is described where it is written (wasm/kernels). */
export interface KernelExports {
  readonly __heap_base: WebAssembly.Global
  readonly __stack_pointer: WebAssembly.Global
  buildPointTree(tree: Address, rows: Address, places: Address): number
  nearestPoints(tree: Address, batch: Address): void
  kNearestPoints(
    tree: Address,
    queries: Address,
    count: number,
    k: number,
    limitSquared: number,
    indices: Address,
    squared: Address,
  ): void
  pointsWithin(
    tree: Address,
    queries: Address,
    count: number,
    limitSquared: number,
    starts: Address,
    indices: Address,
    capacity: number,
  ): number
  buildTriangleTree(tree: Address, positions: Address, vertexCount: number, indices: Address, places: Address): number
  closestPoints(tree: Address, batch: Address): void
  firstHits(
    tree: Address,
    origins: Address,
    directions: Address,
    count: number,
    triangles: Address,
    results: Address,
  ): void
  readObjLines(text: Address): number
  blend(basis: Address, rows: number, stride: number, used: number, weights: Address, out: Address): void
  skinHead(
    vertexCount: number,
    poseDirs: Address,
    features: Address,
    weights: Address,
    transforms: Address,
    shaped: Address,
    corrected: Address,
    vertices: Address,
  ): void
  fillHeadRows(rows: Address): void
  addGram(matrix: Address, rows: number, columns: number, panels: Address, gram: Address): void
  prepareOffsets(offsets: Address): number
  solveOffsets(offsets: Address, tolerance: number, maxIterations: number): number
  meshNeighbours(
    triangles: Address,
    triangleCount: number,
    vertexCount: number,
    starts: Address,
    neighbours: Address,
    isBoundary: Address,
  ): number
  meshPieces(
    triangles: Address,
    triangleCount: number,
    vertexCount: number,
    roots: Address,
    triangleCounts: Address,
  ): void
  meshNormals(
    positions: Address,
    vertexCount: number,
    triangles: Address,
    triangleCount: number,
    sums: Address,
    normals: Address,
  ): void
  markOddVertices(triangles: Address, triangleCount: number, vertexCount: number, marks: Address): number
  smoothNormals(normals: Address, vertexCount: number, starts: Address, neighbours: Address, smooth: Address): void
  clearWeld(weld: Address): void
  weldFacets(weld: Address, facets: Address, count: number, triangles: Address): number
  copyTriples(from: Address, rowBytes: number, rows: number, turned: number, to: Address): number
  copyTriangleRows(from: Address, rows: number, limit: number, turned: number, to: Address): number
  orderQueries(rows: Address, count: number, pairs: Address, spare: Address, counts: Address): Address
}

/** Bytes of the digit counts a sort along the curve needs. */
export const curveCountBytes = 3 * 1024 * 4
