package dev.steepest.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was left out of the rows of a CSV file so far. */
final class CsvCounts {

    private long dropped;
    private long @Nullable [] missing;
    private long unseen;

    void add(long dropped, long @Nullable [] missing) {
        this.dropped += dropped;
        if (missing == null) {
            return;
        }
        if (this.missing == null) {
            this.missing = missing;
            return;
        }
        for (int j = 0; j < missing.length; j++) {
            this.missing[j] += missing[j];
        }
    }

    void addUnseen(long unseen) {
        this.unseen += unseen;
    }

    long dropped() {
        return dropped;
    }

    Findings of(CsvFile csv, CsvColumns columns) {
        Map<String, Long> byName = new LinkedHashMap<>();
        for (int j = 0; missing != null && j < missing.length; j++) {
            if (missing[j] > 0) {
                byName.put(csv.names().get(j), missing[j]);
            }
        }
        return new Findings(dropped, byName, unseen, columns.ignored(csv.names()), csv.notes());
    }

    /** What to say if no row is left. */
    DataException noRows(CsvFile csv, CsvColumns columns) {
        return new DataException(csv.name() + " has no rows"
                + (dropped == 0
                        ? ": there is nothing after its header"
                        : " without a missing value: rows=" + dropped + " are dropped, "
                                + missingBy(of(csv, columns).missing())));
    }

    private static String missingBy(Map<String, Long> missing) {
        List<String> named = missing.entrySet().stream()
                .map(column -> column.getKey() + "=" + column.getValue())
                .toList();
        return "missing in " + Text.list(named);
    }
}
