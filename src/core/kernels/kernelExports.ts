type Address = number

/** What the compiled kernels offer; each is described where it is written (wasm/kernels). */
export interface KernelExports {
  readonly __heap_base: WebAssembly.Global
  readonly __stack_pointer: WebAssembly.Global
  placePoints(places: Address, rows: Address, from: number, to: number): number
  placeNothing(places: Address, from: number, to: number): void
  packPoints(tree: Address, places: Address, from: number, to: number): void
  boxPoints(tree: Address, from: number, to: number): void
  findPointSlots(tree: Address, slots: Address): void
  splitPlaces(places: Address, count: number, leafItems: number, leaf: number, span: number): void
  halvePlaces(places: Address, count: number, leafItems: number, leaf: number, span: number): void
  clearLastBoxes(tree: Address): void
  uniteBoxes(tree: Address): void
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
  placeTriangles(
    places: Address,
    positions: Address,
    vertexCount: number,
    indices: Address,
    from: number,
    to: number,
  ): number
  nameCorners(places: Address, indices: Address, from: number, to: number): void
  spreadPlaces(tree: Address, span: number): void
  fillLeaves(tree: Address, positions: Address, from: number, to: number): void
  boxTriangles(tree: Address, from: number, to: number): void
  findTriangleSlots(tree: Address, slots: Address): void
  boxIndexedTriangles(tree: Address, from: number, to: number): void
  findCorners(tree: Address, slots: Address, count: number, corners: Address): void
  closestIndexedPoints(tree: Address, batch: Address): void
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
  addNormals(positions: Address, triangles: Address, triangleCount: number, sums: Address): void
  unitNormals(sums: Address, vertexCount: number, normals: Address): void
  packNormals(sums: Address, vertexCount: number, packed: Address): void
  addOddMarks(triangles: Address, triangleCount: number, marks: Address): void
  smoothNormals(normals: Address, vertexCount: number, starts: Address, neighbours: Address, smooth: Address): void
  clearWeld(weld: Address): void
  weldFacets(weld: Address, facets: Address, count: number, triangles: Address): number
  copyTriples(from: Address, rowBytes: number, rows: number, turned: number, to: Address): number
  copyTriangleRows(from: Address, rows: number, limit: number, turned: number, to: Address): number
  orderQueries(rows: Address, count: number, pairs: Address, spare: Address, counts: Address): Address
}

/** Bytes of the digit counts a sort along the curve needs. */
export const curveCountBytes = 3 * 1024 * 4
