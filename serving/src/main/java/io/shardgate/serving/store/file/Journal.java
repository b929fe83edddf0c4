package io.shardgate.serving.store.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * The file to which records are appended. Guarded by its owner's lock.
 *
 * <p>A RandomAccessFile and not a FileChannel, because an interrupt of a writing thread would close a channel for all.
 */
final class Journal implements AutoCloseable {

    private final RandomAccessFile file;
    private long length;

    private Journal(RandomAccessFile file, long length) {
        this.file = file;
        this.length = length;
    }

    /** Opens for appending after what is there, or makes the file; the directory is for the caller to sync. */
    static Journal open(Path path) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        long length = file.length();
        file.seek(length);
        return new Journal(file, length);
    }

    long length() {
        return length;
    }

    /**
     * Appends, and returns when the record is on the disk.
     *
     * @throws NothingWritten if the file is as it was before
     * @throws IOException if the file's state is not known; nothing more may be appended
     */
    void append(byte[] payload) throws IOException, NothingWritten {
        byte[] frame = Frame.write(payload);
        try {
            file.write(frame);
        } catch (IOException e) {
            takeBack(e);
            throw new NothingWritten(e);
        }
        // If this fails the kernel may have dropped the pages and forgotten the error: trying again proves nothing.
        file.getFD().sync();
        length += frame.length;
    }

    private void takeBack(IOException cause) throws IOException {
        try {
            file.setLength(length);
            file.seek(length);
            file.getFD().sync();
        } catch (IOException e) {
            e.addSuppressed(cause);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** An append that failed, such as on a full disk, and left no trace. */
    static final class NothingWritten extends Exception {
        NothingWritten(IOException cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }
}
