package dev.steepest.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import org.jspecify.annotations.Nullable;

/** Hands the fields that FastCSV finds to the header, then to the values; no row becomes an object. */
final class CsvRecords extends AbstractBaseCsvCallbackHandler<Boolean> {

    private final CsvHeader header;
    private final long linesBefore;
    private @Nullable CsvValues values;
    private long blankLine;

    /** @param linesBefore how many lines of the file are not among those that FastCSV counts */
    CsvRecords(CsvHeader header, long linesBefore) {
        this.header = header;
        this.linesBefore = linesBefore;
    }

    /** From now on records are rows. */
    void values(CsvValues values) {
        this.values = values;
    }

    long line() {
        return linesBefore + getStartingLineNumber();
    }

    @Override
    protected void handleField(int column, char[] text, int offset, int length, boolean quoted) {
        if (values == null) {
            header.add(new String(text, offset, length), line());
            return;
        }
        if (blankLine > 0) {
            // Dropping it would move all later rows against those of a separate target.
            throw values.at(blankLine, "the line is blank, but more rows follow");
        }
        values.field(line(), column, text, offset, length);
    }

    @Override
    protected void handleEmpty() {
        if (values != null && blankLine == 0) {
            blankLine = line();
        }
    }

    @Override
    protected Boolean buildRecord() {
        if (values != null && getRecordType() == RecordType.DATA) {
            values.row(line(), getFieldCount());
        }
        return true;
    }
}
