package dev.steepest.data;

import java.nio.file.Path;
import java.util.List;

/**
 * The files that data is read from.
 *
 * @param files one for a file; all that SQL or a pattern names
 * @param patterns a sentence for each pattern among the names: how many files match it, the first and the last
 */
public record SourceFiles(List<Path> files, List<String> patterns) {

    /** Takes the components as they are. */
    public SourceFiles {
        files = List.copyOf(files);
        patterns = List.copyOf(patterns);
    }

    /**
     * Looks up what {@link Dataset#read(String, String, ReadOptions, java.lang.foreign.Arena)} would open. A name that a
     * file has is that file; a name with {@code *}, {@code ?} or {@code [} that no file has is a pattern.
     *
     * @param data the name of a file, or SQL
     * @return nothing is opened yet
     * @throws DataException if it is neither, if SQL would do more than read, or names what is not there
     */
    public static SourceFiles of(String data) {
        Source source = Source.of(data);
        if (source.sql() != null) {
            try {
                return of(Database.files(source));
            } catch (NoClassDefFoundError e) {
                throw source.without(e);
            }
        }
        boolean maybePattern = FileSet.hasPattern(data) && Kind.isTable(source.path());
        return maybePattern ? of(List.of(source.files())) : new SourceFiles(List.of(source.path()), List.of());
    }

    private static SourceFiles of(List<FileSet> sets) {
        return new SourceFiles(
                sets.stream().flatMap(set -> set.files().stream()).distinct().toList(),
                sets.stream()
                        .filter(FileSet::isPattern)
                        .map(FileSet::told)
                        .distinct()
                        .toList());
    }
}
