/** MLLP (HL7 transport specification, release 1): a block is VT, content, FS, CR. */
const VT = 0x0b;
const FS = 0x1c;
const CR = 0x0d;
const LF = 0x0a;

export type FrameLimits = {
  /** Most bytes of content between VT and FS. */
  maxFrameBytes: number;
  /** Most bytes between frames before the sender is taken for something that does not speak MLLP. */
  maxGarbageBytes: number;
};

export type FrameRead =
  /** One message. `discardedBytes` counts what stood in the same block before a second start: a message whose end was lost. */
  | { kind: 'frame'; bytes: Buffer; discardedBytes: number }
  /** The stream cannot be followed any further; `head` is the start of the block that was too large. */
  | { kind: 'too-large'; head: Buffer }
  | { kind: 'garbage'; head: Buffer };

export type FrameReader = {
  /** Adds what the socket delivered; nothing is looked at before `next`. */
  push: (chunk: Buffer) => void;
  /** The next frame, or null when more bytes are needed. Every byte is looked at once, however the stream was cut. */
  next: () => FrameRead | null;
  /** True between VT and the end of the block: the time in which a frame must be finished is running. */
  isInside: () => boolean;
  /** True when FS was the last byte received: the CR may still come, or the sender never writes one. */
  isAtSeparator: () => boolean;
  /** Takes the FS received last for the end of the block. Call it when no CR came in a moment. */
  endAtSeparator: () => FrameRead | null;
};

const HEAD_BYTES = 4096;

type State = {
  chunks: Buffer[];
  /** Next byte to look at in chunks[0]. */
  position: number;
  isInside: boolean;
  isAtSeparator: boolean;
  parts: Buffer[];
  length: number;
  garbage: number;
};

export function createFrameReader(limits: FrameLimits): FrameReader {
  const state: State = { chunks: [], position: 0, isInside: false, isAtSeparator: false, parts: [], length: 0, garbage: 0 };
  return {
    push: (chunk) => {
      if (chunk.length > 0) state.chunks.push(chunk);
    },
    next: () => readNext(state, limits),
    isInside: () => state.isInside,
    isAtSeparator: () => state.isAtSeparator,
    endAtSeparator: () => (state.isAtSeparator ? endFrame(state) : null),
  };
}

function readNext(state: State, limits: FrameLimits): FrameRead | null {
  for (let chunk = state.chunks[0]; chunk; chunk = state.chunks[0]) {
    const read = state.isInside ? readInside(state, chunk, limits) : skipToStart(state, chunk, limits);
    if (state.position >= chunk.length) {
      state.chunks.shift();
      state.position = 0;
    }
    if (read) return read;
  }
  return null;
}

function skipToStart(state: State, chunk: Buffer, limits: FrameLimits): FrameRead | null {
  const start = chunk.indexOf(VT, state.position);
  const end = start === -1 ? chunk.length : start;
  state.garbage += end - state.position;
  const head = chunk.subarray(state.position, Math.min(end, state.position + HEAD_BYTES));
  state.position = end;
  if (state.garbage > limits.maxGarbageBytes) return { kind: 'garbage', head };
  if (start === -1) return null;
  state.position = start + 1;
  state.isInside = true;
  return null;
}

function readInside(state: State, chunk: Buffer, limits: FrameLimits): FrameRead | null {
  if (state.isAtSeparator) {
    const next = chunk[state.position];
    if (next === CR || next === LF) {
      state.position += 1;
      return endFrame(state);
    }
    // A sender that leaves the CR out starts the next block, or repeats FS.
    if (next === VT || next === FS) return endFrame(state);
    // FS inside the content. Ending here would acknowledge a message whose rest is thrown away.
    state.isAtSeparator = false;
    addPart(state, Buffer.of(FS));
  }
  const separator = chunk.indexOf(FS, state.position);
  const end = separator === -1 ? chunk.length : separator;
  addPart(state, chunk.subarray(state.position, end));
  state.position = end;
  if (state.length > limits.maxFrameBytes) return { kind: 'too-large', head: Buffer.concat(state.parts).subarray(0, HEAD_BYTES) };
  if (separator === -1) return null;
  state.position = separator + 1;
  state.isAtSeparator = true;
  // With the following byte at hand the question is settled at once; otherwise it waits for the next chunk.
  return state.position < chunk.length ? readInside(state, chunk, limits) : null;
}

function addPart(state: State, part: Buffer): void {
  if (part.length === 0) return;
  state.parts.push(part);
  state.length += part.length;
}

function endFrame(state: State): FrameRead {
  const block = state.parts.length === 1 && state.parts[0] ? state.parts[0] : Buffer.concat(state.parts);
  const start = lastMessageStart(block);
  Object.assign(state, { isInside: false, isAtSeparator: false, parts: [], length: 0, garbage: 0 });
  return { kind: 'frame', bytes: block.subarray(start), discardedBytes: startOf(block) < start ? start - 1 : 0 };
}

/** Doubled VT at the start of a block says nothing was lost. */
function startOf(block: Buffer): number {
  let start = 0;
  while (block[start] === VT) start += 1;
  return start;
}

/**
 * A VT inside a block is either a vertical tab that somebody typed into a note, or the start of the next message after
 * one whose end was lost. Only the second is followed by a header segment; what stands before it was never complete.
 */
function lastMessageStart(block: Buffer): number {
  if (block.indexOf(VT) === -1) return 0;
  const starts = ['MSH', 'FHS', 'BHS', '\u00ef\u00bb\u00bfMSH'].map(
    (segment) => block.lastIndexOf(`\u000b${segment}`, undefined, 'latin1') + 1,
  );
  return Math.max(startOf(block), ...starts);
}
