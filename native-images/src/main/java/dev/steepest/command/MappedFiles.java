package dev.steepest.command;

import dev.steepest.Epoch;
import dev.steepest.Observer;
import dev.steepest.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Files that a fit reads where they lie. Their lengths are looked at again before each epoch, since a change means that the fit is of
 * no data that ever was; who reads behind the end of a file that was cut ends with the JVM.
 */
final class MappedFiles implements Observer {

    private final Map<Path, Long> lengths = new LinkedHashMap<>();
    private @Nullable String change;

    /** Reads a data set, and keeps the length of its file if that is mapped. */
    @Nullable
    Dataset reading(Optional<Path> file, Supplier<@Nullable Dataset> reading) {
        long length = file.map(MappedFiles::length).orElse(0L);
        Dataset read = reading.get();
        if (file.isPresent() && read != null && isMapped(read)) {
            lengths.put(file.get(), length);
        }
        return read;
    }

    private static boolean isMapped(Dataset read) {
        return read.x().segment().isMapped() || read.y().segment().isMapped();
    }

    /** 0 if it is not there, or no longer. */
    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public boolean epoch(Epoch epoch) {
        return change() == null;
    }

    boolean isEmpty() {
        return lengths.isEmpty();
    }

    /** What happened to the first that changed; null if none did, as far as is known. From then on none must be read. */
    @Nullable
    String change() {
        lengths.forEach((file, length) -> {
            long now = length(file);
            if (change == null && now != length) {
                change = file + " changed while it was read: it had bytes=" + length + ", now it has bytes=" + now;
            }
        });
        return change;
    }

    /** Refuses to go on with a file that changed. */
    void requireUnchanged() {
        String changed = change();
        if (changed != null) {
            throw new CommandException(changed);
        }
    }
}
