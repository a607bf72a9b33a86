// The lines that make up nearly all of a Wavefront OBJ: v, vt, vn and f, straight from bytes, sixteen digits at a time.
// Whatever is rarer is left to the caller: the kernel stops in front of it.
#include "objFaces.h"
#include "objRows.h"

enum { DONE = 0, STOPPED = 1 };

// A blank line or a comment.
INLINE const u8 *emptyLine(ObjText *text, const u8 *at) {
  if (*at != '#' && *at != '\n' && *at != '\r') return at;
  const u8 *next = restOfLine(at);
  if (next == 0) return at;
  text->lineCount++;
  return next;
}

INLINE const u8 *linesOfAKind(ObjText *text, const u8 *at) {
  if (startsFace(at)) return faceLines(text, at);
  if (startsVertex(at)) return vertexLines(text, at);
  if (startsUv(at)) return uvLines(text, at);
  if (startsNormal(at)) return normalLines(text, at);
  return emptyLine(text, at);
}

// Reads lines until the end, or a line that is not its own, unusual, or that begins another run: with faces of another
// form, or vertices with colours behind such without. `at` then stands in front of that line.
u32 EXPORT(readObjLines)(ObjText *memory) {
  // A copy of its own, which no array that is written can be part of.
  ObjText text = *memory;
  const u8 *at = text.at;
  u32 status = DONE;
  while (at < text.end && status == DONE) {
    const u8 *next = linesOfAKind(&text, at);
    if (next == at) status = STOPPED;
    at = next;
  }
  text.at = at;
  *memory = text;
  return status;
}
