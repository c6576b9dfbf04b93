package dev.steepest.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks on files that will be written, before the work whose result they are to hold. */
final class OutputPath {

    private OutputPath() {}

    /** Refuses a file that could not be written. */
    static void requireWritable(String option, Path file) {
        String obstacle = obstacle(file);
        if (!obstacle.isEmpty()) {
            throw new CommandException(option + "=" + file + " cannot be written: " + obstacle);
        }
    }

    private static String obstacle(Path file) {
        if (Files.isDirectory(file)) {
            return "it is a directory";
        }
        if (Files.exists(file) && !Files.isWritable(file)) {
            return "no permission";
        }
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return "there is no directory " + directory;
        }
        if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            return "it is a link to nothing";
        }
        boolean isDevice = Files.exists(file) && !Files.isRegularFile(file);
        return isDevice || Files.isWritable(directory) ? "" : "no permission to write in " + directory;
    }

    /** Refuses to overwrite one file with another. */
    static void requireDifferent(String option, Path file, String otherName, Path other) {
        if (isSame(file, other)) {
            throw new CommandException(option + "=" + file + " is the same file as " + otherName + ": choose another");
        }
    }

    private static boolean isSame(Path file, Path other) {
        if (!Files.exists(file) || !Files.exists(other)) {
            return real(file).equals(real(other));
        }
        try {
            return Files.isRegularFile(file) && Files.isSameFile(file, other);
        } catch (IOException e) {
            throw new CommandException("cannot compare " + file + " and " + other + ": " + e.getMessage(), e);
        }
    }

    /** Where a file will be that is not there yet: its directory may have several names. */
    private static Path real(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path directory = absolute.getParent();
        try {
            return directory == null ? absolute : directory.toRealPath().resolve(absolute.getFileName());
        } catch (IOException e) {
            return absolute; // No such directory: neither is written.
        }
    }
}
