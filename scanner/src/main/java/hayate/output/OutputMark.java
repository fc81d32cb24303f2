package hayate.output;

import hayate.output.OutputConfig.Format;

/**
 * Where one output stands: everything before {@code offset} is records of the first {@code findings} of the journal.
 *
 * @param format its format
 * @param path its file as an absolute path, or {@code -}
 * @param startOffset where this scan's part of the file begins, not 0 if appended to an older file
 * @param offset bytes of the file that are finished records
 * @param findings how many findings of the journal these cover, those of states not shown included
 * @param records how many records they are
 */
record OutputMark(Format format, String path, long startOffset, long offset, long findings, long records) {}
