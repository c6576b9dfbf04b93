package dev.steepest.data;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the values of an array lie: in a file that is open, or in memory. */
interface ArrayBytes {

    /** Fills the rest of a buffer with the bytes from this one on. */
    void get(long offset, ByteBuffer to) throws IOException;
}
